#pragma once

#include <azoth/expression/escape.hpp>
#include <azoth/expression/operand.hpp>

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace azoth {

namespace detail {

/// The operators of text.
template <class T>
class TextMethods {
public:
    /// LIKE; the pattern's wildcards are % and _.
    template <Operand P>
    auto like(const P& pattern) const {
        return make<P>(Operator::like, pattern, {});
    }
    template <Operand P>
    auto like(const P& pattern, const escape& character) const {
        return make<P>(Operator::like, pattern, character.text());
    }
    template <Operand P>
    auto not_like(const P& pattern) const {
        return make<P>(Operator::not_like, pattern, {});
    }
    template <Operand P>
    auto not_like(const P& pattern, const escape& character) const {
        return make<P>(Operator::not_like, pattern, character.text());
    }
    /// LIKE that ignores case: ILIKE, or lower() of both sides if the dialect has none.
    template <Operand P>
    auto ilike(const P& pattern) const {
        return make<P>(Operator::ilike, pattern, {});
    }
    template <Operand P>
    auto ilike(const P& pattern, const escape& character) const {
        return make<P>(Operator::ilike, pattern, character.text());
    }
    template <Operand P>
    auto not_ilike(const P& pattern) const {
        return make<P>(Operator::not_ilike, pattern, {});
    }
    template <Operand P>
    auto not_ilike(const P& pattern, const escape& character) const {
        return make<P>(Operator::not_ilike, pattern, character.text());
    }

    /// Whether the text begins with another. % and _ in that are wildcards, unless autoescape is given.
    template <Operand P>
    auto startswith(const P& text) const {
        return make<P>(Operator::startswith, text, {});
    }
    template <Operand P>
    auto startswith(const P& text, const escape& character) const {
        return make<P>(Operator::startswith, text, character.text());
    }
    template <TextLiteral P>
    auto startswith(const P& text, const AutoEscape& character) const {
        return escaped(Operator::startswith, text, character);
    }
    template <Operand P>
    auto endswith(const P& text) const {
        return make<P>(Operator::endswith, text, {});
    }
    template <Operand P>
    auto endswith(const P& text, const escape& character) const {
        return make<P>(Operator::endswith, text, character.text());
    }
    template <TextLiteral P>
    auto endswith(const P& text, const AutoEscape& character) const {
        return escaped(Operator::endswith, text, character);
    }
    /// Whether the text begins with another, ignoring case.
    template <Operand P>
    auto istartswith(const P& text) const {
        return make<P>(Operator::istartswith, text, {});
    }
    template <TextLiteral P>
    auto istartswith(const P& text, const AutoEscape& character) const {
        return escaped(Operator::istartswith, text, character);
    }
    template <Operand P>
    auto iendswith(const P& text) const {
        return make<P>(Operator::iendswith, text, {});
    }
    template <TextLiteral P>
    auto iendswith(const P& text, const AutoEscape& character) const {
        return escaped(Operator::iendswith, text, character);
    }
    template <Operand P>
    auto icontains(const P& text) const {
        return make<P>(Operator::icontains, text, {});
    }
    template <TextLiteral P>
    auto icontains(const P& text, const AutoEscape& character) const {
        return escaped(Operator::icontains, text, character);
    }

    /// Whether a regular expression, in the database's syntax, matches a part of the text. Flags are PostgreSQL's ("i":
    /// ignore case).
    template <Operand P>
    auto regexp_match(const P& pattern, std::string_view flags = {}) const {
        check<P>();
        return Expr<truth<T, operand_value<P>>>(make_regexp_match(text_node(), operand(pattern, *text_node()), flags));
    }
    template <Operand P, Operand R>
    auto regexp_replace(const P& pattern, const R& replacement, std::string_view flags = {}) const {
        check<P>();
        return Expr<lifted<std::string, T, operand_value<P>, operand_value<R>>>(make_regexp_replace(
            text_node(), operand(pattern, *text_node()), operand(replacement, *text_node()), flags));
    }
    /// Full text search: @@ plainto_tsquery(...) on PostgreSQL, MATCH on SQLite. `configuration` is for PostgreSQL.
    template <Operand P>
    auto match(const P& query, std::string_view configuration = {}) const {
        return Expr<truth<T, operand_value<P>>>(make_match(text_node(), operand(query, *text_node()), configuration));
    }
    Expr<T> collate(std::string_view collation) const { return Expr<T>(make_collate(text_node(), collation)); }

private:
    const ast::ExpressionPtr& text_node() const noexcept { return static_cast<const Expr<T>&>(*this).node(); }

    template <class P>
    static constexpr void check() {
        static_assert((is_text<T>() || is_dynamic<T>)&&(is_text<operand_value<P>>() || is_dynamic<operand_value<P>>),
                      "azoth: only text can be matched against a pattern: cast the operand");
    }
    template <class P>
    auto make(Operator op, const P& pattern, std::string_view character) const {
        check<P>();
        return Expr<truth<T, operand_value<P>>>(make_like(op, text_node(), operand(pattern, *text_node()), character));
    }
    auto escaped(Operator op, std::string_view text, const AutoEscape& character) const {
        check<std::string>();
        return Expr<truth<T, std::string>>(
            make_like(op, text_node(), operand(escape_like(text, character.text()), *text_node()), character.text()));
    }
};

}  // namespace detail
}  // namespace azoth

#pragma once

#include <azoth/expression/escape.hpp>
#include <azoth/expression/operand.hpp>
#include <azoth/types/array_codec.hpp>
#include <azoth/types/range_codec.hpp>

#include <array>
#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace azoth::detail {

/// The type of an array's elements and of a range's bounds; std::string for hstore; for others, such as JSON, the type
/// itself.
template <class T>
struct ElementOf {
    using type = T;
};
template <class E>
requires(!std::same_as<E, std::byte>) struct ElementOf<std::vector<E>> {
    using type = E;
};
template <class E>
struct ElementOf<Range<E>> {
    using type = E;
};
template <class E>
struct ElementOf<MultiRange<E>> {
    using type = Range<E>;
};
template <class K, class V, class... Rest>
struct ElementOf<std::map<K, V, Rest...>> {
    using type = V;
};
template <class T>
using element_of = typename ElementOf<value_of<T>>::type;
template <class T>
using optional_element_of = std::optional<value_of<element_of<T>>>;

/// Numbers, dates and the like have no elements; text may be JSON.
template <class T>
inline constexpr bool is_collection = is_text<T>() ||
                                      (category_of<T>() == Category::other && !std::same_as<value_of<T>, bool>);

/// The operators of arrays, JSON, hstore and ranges. Most are for PostgreSQL only.
template <class T>
class CollectionMethods {
public:
    /// Text: whether the other text occurs in it (LIKE '%' || other || '%'; % and _ in it are wildcards). Array, jsonb,
    /// hstore and range: @>, whether it contains the other, or an element of the range.
    template <Operand R>
    auto contains(const R& other) const {
        if constexpr (is_text<T>()) check_comparable<T, operand_value<R>>();
        return Expr<truth<T, operand_value<R>>>(make_contains(collection_node(), peer(other, *collection_node())));
    }
    template <Operand R>
    requires(is_text<T>() || is_dynamic<T>) auto contains(const R& text, const escape& character) const {
        return Expr<truth<T, operand_value<R>>>(
            make_like(Operator::contains, collection_node(), operand(text, *collection_node()), character.text()));
    }
    template <TextLiteral R>
    requires(is_text<T>() || is_dynamic<T>) auto contains(const R& text, const AutoEscape& character) const {
        return Expr<truth<T, std::string>>(make_like(Operator::contains, collection_node(),
                                                     operand(escape_like(text, character.text()), *collection_node()),
                                                     character.text()));
    }
    /// <@: whether the other contains it.
    template <Operand R>
    auto contained_by(const R& other) const {
        return Expr<truth<T, operand_value<R>>>(
            make_binary(Operator::included_by, collection_node(), peer(other, *collection_node())));
    }
    /// &&: whether arrays or ranges have common elements.
    template <Operand R>
    auto overlaps(const R& other) const {
        return test(Operator::overlaps, other);
    }
    template <Operand R>
    auto overlap(const R& other) const {
        return test(Operator::overlaps, other);
    }

    /// Returns the value of a key of JSON or hstore, or at a position of JSON (from 0) or of an array (from 1).
    Expr<optional_element_of<T>> operator[](std::string_view key) const requires is_collection<T> {
        return Expr<optional_element_of<T>>(make_element(collection_node(), JsonStep(key)));
    }
    Expr<optional_element_of<T>> operator[](const char* key) const requires is_collection<T> {
        return Expr<optional_element_of<T>>(make_element(collection_node(), JsonStep(key)));
    }
    Expr<optional_element_of<T>> operator[](int index) const requires is_collection<T> {
        return Expr<optional_element_of<T>>(make_element(collection_node(), JsonStep(index)));
    }
    template <Expression I>
    Expr<optional_element_of<T>> operator[](const I& index) const requires is_collection<T> {
        return Expr<optional_element_of<T>>(make_subscript(collection_node(), index.node(), nullptr));
    }
    /// Returns the elements of an array from `lower` to `upper`, inclusive.
    template <Operand L, Operand U>
    Expr<T> slice(const L& lower, const U& upper) const {
        return Expr<T>(make_subscript(collection_node(), argument(lower), argument(upper)));
    }

    /// Returns the value at a path of keys and positions of JSON: `attributes.path("blade", "edge")`.
    template <class... Steps>
    requires(sizeof...(Steps) > 0 && (std::convertible_to<const Steps&, JsonStep> &&
                                      ...)) Expr<std::optional<value_of<T>>> path(const Steps&... steps)
    const {
        const std::array<JsonStep, sizeof...(Steps)> list{JsonStep(steps)...};
        return Expr<std::optional<value_of<T>>>(make_json_path(collection_node(), list));
    }
    /// Returns an element of JSON read as another type; NULL if there is none. If the element cannot be converted, the
    /// statement fails on PostgreSQL, and the value is NULL on SQLite.
    auto as_string() const { return as<std::string>(String()); }
    /// Returns an element of JSON as text without a CAST, in the form of an index on `doc ->> 'key'`.
    auto astext() const { return Expr<std::optional<std::string>>(make_json_text(collection_node())); }
    auto as_integer() const { return as<std::int32_t>(Integer()); }
    auto as_big_integer() const { return as<std::int64_t>(BigInteger()); }
    auto as_float() const { return as<double>(Float()); }
    auto as_numeric(int precision = -1, int scale = -1) const { return as<Decimal>(Numeric(precision, scale)); }
    auto as_boolean() const { return as<bool>(Boolean()); }
    Expr<T> as_json() const { return Expr<T>(collection_node()); }

    /// Whether jsonb or hstore has a key.
    template <Operand R>
    auto has_key(const R& key) const {
        return test(Operator::has_key, key);
    }
    template <Operand R>
    auto has_all(const R& keys) const {
        return test(Operator::has_all, keys);
    }
    template <Operand R>
    auto has_any(const R& keys) const {
        return test(Operator::has_any, keys);
    }
    /// Returns jsonb without the value at a path, given as an array of text.
    template <Operand R>
    Expr<T> delete_path(const R& keys) const {
        return Expr<T>(make_binary(Operator::delete_path, collection_node(),
                                   make_cast(operand(keys, *collection_node()), Array(Text()))));
    }
    template <class... Steps>
    requires(sizeof...(Steps) > 1 &&
             (std::convertible_to<const Steps&, std::string_view> && ...)) Expr<T> delete_path(const Steps&... keys)
    const {
        std::vector<ast::ExpressionPtr> items;
        (items.push_back(make_bind(Value(std::string_view(keys), Text()), "param")), ...);
        return Expr<T>(make_binary(Operator::delete_path, collection_node(),
                                   make_cast(make_array(std::move(items), Text()), Array(Text()))));
    }
    /// Whether a JSON path finds a value.
    template <Operand R>
    auto path_exists(const R& json_path) const {
        return path_test(Operator::path_exists, json_path);
    }
    template <Operand R>
    auto path_match(const R& json_path) const {
        return path_test(Operator::path_match, json_path);
    }

    /// Ranges: << >> &< &> -|-. Union, intersection and difference are + * and -.
    template <Operand R>
    auto strictly_left_of(const R& other) const {
        return test(Operator::strictly_left_of, other);
    }
    template <Operand R>
    auto strictly_right_of(const R& other) const {
        return test(Operator::strictly_right_of, other);
    }
    template <Operand R>
    auto not_extend_right_of(const R& other) const {
        return test(Operator::not_extend_right_of, other);
    }
    template <Operand R>
    auto not_extend_left_of(const R& other) const {
        return test(Operator::not_extend_left_of, other);
    }
    template <Operand R>
    auto adjacent_to(const R& other) const {
        return test(Operator::adjacent_to, other);
    }

private:
    const ast::ExpressionPtr& collection_node() const noexcept { return static_cast<const Expr<T>&>(*this).node(); }

    template <class R>
    auto test(Operator op, const R& right) const {
        return Expr<truth<T, operand_value<R>>>(make_binary(op, collection_node(), operand(right, *collection_node())));
    }
    template <class R>
    auto path_test(Operator op, const R& path) const {
        if constexpr (Expression<R>) {
            return test(op, path);
        } else {
            return Expr<std::optional<bool>>(
                make_binary(op, collection_node(),
                            make_bind(Value(stored(path), SqlType(TypeKind::jsonpath)), *collection_node())));
        }
    }
    template <class To>
    Expr<std::optional<To>> as(const SqlType& type) const {
        return Expr<std::optional<To>>(make_json_as(collection_node(), type));
    }
};

}  // namespace azoth::detail

#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/expr.hpp>
#include <azoth/schema/column_info.hpp>

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

AZOTH_EXPORT_BEGIN

namespace azoth {

namespace ast {
class TableNode;
}  // namespace ast

/// Something that may stand behind a column's name: a SqlType, or an object whose apply() writes to a ColumnInfo.
template <class O>
concept ColumnOption = std::derived_from<O, SqlType> || requires(const O& option, ColumnInfo& info) {
    option.apply(info);
};

namespace detail {

struct PrimaryKeyOption {
    void apply(ColumnInfo& info) const { info.primary_key = true; }
};
struct UniqueOption {
    void apply(ColumnInfo& info) const { info.unique = true; }
};
struct IndexedOption {
    void apply(ColumnInfo& info) const { info.indexed = true; }
};
struct NullableOption {
    bool value;
    void apply(ColumnInfo& info) const { info.nullable = value; }
};
struct ServerGeneratedOption {
    void apply(ColumnInfo& info) const { info.server_generated = true; }
};

ast::ExpressionPtr make_sql_text(std::string_view sql);

}  // namespace detail

/// Part of the table's primary key.
inline constexpr detail::PrimaryKeyOption primary_key{};
inline constexpr detail::UniqueOption unique{};
/// An index on the column alone, named by the naming convention (ix_table_column); with `unique`, a unique one.
inline constexpr detail::IndexedOption indexed{};
/// The column takes NULL although its C++ type does not (dynamic columns take it by default).
inline constexpr detail::NullableOption null{true};
inline constexpr detail::NullableOption not_null{false};
/// The database gives the value by means that the schema doesn't know, such as a trigger.
inline constexpr detail::ServerGeneratedOption server_generated{};

/// Overrides the rule by which an integer primary key is numbered by the database.
class autoincrement {
public:
    explicit autoincrement(bool on) noexcept : how_(on ? Autoincrement::on : Autoincrement::off) {}
    explicit autoincrement(Autoincrement how) noexcept : how_(how) {}
    void apply(ColumnInfo& info) const { info.autoincrement = how_; }

private:
    Autoincrement how_;
};

/// Whether a table's or column's name is written in quotes: always, or never. By default the dialect decides.
class quote {
public:
    explicit quote(bool on) noexcept : on_(on) {}
    void apply(ColumnInfo& info) const { info.quote = on_; }
    void apply(ast::TableNode& table) const;

private:
    bool on_;
};

/// The DEFAULT of the column in the database: a string, number or truth value as a literal, or an expression.
class server_default {
public:
    explicit server_default(std::string_view value);
    explicit server_default(const char* value) : server_default(std::string_view(value)) {}
    template <class N>
    requires std::is_arithmetic_v<N>
    explicit server_default(N value) : expression_(literal(Value(value))) {}
    explicit server_default(bool value) : expression_(detail::make_boolean(value)) {}
    /// Anything that is an expression: func::now(), true_(), text("...").
    template <class E>
    requires requires(const E& e) { ast::ExpressionPtr(e.node()); }
    explicit server_default(const E& expression) : expression_(expression.node()) {}
    /// SQL: text("...").
    template <class S>
    requires(std::convertible_to<const S&, Condition> &&
             !requires(const S& s) { ast::ExpressionPtr(s.node()); }) explicit server_default(const S& sql)
        : expression_(static_cast<Condition>(sql).node()) {}
    void apply(ColumnInfo& info) const { info.server_default = expression_; }

private:
    static ast::ExpressionPtr literal(Value value);

    ast::ExpressionPtr expression_;
};

/// A comment on a column or a table; kept by databases that have comments.
class comment {
public:
    explicit comment(std::string text) : text_(std::move(text)) {}
    void apply(ColumnInfo& info) const { info.comment = text_; }
    void apply(ast::TableNode& table) const;

private:
    std::string text_;
};

namespace detail {

/// The methods by which a sequence or an identity column is told how to count.
template <class Derived>
class Counting {
public:
    Derived start(std::int64_t value) const { return with(&SequenceOptions::start, value); }
    Derived increment(std::int64_t value) const { return with(&SequenceOptions::increment, value); }
    Derived minvalue(std::int64_t value) const { return with(&SequenceOptions::minvalue, value); }
    Derived maxvalue(std::int64_t value) const { return with(&SequenceOptions::maxvalue, value); }
    Derived no_minvalue() const { return with(&SequenceOptions::no_minvalue, true); }
    Derived no_maxvalue() const { return with(&SequenceOptions::no_maxvalue, true); }
    /// How many numbers a session takes at once.
    Derived cache(std::int64_t value) const { return with(&SequenceOptions::cache, value); }
    /// Begins again behind the last number.
    Derived cycle(bool on = true) const { return with(&SequenceOptions::cycle, on); }

private:
    template <class M, class V>
    Derived with(M SequenceOptions::*member, V value) const {
        Derived copy = static_cast<const Derived&>(*this);
        copy.options().*member = value;
        return copy;
    }
};

}  // namespace detail

/// GENERATED BY DEFAULT AS IDENTITY, or ALWAYS: the SQL standard's way of numbering rows. SQLite: only for an integer
/// primary key, which it numbers anyway.
class [[nodiscard]] Identity : public detail::Counting<Identity> {
public:
    /// Values given by an INSERT are refused.
    Identity always(bool on = true) const {
        Identity copy = *this;
        copy.info_.always = on;
        return copy;
    }
    void apply(ColumnInfo& info) const { info.identity = info_; }

private:
    friend class detail::Counting<Identity>;
    SequenceOptions& options() noexcept { return info_.options; }

    IdentityInfo info_;
};

/// GENERATED ALWAYS AS (...): computed by the database from other columns of the row. The text is written as it stands.
class [[nodiscard]] Computed {
public:
    explicit Computed(std::string_view sql) { info_.expression = detail::make_sql_text(sql); }
    template <class T>
    explicit Computed(const Expr<T>& expression) {
        info_.expression = expression.node();
    }
    /// STORED, or VIRTUAL: computed when it is read.
    Computed persisted(bool stored = true) const {
        Computed copy = *this;
        copy.info_.persisted = stored;
        return copy;
    }
    void apply(ColumnInfo& info) const { info.computed = info_; }

private:
    ComputedInfo info_;
};

}  // namespace azoth

AZOTH_EXPORT_END

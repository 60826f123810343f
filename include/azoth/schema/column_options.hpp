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

/// An option after a column's name: a SqlType, or an object whose apply() writes to a ColumnInfo.
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

/// Makes the column part of the table's primary key.
inline constexpr detail::PrimaryKeyOption primary_key{};
/// Adds a UNIQUE constraint on the column; with `indexed`, a unique index.
inline constexpr detail::UniqueOption unique{};
/// Adds an index on the column, named by the naming convention (ix_table_column); with `unique`, a unique one.
inline constexpr detail::IndexedOption indexed{};
/// Makes the column nullable although its C++ type is not (dynamic columns are nullable by default).
inline constexpr detail::NullableOption null{true};
/// Makes the column NOT NULL.
inline constexpr detail::NullableOption not_null{false};
/// The database sets the value in a way that the schema does not describe, such as a trigger.
inline constexpr detail::ServerGeneratedOption server_generated{};

/// Overrides the rule by which the database numbers an integer primary key.
class autoincrement {
public:
    /// Sets whether the database numbers the column.
    explicit autoincrement(bool on) noexcept : how_(on ? Autoincrement::on : Autoincrement::off) {}
    explicit autoincrement(Autoincrement how) noexcept : how_(how) {}
    /// Sets the option of a column.
    void apply(ColumnInfo& info) const { info.autoincrement = how_; }

private:
    Autoincrement how_;
};

/// Sets whether the name of a table or column is quoted. By default the dialect decides.
class quote {
public:
    /// Quotes the name always, or never.
    explicit quote(bool on) noexcept : on_(on) {}
    /// Sets the option of a column.
    void apply(ColumnInfo& info) const { info.quote = on_; }
    /// Sets the option of a table that is being built.
    void apply(ast::TableNode& table) const;

private:
    bool on_;
};

/// DEFAULT of a column in the database: a string, number or truth value as a literal, or an expression.
class server_default {
public:
    /// Sets a string.
    explicit server_default(std::string_view value);
    explicit server_default(const char* value) : server_default(std::string_view(value)) {}
    /// Sets a number.
    template <class N>
    requires std::is_arithmetic_v<N>
    explicit server_default(N value) : expression_(literal(Value(value))) {}
    /// Sets a truth value.
    explicit server_default(bool value) : expression_(detail::make_boolean(value)) {}
    /// Sets an expression: func::now(), true_(), text("...").
    template <class E>
    requires requires(const E& e) { ast::ExpressionPtr(e.node()); }
    explicit server_default(const E& expression) : expression_(expression.node()) {}
    /// Sets SQL: text("...").
    template <class S>
    requires(std::convertible_to<const S&, Condition> &&
             !requires(const S& s) { ast::ExpressionPtr(s.node()); }) explicit server_default(const S& sql)
        : expression_(static_cast<Condition>(sql).node()) {}
    /// Sets the default of a column.
    void apply(ColumnInfo& info) const { info.server_default = expression_; }

private:
    static ast::ExpressionPtr literal(Value value);

    ast::ExpressionPtr expression_;
};

/// A comment on a column or a table, stored by databases that have comments.
class comment {
public:
    /// Sets the text.
    explicit comment(std::string text) : text_(std::move(text)) {}
    /// Sets the comment of a column.
    void apply(ColumnInfo& info) const { info.comment = text_; }
    /// Sets the comment of a table that is being built.
    void apply(ast::TableNode& table) const;

private:
    std::string text_;
};

namespace detail {

/// The methods that set how a sequence or an identity column counts.
template <class Derived>
class Counting {
public:
    Derived start(std::int64_t value) const { return with(&SequenceOptions::start, value); }
    Derived increment(std::int64_t value) const { return with(&SequenceOptions::increment, value); }
    Derived minvalue(std::int64_t value) const { return with(&SequenceOptions::minvalue, value); }
    Derived maxvalue(std::int64_t value) const { return with(&SequenceOptions::maxvalue, value); }
    Derived no_minvalue() const { return with(&SequenceOptions::no_minvalue, true); }
    Derived no_maxvalue() const { return with(&SequenceOptions::no_maxvalue, true); }
    /// Sets how many numbers a session takes at once.
    Derived cache(std::int64_t value) const { return with(&SequenceOptions::cache, value); }
    /// Sets whether it starts again after the last number.
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

/// GENERATED BY DEFAULT AS IDENTITY, or ALWAYS: the SQL standard's numbering of rows. SQLite: only for an integer
/// primary key, which it numbers in any case.
class [[nodiscard]] Identity : public detail::Counting<Identity> {
public:
    /// Rejects values given by an INSERT.
    Identity always(bool on = true) const {
        Identity copy = *this;
        copy.info_.always = on;
        return copy;
    }
    /// Sets the identity of a column.
    void apply(ColumnInfo& info) const { info.identity = info_; }

private:
    friend class detail::Counting<Identity>;
    SequenceOptions& options() noexcept { return info_.options; }

    IdentityInfo info_;
};

/// GENERATED ALWAYS AS (...): computed by the database from other columns of the row. SQL text is written as it is.
class [[nodiscard]] Computed {
public:
    /// Computes the column by SQL text.
    explicit Computed(std::string_view sql) { info_.expression = detail::make_sql_text(sql); }
    /// Computes the column by an expression.
    template <class T>
    explicit Computed(const Expr<T>& expression) {
        info_.expression = expression.node();
    }
    /// Sets STORED, or VIRTUAL: computed when it is read (PostgreSQL 18). Default: STORED on PostgreSQL, VIRTUAL on
    /// SQLite.
    Computed persisted(bool stored = true) const {
        Computed copy = *this;
        copy.info_.persisted = stored;
        return copy;
    }
    /// Makes a column computed.
    void apply(ColumnInfo& info) const { info.computed = info_; }

private:
    ComputedInfo info_;
};

}  // namespace azoth

AZOTH_EXPORT_END

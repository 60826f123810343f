#pragma once

#include <azoth/expression/expr.hpp>
#include <azoth/schema/column_info.hpp>

#include <concepts>
#include <string>
#include <string_view>
#include <utility>

namespace azoth {

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
struct NullableOption {
    bool value;
    void apply(ColumnInfo& info) const { info.nullable = value; }
};

}  // namespace detail

/// Part of the table's primary key.
inline constexpr detail::PrimaryKeyOption primary_key{};
inline constexpr detail::UniqueOption unique{};
/// The column takes NULL although its C++ type does not (dynamic columns take it by default).
inline constexpr detail::NullableOption null{true};
inline constexpr detail::NullableOption not_null{false};

/// Overrides the rule by which an integer primary key is numbered by the database.
class autoincrement {
public:
    explicit autoincrement(bool on) noexcept : on_(on) {}
    void apply(ColumnInfo& info) const { info.autoincrement = on_ ? Autoincrement::on : Autoincrement::off; }

private:
    bool on_;
};

/// The DEFAULT of the column in the database: a string literal, or an expression.
class server_default {
public:
    explicit server_default(std::string_view value);
    template <class T>
    explicit server_default(const Expr<T>& expression) : expression_(expression.node()) {}
    void apply(ColumnInfo& info) const { info.server_default = expression_; }

private:
    ast::ExpressionPtr expression_;
};

class comment {
public:
    explicit comment(std::string text) : text_(std::move(text)) {}
    void apply(ColumnInfo& info) const { info.comment = text_; }

private:
    std::string text_;
};

/// A foreign key: `ForeignKey("users.id").on_delete("CASCADE")` or `ForeignKey(users.id)`. The name form may point to a
/// table that is declared later.
class ForeignKey {
public:
    explicit ForeignKey(std::string target) { info_.target = std::move(target); }
    template <class T>
    explicit ForeignKey(const Expr<T>& column) {
        info_.target_column = column.node();
    }

    ForeignKey name(std::string value) const { return with(&ForeignKeyInfo::name, std::move(value)); }
    ForeignKey on_delete(std::string action) const { return with(&ForeignKeyInfo::on_delete, std::move(action)); }
    ForeignKey on_update(std::string action) const { return with(&ForeignKeyInfo::on_update, std::move(action)); }
    ForeignKey initially(std::string when) const { return with(&ForeignKeyInfo::initially, std::move(when)); }
    ForeignKey deferrable(bool value = true) const {
        ForeignKey copy = *this;
        copy.info_.deferrable = value;
        return copy;
    }

    void apply(ColumnInfo& info) const { info.foreign_keys.push_back(info_); }

private:
    ForeignKey with(std::string ForeignKeyInfo::*member, std::string value) const {
        ForeignKey copy = *this;
        copy.info_.*member = std::move(value);
        return copy;
    }

    ForeignKeyInfo info_;
};

}  // namespace azoth

#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/element.hpp>
#include <azoth/expression/value_function.hpp>
#include <azoth/schema/constraint_info.hpp>
#include <azoth/schema/sequence_info.hpp>
#include <azoth/types/sql_type.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// Whether the database numbers a column.
enum class Autoincrement : std::uint8_t {
    automatic,  ///< if it is the table's only primary key column, an integer without foreign key and default
    /// yes
    on,
    /// no
    off,
    ignore_foreign_key  ///< as automatic, with a foreign key too
};

/// GENERATED ... AS IDENTITY.
struct IdentityInfo {
    /// ALWAYS instead of BY DEFAULT.
    bool always = false;
    /// How it counts.
    SequenceOptions options;

    friend bool operator==(const IdentityInfo&, const IdentityInfo&) = default;
};

/// GENERATED ALWAYS AS (...).
struct ComputedInfo {
    /// The expression.
    ast::ExpressionPtr expression;
    std::optional<bool> persisted;  ///< STORED or VIRTUAL; empty: the database's default

    friend bool operator==(const ComputedInfo&, const ComputedInfo&) = default;
};

/// The value that azoth writes into a column that a statement does not set: an expression of the statement, or a value
/// that is sent.
struct ColumnDefault {
    /// The expression; null: a function.
    ast::ExpressionPtr expression;
    /// The function; null: an expression.
    std::shared_ptr<const ValueFunction> function;
    bool constant = false;  ///< the function returns the same value each time

    /// Whether there is a default.
    explicit operator bool() const noexcept { return expression || function != nullptr; }
};

/// The schema's properties of a column besides its name, shared by the column, its aliases and its copies.
struct ColumnInfo {
    /// The SQL type.
    SqlType type;
    /// Whether it is part of the primary key.
    bool primary_key = false;
    std::optional<bool> nullable;  ///< empty: whether the C++ type is std::optional; never for a primary key
    NotNullInfo not_null;          ///< of a column that is not nullable
    /// Whether the C++ type is std::optional.
    bool cpp_nullable = false;
    bool unique = false;   ///< by a constraint of its own, or with `index` by a unique index
    bool indexed = false;  ///< by an index of its own
    /// Whether the database numbers it.
    Autoincrement autoincrement = Autoincrement::automatic;
    std::vector<ForeignKeyInfo> foreign_keys;  ///< those declared with the column; TableNode::constraints has all
    std::vector<CheckInfo> checks;             ///< written with the column
    /// DEFAULT; null: none.
    ast::ExpressionPtr server_default;
    ColumnDefault default_value;    ///< for INSERT
    ColumnDefault on_update;        ///< for UPDATE
    bool server_generated = false;  ///< the database sets the value, for instance by a trigger
    /// GENERATED ... AS IDENTITY.
    std::optional<IdentityInfo> identity;
    /// GENERATED ALWAYS AS (...).
    std::optional<ComputedInfo> computed;
    std::optional<SequenceInfo> sequence;  ///< numbers the column
    /// The comment; empty: none.
    std::string comment;
    std::string on_conflict_not_null;  ///< SQLite
    std::optional<bool> quote;         ///< empty: by the dialect's rules

    /// Whether the column accepts NULL.
    bool is_nullable() const noexcept {
        return nullable.value_or(cpp_nullable && !primary_key && !identity.has_value());
    }
};

}  // namespace azoth

AZOTH_EXPORT_END

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

enum class Autoincrement : std::uint8_t {
    automatic,  ///< a table's only primary key column, if it is an integer without foreign key and default
    on,
    off,
    ignore_foreign_key  ///< as automatic, foreign key or not
};

/// GENERATED ... AS IDENTITY.
struct IdentityInfo {
    bool always = false;
    SequenceOptions options;

    friend bool operator==(const IdentityInfo&, const IdentityInfo&) = default;
};

/// GENERATED ALWAYS AS (...).
struct ComputedInfo {
    ast::ExpressionPtr expression;
    std::optional<bool> persisted;  ///< STORED or VIRTUAL; not given: the database's default

    friend bool operator==(const ComputedInfo&, const ComputedInfo&) = default;
};

/// What azoth itself writes into a column that a statement doesn't name: an expression, or a value that it sends.
struct ColumnDefault {
    ast::ExpressionPtr expression;
    std::shared_ptr<const ValueFunction> function;
    bool constant = false;  ///< the function gives the same value each time

    explicit operator bool() const noexcept { return expression || function != nullptr; }
};

/// What the schema says of a column beside its name: shared by the column, its aliases and its copies.
struct ColumnInfo {
    SqlType type;
    bool primary_key = false;
    std::optional<bool> nullable;  ///< not given: whether the C++ type is std::optional, and never for a primary key
    bool cpp_nullable = false;
    bool unique = false;   ///< a constraint of its own, or with `index` a unique index
    bool indexed = false;  ///< an index of its own
    Autoincrement autoincrement = Autoincrement::automatic;
    std::vector<ForeignKeyInfo> foreign_keys;  ///< as declared with the column; TableNode::constraints has all
    std::vector<CheckInfo> checks;             ///< written with the column
    ast::ExpressionPtr server_default;
    ColumnDefault default_value;    ///< for INSERT
    ColumnDefault on_update;        ///< for UPDATE
    bool server_generated = false;  ///< by a trigger, say: the database gives the value
    std::optional<IdentityInfo> identity;
    std::optional<ComputedInfo> computed;
    std::optional<SequenceInfo> sequence;  ///< numbers the column
    std::string comment;
    std::string on_conflict_not_null;  ///< SQLite
    std::optional<bool> quote;         ///< not given: as the dialect's rules ask for

    bool is_nullable() const noexcept {
        return nullable.value_or(cpp_nullable && !primary_key && !identity.has_value());
    }
};

}  // namespace azoth

AZOTH_EXPORT_END

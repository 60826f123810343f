#pragma once

#include <azoth/expression/element.hpp>
#include <azoth/types/sql_type.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace azoth {

/// Where a column's foreign key points: a column, or its name ("users.id", "schema.users.id") looked up in the same
/// MetaData when it is first needed.
struct ForeignKeyInfo {
    std::string target;
    ast::ExpressionPtr target_column;  ///< set if the column itself was given
    std::string name;                  ///< of the constraint; empty: the database makes one up
    std::string on_delete;             ///< "CASCADE", "SET NULL", ...; empty: the database's default
    std::string on_update;
    std::optional<bool> deferrable;
    std::string initially;  ///< "DEFERRED" or "IMMEDIATE"
};

enum class Autoincrement : std::uint8_t {
    automatic,  ///< a table's only primary key column, if it is an integer without foreign key and default
    on,
    off
};

/// What the schema says of a column beside its name: shared by the column, its aliases and its copies.
struct ColumnInfo {
    SqlType type;
    bool primary_key = false;
    std::optional<bool> nullable;  ///< not given: whether the C++ type is std::optional, and never for a primary key
    bool cpp_nullable = false;
    bool unique = false;
    Autoincrement autoincrement = Autoincrement::automatic;
    std::vector<ForeignKeyInfo> foreign_keys;
    ast::ExpressionPtr server_default;
    std::string comment;

    bool is_nullable() const noexcept { return nullable.value_or(cpp_nullable && !primary_key); }
};

}  // namespace azoth

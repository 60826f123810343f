#pragma once

#include <azoth/export.hpp>
#include <azoth/types/sql_type.hpp>

#include <cstddef>
#include <string>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// One column of a statement's answer as the compiler knows it.
struct ResultColumn {
    std::string name;
    SqlType type;  ///< the null type where the database decides
};

enum class StatementKind : std::uint8_t { select, insert, update, delete_, ddl, text };

/// A statement as a session carries it: SQL text with its dialect's placeholders, and what is known of its parameters
/// and its answer. Immutable once built, shared between threads; its values come separately (ParameterBuffer).
struct StatementText {
    std::string sql;
    std::size_t hash = 0;                  ///< of sql and parameter types; sessions key prepared statements by it
    std::vector<SqlType> parameter_types;  ///< in the order of the placeholders
    std::vector<ResultColumn> columns;     ///< empty: no rows, or not known (raw SQL)
    StatementKind kind = StatementKind::text;
    bool prepare = true;  ///< worth a prepared statement of its own; DDL is not
    /// A SELECT in which nothing can write, lock rows or have another effect, as far as its text tells (a view may hide
    /// it): no text of the user's, no functions but pure ones (ast::Purity).
    bool reads_only = false;

    /// Sets the hash; call it last.
    void seal();
};

}  // namespace azoth

AZOTH_EXPORT_END

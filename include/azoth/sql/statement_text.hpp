#pragma once

#include <azoth/export.hpp>
#include <azoth/types/sql_type.hpp>

#include <cstddef>
#include <string>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// One column of a statement's answer.
struct ResultColumn {
    /// The column's name.
    std::string name;
    SqlType type;  ///< the null type: the database decides
};

/// Kind of a statement.
enum class StatementKind : std::uint8_t {
    select,   ///< SELECT and set operations
    insert,   ///< INSERT
    update,   ///< UPDATE
    delete_,  ///< DELETE
    merge,    ///< MERGE
    ddl,      ///< CREATE, DROP and the like
    text      ///< SQL text, whose kind is not known
};

/// A statement for a session: SQL text with the dialect's placeholders, and the types of its parameters and its answer.
/// The values are passed separately (ParameterBuffer). Threads: immutable once built, shared between threads.
struct StatementText {
    /// The SQL text.
    std::string sql;
    std::size_t hash = 0;  ///< of the text and the parameter types; sessions look up prepared statements by it
    std::vector<SqlType> parameter_types;  ///< in the order of the placeholders
    std::vector<ResultColumn> columns;     ///< empty: no rows, or not known (raw SQL)
    /// Kind of the statement.
    StatementKind kind = StatementKind::text;
    bool prepare = true;  ///< whether it is worth a prepared statement of its own; not for DDL
    /// Whether it is a SELECT that neither writes, nor locks rows, nor has another effect, as far as its text shows (a
    /// view may hide effects): without text written by the user, with pure functions only (ast::Purity).
    bool reads_only = false;

    /// Computes the hash. Call it after all other members are set.
    void seal();
};

}  // namespace azoth

AZOTH_EXPORT_END

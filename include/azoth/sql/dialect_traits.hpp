#pragma once

#include <azoth/export.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// How a database returns the key of an inserted row.
enum class KeyReturn : std::uint8_t {
    nothing,        ///< not at all
    returning,      ///< by RETURNING
    last_insert_id  ///< the number of the last row, or by RETURNING
};

/// What a database supports and how its SQL differs, as far as values can describe it. The defaults are those of the
/// generic dialect, which supports everything in the expression tree that standard SQL can express.
struct DialectTraits {
    /// The dialect's name in URLs.
    std::string_view name = "generic";
    /// Maximum length of an identifier in bytes; a longer one throws IdentifierError.
    std::size_t max_identifier_length = 9999;
    /// Maximum number of parameters of one statement; more throw CompileError.
    std::size_t max_parameters = SIZE_MAX;
    /// The last sentence of the error for too many parameters: what to do instead.
    std::string_view instead_of_parameters =
        "send many rows with executemany, or put the values into a temporary table";
    /// Placeholders are names (":id") rather than positions.
    bool placeholders_named = true;
    /// One placeholder may occur several times in the text.
    bool placeholders_repeat = true;
    /// How the key of an inserted row is read.
    KeyReturn key_return = KeyReturn::nothing;
    /// Sequences. Without them, the database numbers the columns that have one.
    bool sequences = true;
    /// RETURNING names a column with its table.
    bool qualified_returning = true;
    /// DELETE ... USING.
    bool delete_using = true;
    /// MERGE.
    bool merge = true;
    /// UPDATE ... FROM.
    bool update_from = true;
    /// ON CONFLICT ON CONSTRAINT.
    bool conflict_constraints = true;
    /// Several ON CONFLICT clauses in one INSERT.
    bool several_conflicts = false;
    /// A SELECT without WHERE before ON CONFLICT gets a WHERE, because ON would be parsed as a join's ON.
    bool conflict_needs_where = false;
    /// DISTINCT ON.
    bool distinct_on = true;
    /// INTERSECT ALL and EXCEPT ALL.
    bool intersect_all = true;
    /// JSON_VALUE, JSON_QUERY, JSON_EXISTS and JSON_TABLE.
    bool sql_json = true;
    /// LATERAL.
    bool lateral = true;
    /// TABLESAMPLE.
    bool tablesample = true;
    /// An alias in FROM may name columns; WITH ORDINALITY.
    bool derived_columns = true;
    /// INSERT, UPDATE and DELETE in WITH.
    bool dml_in_cte = true;
    /// A boolean expression may be a condition; if not, it is compared with 1.
    bool booleans = true;
    /// Raw SQL is quoted as SQLite does it: [name] and `name`, no nested comments, no $$...$$.
    bool bracket_quotes = false;
    /// ILIKE.
    bool ilike = false;
    /// A parameter may be an array, and ANY (array) searches it.
    bool arrays = false;
};

}  // namespace azoth

AZOTH_EXPORT_END

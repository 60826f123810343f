#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace azoth {

/// How a database gives the key of an inserted row back.
enum class KeyReturn : std::uint8_t {
    nothing,        ///< not at all
    returning,      ///< by RETURNING
    last_insert_id  ///< the number of the last row, or by RETURNING
};

/// What a database has and how its SQL differs, as far as that is a fact and no text. The defaults are those of the
/// generic dialect, which has everything that the tree of expressions can say in standard SQL.
struct DialectTraits {
    /// As the dialect's URLs name it.
    std::string_view name = "generic";
    /// Of an identifier, in bytes; a longer one throws IdentifierError.
    std::size_t max_identifier_length = 9999;
    /// Of one statement; CompileError is thrown for more.
    std::size_t max_parameters = SIZE_MAX;
    /// What to do instead of sending more than max_parameters, for the message.
    std::string_view instead_of_parameters =
        "send many rows with executemany, or put the values into a temporary table";
    /// Placeholders are names (":id") rather than positions.
    bool placeholders_named = true;
    /// One placeholder may stand at several places of the text.
    bool placeholders_repeat = true;
    /// How the key of an inserted row is read.
    KeyReturn key_return = KeyReturn::nothing;
    /// Sequences. Without them, columns that one numbers are left to the database.
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
    /// A SELECT without WHERE before ON CONFLICT needs one, lest ON be read as a join's.
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
    /// A truth value may stand by itself; if not, it is written as a comparison with 1.
    bool booleans = true;
    /// A text is quoted as SQLite does it: [name] and `name`, no nested comments, no $$...$$.
    bool bracket_quotes = false;
    /// ILIKE.
    bool ilike = false;
    /// A parameter may be an array, and ANY (array) looks through it.
    bool arrays = false;
};

}  // namespace azoth

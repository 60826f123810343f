#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace azoth::ast {

/// How a dialect writes the call of a function.
enum class CallForm : std::uint8_t {
    call,      ///< the text, and the arguments in parentheses: lower(a)
    star,      ///< the same; without arguments with a star: count(*)
    from_for,  ///< keywords between the arguments: SUBSTRING(a FROM b FOR c)
    verbatim,  ///< the text alone, without arguments: CURRENT_DATE
    absent     ///< the dialect has no such function: compiling it throws UnsupportedCompilationError, with the text
};

/// How a function is written in a dialect.
struct FunctionSpelling {
    /// The name or the text.
    std::string_view text;
    /// How the call is written.
    CallForm form = CallForm::call;

    friend bool operator==(const FunctionSpelling&, const FunctionSpelling&) = default;
};

/// What a function computes its value from.
enum class FunctionKind : std::uint8_t {
    scalar,     ///< its arguments
    aggregate,  ///< the rows of a group; an ordered-set aggregate too
    window,     ///< the rows of a window; of a group too, if it has arguments and WITHIN GROUP
    rows,       ///< its arguments, and returns any number of rows
    grouping    ///< has no value: used in GROUP BY
};

/// Whether a call is known to have no effects and not to depend on the time of the transaction. A query with pure
/// functions only may share a transaction with others (StatementText::reads_only).
enum class Purity : std::uint8_t {
    unknown,  ///< it may have effects, or depend on the time of the transaction
    pure      ///< it has no effects and does not depend on the time of the transaction
};

/// The properties of a function of the databases. Each function of func:: has such a row; further rows are of functions
/// that are called by name, with func::call().
struct KnownFunction {
    std::string_view name;  ///< without a schema
    /// What it computes its value from.
    FunctionKind kind = FunctionKind::scalar;
    /// Whether it is pure.
    Purity purity = Purity::unknown;
    FunctionSpelling generic;  ///< for a statement that is printed without a dialect
    /// How PostgreSQL writes it.
    FunctionSpelling postgresql;
    /// How SQLite writes it.
    FunctionSpelling sqlite;
};

/// All known functions, in no particular order.
std::span<const KnownFunction> known_functions() noexcept;

/// Returns the known function of a name, which is compared with case; null: there is none. Takes the time of one hash.
const KnownFunction* find_known_function(std::string_view name) noexcept;

}  // namespace azoth::ast

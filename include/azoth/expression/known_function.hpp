#pragma once

#include <azoth/export.hpp>

#include <cstdint>
#include <span>
#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth::ast {

/// How a dialect writes the call of a function.
enum class CallForm : std::uint8_t {
    call,      ///< the text, and the arguments in brackets: lower(a)
    star,      ///< the same; without arguments a star stands in the brackets: count(*)
    from_for,  ///< keywords between the arguments: SUBSTRING(a FROM b FOR c)
    verbatim,  ///< the text alone, there are no arguments: CURRENT_DATE
    absent     ///< the dialect has no such function: to compile it throws UnsupportedCompilationError, with the text
};

/// The spelling of a function in a dialect.
struct FunctionSpelling {
    std::string_view text;
    CallForm form = CallForm::call;

    friend bool operator==(const FunctionSpelling&, const FunctionSpelling&) = default;
};

/// What a function makes its value of.
enum class FunctionKind : std::uint8_t {
    scalar,     ///< of its arguments
    aggregate,  ///< of the rows of a group; an ordered-set aggregate too
    window,     ///< of the rows of a window; of a group too, if it has arguments and WITHIN GROUP
    rows,       ///< any number of rows, of its arguments
    grouping    ///< no value: it stands in GROUP BY
};

/// Whether a call is known to have no effects, and not to depend on the time of the transaction. A query of pure
/// functions alone may read in one transaction with others (StatementText::reads_only).
enum class Purity : std::uint8_t { unknown, pure };

/// All that azoth knows of a function of the databases. Each function of func:: has one; some have one that can only be
/// called by their name, with func::call().
struct KnownFunction {
    std::string_view name;  ///< without a schema
    FunctionKind kind = FunctionKind::scalar;
    Purity purity = Purity::unknown;
    FunctionSpelling generic;  ///< for a statement that is printed without a dialect
    FunctionSpelling postgresql;
    FunctionSpelling sqlite;
};

/// All known functions, in no order.
std::span<const KnownFunction> known_functions() noexcept;

/// The known function of a name, which is compared as it is; null: there is none. Takes the time of one hash.
const KnownFunction* find_known_function(std::string_view name) noexcept;

}  // namespace azoth::ast

AZOTH_EXPORT_END

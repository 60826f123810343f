#pragma once

#include <azoth/export.hpp>
#include <azoth/sql/label_style.hpp>
#include <azoth/types/sql_type.hpp>

#include <span>
#include <string>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

class NamedValue;

/// How a statement is spelt.
struct CompileOptions {
    /// Parameters are written into the text as literals; throws CompileError where a value has no literal form.
    bool literal_binds = false;
    /// Each clause on a line of its own, subqueries indented: for reading.
    bool pretty = false;
    /// IN lists of values are sent as one array, `= ANY ($1)`, where the dialect has arrays: the text of a statement is
    /// the same for lists of any length.
    bool lists_as_arrays = false;
    /// Each operand that is an operator itself is in parentheses, also where the grammar needs none: the text shows how
    /// the expression was built.
    bool all_parentheses = false;
    /// The statement will be executed with many rows: keys that the database makes are not asked for.
    bool for_many = false;
    /// Of every SELECT that doesn't say itself.
    LabelStyle label_style = LabelStyle::disambiguate_only;
    /// Wherever the first schema would be named, the second is; empty: no schema.
    std::vector<std::pair<std::string, std::string>> schema_translate;
    /// Of DDL: the server's version as a number, 180004 of PostgreSQL 18.4; 0: not known. What an older server does not
    /// have throws UnsupportedCompilationError.
    int server_version = 0;
    /// The values of named parameters, where they are known already; they outlive the compilation.
    std::span<const NamedValue> values;
    /// With for_many: the types of a row's fields, for parameters that have none; they outlive the compilation.
    std::span<const SqlType> row_types;
};

}  // namespace azoth

AZOTH_EXPORT_END

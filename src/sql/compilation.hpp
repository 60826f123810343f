#pragma once

#include "sql/made_names.hpp"
#include "sql/statement_parameters.hpp"
#include "sql/statement_scopes.hpp"
#include <azoth/expression/ast.hpp>
#include <azoth/sql/compiled.hpp>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace azoth::detail {

/// How what is visited next is written.
struct WritingMode {
    bool qualify_columns = true;
    bool schemas = true;
    bool cast_parameter = false;    ///< the next parameter gets a cast
    bool text_parameter = false;    ///< the next parameter stands in the user's text
    bool by_label = true;           ///< a name in the list being written means a label rather than a column
    bool typed_literals = false;    ///< a literal shows its type, since nothing beside it does
    bool plain_literal = false;     ///< of the next literal: what stands beside it shows its type
    bool lasting_literals = false;  ///< they define a view or table
    bool in_operator = false;       ///< an operator is around what is being written
};

/// The row that an INSERT or UPDATE is writing.
struct WrittenRow {
    const ast::Assignments* assigned = nullptr;
    int expansions = 0;       ///< of assigned values, one within another
    std::uint32_t count = 0;  ///< rows written so far
};

/// The state of a compiler while it compiles a statement.
struct Compilation {
    Compilation(const SqlOutput& sql, CompileOptions given) : options(std::move(given)), names(sql), parameters(sql) {}

    CompileOptions options;
    SqlFragment out;
    MadeNames names;
    StatementParameters parameters;
    StatementScopes scopes;
    WritingMode mode;
    WrittenRow row;
    bool reads_only = true;  ///< nothing was written yet that may have an effect
    std::shared_ptr<StatementText> statement;
    Compiled compiled;
    std::vector<ast::AnyPtr> made;  ///< nodes made while compiling, to which the result may refer
};

}  // namespace azoth::detail

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

/// How the next visited node is written.
struct WritingMode {
    bool qualify_columns = true;
    bool schemas = true;
    bool cast_parameter = false;    ///< the next parameter gets a cast
    bool text_parameter = false;    ///< the next parameter is in raw SQL
    bool by_label = true;           ///< a name in the list being written means a label rather than a column
    bool typed_literals = false;    ///< a literal shows its type, because no other operand does
    bool plain_literal = false;     ///< the next literal's type is shown by the other operand
    bool lasting_literals = false;  ///< literals belong to the definition of a view or table
    bool in_operator = false;       ///< what is written is an operand
};

/// The row that an INSERT or UPDATE is writing.
struct WrittenRow {
    const ast::Assignments* assigned = nullptr;
    int expansions = 0;       ///< depth of nested from_dml_column() values
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
    bool reads_only = true;  ///< nothing that was written can have a side effect
    std::shared_ptr<StatementText> statement;
    Compiled compiled;
    std::vector<ast::AnyPtr> made;  ///< nodes that the compiler made; the result may refer to them
};

}  // namespace azoth::detail

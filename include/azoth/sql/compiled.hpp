#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/ast.hpp>
#include <azoth/sql/compile_options.hpp>
#include <azoth/sql/statement.hpp>
#include <azoth/sql/statement_text.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

class Dialect;

/// Where the execution of an INSERT finds a column of the new row's primary key.
struct KeySource {
    /// The kinds of source.
    enum class From : std::uint8_t {
        parameter,       ///< what was sent as parameter `index`
        returned,        ///< column `index` of the returned row
        last_insert_id,  ///< the number that the database gave the row
        unknown          ///< none: the key is not known after the INSERT
    };
    const ast::Column* column = nullptr;  ///< alive as long as the statement
    From from = From::unknown;            ///< the kind of source
    std::size_t index = 0;                ///< of the parameter or the returned column
};

/// A column of a written row whose value is a parameter: the part of the row that default functions can read.
struct RowColumn {
    const ast::Column* column = nullptr;  ///< alive as long as the statement
    std::uint32_t row = 0;                ///< position of the row in VALUES
    std::uint32_t parameter = 0;          ///< position of the parameter in `binds`
};

/// A statement compiled for one dialect. Immutable, shared between threads.
struct Compiled {
    /// The SQL and the types of its parameters and columns.
    std::shared_ptr<const StatementText> text;
    /// The parameters in the order of their placeholders.
    std::vector<ast::NodePtr<const ast::BindParameter>> binds;
    /// The expressions of text->columns, one for one; their nodes live as long as `statement`. Empty where
    /// the columns are not known.
    std::vector<const ast::Expression*> columns;
    /// The row in the answer is not one that the user asked for: RETURNING was added for the primary key and for
    /// return_defaults().
    bool implicit_returning = false;
    /// INSERT of one row of values: where its primary key is found, one element for each key column, in the order of
    /// the table's columns. Empty for other statements, for many rows, and after inline_().
    std::vector<KeySource> primary_key;
    /// Filled only if a function makes the value of a parameter.
    std::vector<RowColumn> row_columns;
    /// Parameter i is argument i, and there are no other parameters: arguments can be sent unchanged.
    bool arguments_in_order = false;
    /// The statement it was compiled from.
    ast::NodePtr<const ast::StatementNode> statement;
    /// What is probably a mistake: FROM clauses that no condition connects. The engine logs them.
    std::vector<std::string> warnings;
    /// Nodes that the compiler made, to which `columns` may refer.
    std::vector<ast::AnyPtr> made;

    /// The parameters' values by name, each once, in the order of the text: {"name_1", "ada"}. NULL for one that has no
    /// value yet.
    std::vector<std::pair<std::string, Value>> params() const;
};

/// Throws CompileError, or UnsupportedCompilationError for a construct that the dialect does not have. Thread-safe.
Compiled compile(const Statement& statement, const Dialect& dialect, const CompileOptions& options = {});

}  // namespace azoth

AZOTH_EXPORT_END

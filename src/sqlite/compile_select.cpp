#include "sqlite/compiler.hpp"
#include <azoth/error.hpp>
#include <azoth/expression/operand.hpp>
#include <azoth/sql/query_node.hpp>
#include <azoth/sql/table_function_node.hpp>

namespace azoth::sqlite {
namespace {

ast::ExpressionPtr number_bind(std::int32_t value) { return detail::make_bind(Value(value), "param"); }

}  // namespace

// SQLite has no OFFSET without LIMIT, so the other is added.
void SqliteCompiler::write_limit(const ast::QueryNode& node) {
    write("\n LIMIT ");
    write(node.limit ? *node.limit : *number_bind(-1));
    write(" OFFSET ");
    write(node.offset ? *node.offset : *number_bind(0));
}

void SqliteCompiler::write_fetch(const ast::QueryNode& node) {
    if (node.with_ties) unsupported("FETCH FIRST ... WITH TIES");
    write_limit(node);
}

void SqliteCompiler::visit(const ast::RowLock&) {}

// SQLite allows no parentheses around a member of a set operation; the member becomes a subquery in FROM.
void SqliteCompiler::write_member_group(const ast::StatementNode& member) {
    write("SELECT * FROM (");
    write(member);
    write(")");
}

// An alias cannot name the columns in SQLite; VALUES names them column1, column2, ...
void SqliteCompiler::write_values_from(const ast::ValuesNode& node) {
    write("(SELECT ");
    std::size_t place = 0;
    for (const auto& column : node.columns()) {
        if (place != 0) write(", ");
        write("column");
        write(std::to_string(++place));
        write(" AS ");
        write_column_name(*column);
    }
    write(" FROM (");
    write_values(node);
    write("))");
    write_alias_name(node);
}

// A hint names the index that SQLite must use, or forbids indexes.
void SqliteCompiler::write_hinted(const ast::FromClause& from, std::string_view hint) {
    if (!hint.starts_with("INDEXED BY ") && hint != "NOT INDEXED") {
        throw CompileError("sqlite has no table hint \"" + std::string(hint) +
                           "\": it has INDEXED BY and NOT INDEXED. A hint for another database names its dialect as "
                           "the last argument of with_hint().");
    }
    write(from);
    write(" ");
    write(hint);
}

}  // namespace azoth::sqlite

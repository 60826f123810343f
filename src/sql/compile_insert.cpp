#include <azoth/error.hpp>
#include <azoth/schema/table_node.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/statement_node.hpp>

namespace azoth {

void Compiler::visit(const ast::InsertNode& node) {
    statement_->kind = StatementKind::insert;
    qualify_columns_ = false;
    write("INSERT INTO ");
    write(*node.table);
    if (node.rows.empty() || node.rows.front().empty()) {
        write(" DEFAULT VALUES");
    } else {
        write(" (");
        bool first = true;
        for (const auto& [column, value] : node.rows.front()) {
            if (!first) write(", ");
            first = false;
            write(*column);
        }
        write(") VALUES ");
        bool first_row = true;
        for (const auto& row : node.rows) {
            if (!first_row) write(", ");
            first_row = false;
            write("(");
            first = true;
            for (const auto& [column, value] : row) {
                if (!first) write(", ");
                first = false;
                write_operand(*value, Operator::comma);
            }
            write(")");
        }
    }
    if (!node.returning.empty()) {
        write(" RETURNING ");
        qualify_columns_ = true;
        write_columns(node.returning);
    }
}

}  // namespace azoth

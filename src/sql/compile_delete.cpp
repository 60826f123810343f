#include <azoth/sql/compiler.hpp>
#include <azoth/sql/statement_node.hpp>

#include <utility>

namespace azoth {

void Compiler::visit(const ast::DeleteNode& node) {
    const bool outermost = std::exchange(top_level_, false);
    if (outermost) statement_->kind = StatementKind::delete_;
    ast::FromList from;
    for (const auto& item : node.using_) item->collect_from(from);
    for (const auto& condition : node.where) condition->collect_from(from);

    write("DELETE ");
    write_prefixes(node.prefixes);
    write("FROM ");
    write(*node.table);
    if (write_other_from(" USING ", from, *node.table) && !has_delete_using()) unsupported("DELETE ... USING");
    write_conditions(" WHERE ", node.where);
    if (!node.returning.empty()) write_returning(node.returning);
}

}  // namespace azoth

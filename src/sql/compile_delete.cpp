#include <azoth/sql/compiler.hpp>
#include <azoth/sql/statement_node.hpp>

#include <utility>

namespace azoth {

void Compiler::visit(const ast::DeleteNode& node) {
    reads_only_ = false;
    const bool outermost = std::exchange(top_level_, false);
    if (outermost) statement_->kind = StatementKind::delete_;
    place_ = Place{};
    const bool qualified = std::exchange(qualify_columns_, true);
    ast::FromList from;
    from.add(node.table.get());
    for (const auto& item : node.using_) item->collect_from(from);
    for (const auto& condition : node.where) condition->collect_from(from);
    // The tables of a join stand in it.
    ast::FromList joined;
    for (const auto& item : node.using_) item->hidden_from(joined);
    if (!joined.items().empty()) from.remove(joined);
    enter_scope(from, &node);
    for (const auto& cte : node.ctes) declare_cte(*cte->as_cte());

    write("DELETE ");
    write_prefixes(node.prefixes);
    write("FROM ");
    write_target(*node.table, node.hints);
    if (write_other_from(" USING ", from, *node.table) && !has_delete_using()) unsupported("DELETE ... USING");
    write_conditions(" WHERE ", node.where);
    write_extensions(node.extensions, ExtensionPoint::post_criteria, " ", "");
    if (!node.returning.empty()) write_returning(node.returning, *node.table, outermost);
    leave_scope();
    qualify_columns_ = qualified;
}

}  // namespace azoth

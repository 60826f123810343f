#include "sql/clauses.hpp"
#include "sql/compilation.hpp"
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/statement_node.hpp>

#include <utility>

namespace azoth {

void Compiler::visit(const ast::DeleteNode& node) {
    detail::Compilation& state = compilation();
    state.reads_only = false;
    const bool outermost = std::exchange(state.scopes.top_level, false);
    if (outermost) state.statement->kind = StatementKind::delete_;
    state.scopes.place = detail::Place{};
    const bool qualified = std::exchange(state.mode.qualify_columns, true);
    ast::FromList from;
    from.add(node.table.get());
    for (const auto& item : node.using_) item->collect_from(from);
    for (const auto& condition : node.where) condition->collect_from(from);
    // A joined target is deleted from through USING, which names the tables of the join.
    ast::FromList joined;
    for (const auto& item : node.using_) item->hidden_from(joined);
    if (!joined.items().empty()) from.remove(joined);
    detail::enter_scope(*this, from, &node);
    for (const auto& cte : node.ctes) detail::declare_cte(*this, *cte->as_cte());

    write("DELETE ");
    detail::write_prefixes(*this, node.prefixes);
    write("FROM ");
    detail::write_target(*this, *node.table, node.hints);
    if (detail::write_other_from(*this, " USING ", from, *node.table) && !traits().delete_using)
        unsupported("DELETE ... USING");
    detail::write_conditions(*this, " WHERE ", node.where);
    detail::write_extensions(*this, node.extensions, ExtensionPoint::post_criteria, " ", "");
    if (!node.returning.empty()) detail::write_returning(*this, node.returning, *node.table, outermost);
    detail::leave_scope(*this);
    state.mode.qualify_columns = qualified;
}

}  // namespace azoth

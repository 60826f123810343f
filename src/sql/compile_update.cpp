#include "sql/assigned_element.hpp"
#include "sql/clauses.hpp"
#include "sql/compilation.hpp"
#include "sql/default_expression.hpp"
#include <azoth/error.hpp>
#include <azoth/schema/table_node.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/statement_node.hpp>

#include <algorithm>
#include <utility>

namespace azoth {
namespace {

const ast::Column* assigned_column(const ast::Expression& target) { return target.plain_column(); }

// The column that is assigned to, as a whole or in part.
const ast::Column* changed_column(const ast::Expression& target) {
    const ast::Column* const column = assigned_column(target);
    return column != nullptr ? column : element_column(target);
}

// Some databases keep the last of several assignments to one column without an error.
void check_assigned_once(const ast::Assignments& values) {
    for (const auto& [part, value] : values) {
        const ast::Column* const column = element_column(*part);
        if (column == nullptr) continue;
        const bool whole =
            std::any_of(values.begin(), values.end(), [&](const auto& other) { return other.first.get() == column; });
        if (whole)
            throw CompileError("an UPDATE assigns to column " + column->name + " as a whole and to a part of it");
    }
}

// Tuples first, then columns in the table's order.
ast::Assignments assignments_in_table_order(const ast::FromClause& table, const ast::Assignments& values) {
    ast::Assignments sorted;
    sorted.reserve(values.size());
    for (const auto& value : values) {
        if (changed_column(*value.first) == nullptr) sorted.push_back(value);
    }
    for (const auto& column : table.columns()) {
        for (const auto& value : values) {
            if (changed_column(*value.first) == column.get()) sorted.push_back(value);
        }
    }
    return sorted;
}

bool assigns(const ast::Assignments& values, const ast::Column* column) {
    for (const auto& [target, value] : values) {
        if (target.get() == column || element_column(*target) == column) return true;
        if (const auto* const list = dynamic_cast<const ast::ExpressionList*>(target.get())) {
            for (const auto& item : list->items) {
                if (item.get() == column) return true;
            }
        }
    }
    return false;
}

void plan_update_defaults(DialectSpelling& sql, const ast::UpdateNode& node, const ast::Assignments& values) {
    detail::Compilation& state = sql.compilation();
    if (state.options.for_many || sql.traits().key_return == KeyReturn::nothing) return;
    const auto is_expression = [&](const ast::Column* column) {
        return std::any_of(values.begin(), values.end(), [&](const auto& value) {
            return element_column(*value.first) == column ||
                   (value.first.get() == column && value.second->as_parameter() == nullptr);
        });
    };
    std::vector<ast::ExpressionPtr> returned = node.defaults;
    if (returned.empty()) {
        for (const auto& column : node.table->columns()) {
            const ColumnInfo* const info = column->info.get();
            if (info == nullptr) continue;
            if (info->computed || info->server_generated || is_expression(column.get())) {
                returned.emplace_back(column.get());
            }
        }
    }
    if (returned.empty()) return;
    state.compiled.implicit_returning = true;
    detail::write_returning(sql, returned, *node.table, true);
}

}  // namespace

void Compiler::visit(const ast::UpdateNode& node) {
    detail::Compilation& state = compilation();
    state.reads_only = false;
    const bool outermost = std::exchange(state.scopes.top_level, false);
    if (outermost) state.statement->kind = StatementKind::update;
    state.scopes.place = detail::Place{};
    const bool qualified = std::exchange(state.mode.qualify_columns, true);
    ast::Assignments values = node.values;
    for (const auto& column : node.table->columns()) {
        if (column->info == nullptr || !column->info->on_update || assigns(values, column.get())) continue;
        values.emplace_back(ast::ExpressionPtr(column.get()), default_expression(*column, column->info->on_update));
    }
    if (values.empty()) throw CompileError("an UPDATE of " + std::string(node.table->name()) + " sets no column");
    check_assigned_once(values);
    if (!node.ordered) values = assignments_in_table_order(*node.table, values);

    ast::FromList from;
    from.add(node.table.get());
    for (const auto& condition : node.where) condition->collect_from(from);
    for (const auto& [target, value] : values) {
        // The index of an element may refer to other tables.
        if (element_column(*target) != nullptr) target->collect_from(from);
        value->collect_from(from);
    }
    detail::enter_scope(*this, from, &node);
    for (const auto& cte : node.ctes) detail::declare_cte(*this, *cte->as_cte());

    write("UPDATE ");
    detail::write_prefixes(*this, node.prefixes);
    detail::write_target(*this, *node.table, node.hints);
    write(" SET ");
    const ast::Assignments* const outer = std::exchange(state.row.assigned, &values);
    detail::write_set(*this, values, "=");
    state.row.assigned = outer;
    ++state.row.count;
    if (detail::write_other_from(*this, " FROM ", from, *node.table) && !traits().update_from)
        unsupported("UPDATE ... FROM");
    detail::write_conditions(*this, " WHERE ", node.where);
    detail::write_extensions(*this, node.extensions, ExtensionPoint::post_criteria, " ", "");
    if (!node.returning.empty()) {
        detail::write_returning(*this, node.returning, *node.table, outermost);
    } else if (outermost && node.return_defaults) {
        plan_update_defaults(*this, node, values);
    }
    detail::leave_scope(*this);
    state.mode.qualify_columns = qualified;
}

void Compiler::visit(const ast::DmlColumn& node) {
    detail::Compilation& state = compilation();
    if (state.row.assigned == nullptr)
        throw CompileError("from_dml_column() is used outside of the values of an INSERT or UPDATE");
    for (const auto& [target, value] : *state.row.assigned) {
        if (target.get() != node.column.get()) continue;
        if (++state.row.expansions > static_cast<int>(state.row.assigned->size())) {
            throw CompileError("from_dml_column() of column \"" + std::string(node.column->row_name()) +
                               "\" refers to itself");
        }
        detail::write_grouped(*this, *value);
        --state.row.expansions;
        return;
    }
    write(*node.column);
}

}  // namespace azoth

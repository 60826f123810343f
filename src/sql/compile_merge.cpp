#include "sql/clauses.hpp"
#include "sql/compilation.hpp"
#include "sql/default_expression.hpp"
#include <azoth/error.hpp>
#include <azoth/schema/table_node.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/merge_node.hpp>
#include <azoth/sql/statement_node.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace azoth {
namespace {

using MergeMatch = ast::MergeClause::Match;
using MergeAction = ast::MergeClause::Action;

std::string_view words_for(MergeMatch match) {
    switch (match) {
        case MergeMatch::matched: return " WHEN MATCHED";
        case MergeMatch::not_matched: return " WHEN NOT MATCHED";
        case MergeMatch::not_matched_by_source: break;
    }
    return " WHEN NOT MATCHED BY SOURCE";
}

// What a clause assigns, with the defaults of the columns that it leaves out, in the order of the table.
ast::Assignments complete_values(const ast::MergeClause& clause, const ast::FromClause& table, bool has_sequences) {
    ast::Assignments values;
    for (const auto& column : table.columns()) {
        const auto given = std::find_if(clause.values.begin(), clause.values.end(),
                                        [&](const auto& value) { return value.first.get() == column.get(); });
        if (given != clause.values.end()) {
            values.push_back(*given);
            continue;
        }
        const ColumnInfo* const info = column->info.get();
        if (info == nullptr) continue;
        const bool insert = clause.action == MergeAction::insert;
        const ColumnDefault& value = insert ? info->default_value : info->on_update;
        if (!value || (insert && info->sequence && !has_sequences)) continue;
        values.emplace_back(ast::ExpressionPtr(column.get()), default_expression(*column, value));
    }
    return values;
}

void write_inserted_row(DialectSpelling& sql, const ast::Assignments& values) {
    if (values.empty()) return sql.write("INSERT DEFAULT VALUES");
    sql.write("INSERT (");
    for (const auto& [target, value] : values) {
        if (&target != &values.front().first) sql.write(", ");
        sql.write_identifier(target->plain_column()->name);
    }
    sql.write(") VALUES (");
    for (const auto& [target, value] : values) {
        if (&target != &values.front().first) sql.write(", ");
        detail::write_row_value(sql, *target->plain_column(), *value, 0, 1);
    }
    sql.write(")");
}

// A MERGE has no other tables than these two.
void check_tables(const ast::MergeNode& node, ast::FromList from) {
    const std::size_t known = from.items().size();
    node.condition->collect_from(from);
    for (const auto& clause : node.clauses) {
        for (const auto& condition : clause->conditions) condition->collect_from(from);
        for (const auto& [target, value] : clause->values) value->collect_from(from);
    }
    if (from.items().size() == known) return;
    throw CompileError("a MERGE into " + std::string(node.table->name()) + " mentions " +
                       std::string(from.items().back()->name()) + ", which is neither its target nor its source");
}

}  // namespace

void Compiler::visit(const ast::MergeNode& node) {
    detail::Compilation& state = compilation();
    if (!traits().merge) unsupported("MERGE; see INSERT ... ON CONFLICT");
    if (node.clauses.empty()) {
        throw CompileError("a MERGE into " + std::string(node.table->name()) + " has no WHEN clause");
    }
    state.reads_only = false;
    const bool outermost = std::exchange(state.scopes.top_level, false);
    if (outermost) state.statement->kind = StatementKind::merge;
    state.scopes.place = detail::Place{};
    const bool qualified = std::exchange(state.mode.qualify_columns, true);
    ast::FromList from;
    from.add(node.table.get());
    node.source->collect_from(from);
    check_tables(node, from);
    detail::enter_scope(*this, from, &node);
    for (const auto& cte : node.ctes) detail::declare_cte(*this, *cte->as_cte());

    write("MERGE INTO ");
    write(*node.table);
    write(" USING ");
    write(*node.source);
    write(" ON ");
    write_condition(*node.condition);
    for (const auto& clause : node.clauses) {
        write(words_for(clause->match));
        detail::write_conditions(*this, " AND ", clause->conditions);
        write(" THEN ");
        write(*clause);
        if (clause->action == MergeAction::nothing || clause->action == MergeAction::remove) continue;
        const ast::Assignments values = complete_values(*clause, *node.table, traits().sequences);
        const ast::Assignments* const outer = std::exchange(state.row.assigned, &values);
        if (clause->action == MergeAction::insert) {
            write_inserted_row(*this, values);
        } else {
            write("UPDATE SET ");
            detail::write_set(*this, values, "=");
        }
        state.row.assigned = outer;
        ++state.row.count;
    }
    if (!node.returning.empty()) detail::write_returning(*this, node.returning, *node.table, outermost);
    detail::leave_scope(*this);
    state.mode.qualify_columns = qualified;
}

// INSERT and UPDATE need the table, and are written by the MERGE.
void Compiler::visit(const ast::MergeClause& node) {
    if (node.action == MergeAction::nothing) write("DO NOTHING");
    if (node.action == MergeAction::remove) write("DELETE");
}

void Compiler::visit(const ast::ReturnedColumn& node) {
    if (!traits().qualified_returning) unsupported("RETURNING of the row before or after the change");
    write(node.old ? "old." : "new.");
    write_identifier(node.name);
}

}  // namespace azoth

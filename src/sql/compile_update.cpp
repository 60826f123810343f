#include "sql/assigned_element.hpp"
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

// What is assigned to, as a whole or in part.
const ast::Column* changed_column(const ast::Expression& target) {
    const ast::Column* const column = assigned_column(target);
    return column != nullptr ? column : element_column(target);
}

// Some databases take the last of several assignments to a column and say nothing.
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

// Tuples first, then columns in the order of their table.
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

}  // namespace

void Compiler::visit(const ast::UpdateNode& node) {
    reads_only_ = false;
    const bool outermost = std::exchange(top_level_, false);
    if (outermost) statement_->kind = StatementKind::update;
    place_ = Place{};
    const bool qualified = std::exchange(qualify_columns_, true);
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
        // The position of an element may name other tables.
        if (element_column(*target) != nullptr) target->collect_from(from);
        value->collect_from(from);
    }
    enter_scope(from, &node);
    for (const auto& cte : node.ctes) declare_cte(*cte->as_cte());

    write("UPDATE ");
    write_prefixes(node.prefixes);
    write_target(*node.table, node.hints);
    write(" SET ");
    const ast::Assignments* const outer = std::exchange(assigned_, &values);
    write_set(values, "=");
    assigned_ = outer;
    ++row_count_;
    if (write_other_from(" FROM ", from, *node.table) && !has_update_from()) unsupported("UPDATE ... FROM");
    write_conditions(" WHERE ", node.where);
    write_extensions(node.extensions, ExtensionPoint::post_criteria, " ", "");
    if (!node.returning.empty()) {
        write_returning(node.returning, *node.table, outermost);
    } else if (outermost && node.return_defaults) {
        plan_update_defaults(node, values);
    }
    leave_scope();
    qualify_columns_ = qualified;
}

void Compiler::plan_update_defaults(const ast::UpdateNode& node, const ast::Assignments& values) {
    if (options_.for_many || key_return() == KeyReturn::nothing) return;
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
    compiled_.implicit_returning = true;
    write_returning(returned, *node.table, true);
}

void Compiler::write_target(const ast::FromClause& table, const ast::Prefixes& hints) {
    for (const auto& [text, dialect] : hints) {
        if (dialect.empty() || dialect == dialect_name()) return write_hinted(table, text);
    }
    write(table);
}

void Compiler::write_set(const ast::Assignments& values, std::string_view equals) {
    bool first = true;
    std::vector<const ast::Column*> in_parts;
    for (const auto& [target, value] : values) {
        const ast::Column* const parted = element_column(*target);
        if (parted != nullptr) {
            // All parts of a column are written with the first.
            if (std::find(in_parts.begin(), in_parts.end(), parted) != in_parts.end()) continue;
            in_parts.push_back(parted);
        }
        if (!first) write(", ");
        first = false;
        if (parted != nullptr) {
            ast::Assignments parts;
            for (const auto& part : values) {
                if (element_column(*part.first) == parted) parts.push_back(part);
            }
            write_parts(*parted, parts, equals);
            continue;
        }
        if (const ast::Column* const column = assigned_column(*target)) {
            write_identifier(column->name);
            write(equals);
            write_row_value(*column, *value, 0, 1);
            continue;
        }
        const bool qualified = std::exchange(qualify_columns_, false);
        write("(");
        write_list(static_cast<const ast::ExpressionList&>(*target).items, ", ");
        write(")");
        qualify_columns_ = qualified;
        write(equals);
        write_grouped(*value);
    }
}

void Compiler::visit(const ast::DmlColumn& node) {
    if (assigned_ == nullptr) throw CompileError("from_dml_column() stands outside of the values of INSERT and UPDATE");
    for (const auto& [target, value] : *assigned_) {
        if (target.get() != node.column.get()) continue;
        if (++expansions_ > static_cast<int>(assigned_->size())) {
            throw CompileError("from_dml_column() of " + std::string(node.column->row_name()) + " refers to itself");
        }
        write_grouped(*value);
        --expansions_;
        return;
    }
    write(*node.column);
}

bool Compiler::write_other_from(std::string_view keyword, const ast::FromList& list, const ast::FromClause& target) {
    bool any = false;
    for (const ast::FromClause* const from : list.items()) {
        if (from == &target) continue;
        write(any ? std::string_view(", ") : keyword);
        any = true;
        write(*from);
    }
    return any;
}

void Compiler::write_grouped(const ast::Expression& value) {
    const bool parentheses = value.op != Operator::none;
    if (parentheses) write("(");
    write(value);
    if (parentheses) write(")");
}

void Compiler::write_prefixes(const ast::Prefixes& prefixes) {
    for (const auto& [text, dialect] : prefixes) {
        if (!dialect.empty() && dialect != dialect_name()) continue;
        reads_only_ = false;
        write(text);
        write(" ");
    }
}

void Compiler::write_returning(const std::vector<ast::ExpressionPtr>& columns, const ast::FromClause& target,
                               bool result) {
    if (!qualifies_returning()) {
        ast::FromList used;
        for (const auto& column : columns) column->collect_from(used);
        for (const ast::FromClause* const from : used.items()) {
            if (from == &target) continue;
            unsupported("RETURNING of " + std::string(alias_name(*from)) + "'s columns where " +
                        std::string(target.name()) + " is changed");
        }
    }
    write(" RETURNING ");
    const bool qualified = std::exchange(qualify_columns_, qualifies_returning());
    write_columns(columns, ColumnPlace{result, result, false, LabelStyle::disambiguate_only});
    qualify_columns_ = qualified;
}

}  // namespace azoth

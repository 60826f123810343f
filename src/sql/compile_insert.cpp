#include "sql/clauses.hpp"
#include "sql/compilation.hpp"
#include "sql/default_expression.hpp"
#include <azoth/error.hpp>
#include <azoth/schema/table_node.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/from_node.hpp>
#include <azoth/sql/statement_node.hpp>

#include <algorithm>
#include <utility>

namespace azoth {
namespace {

// Whether the column has a default. Without sequences the database numbers the columns that have one.
bool has_default(const ast::Column& column, bool has_sequences) {
    return column.info->default_value && (has_sequences || !column.info->sequence);
}

/// The columns that a row of an INSERT fills: those given and those with defaults, in the order of the table.
std::vector<const ast::Column*> filled_columns(const ast::FromClause& table, const ast::Assignments& given,
                                               bool has_sequences) {
    std::vector<const ast::Column*> columns;
    columns.reserve(given.size());
    auto at = given.begin();
    for (const auto& column : table.columns()) {
        if (at != given.end() && at->first.get() == column.get()) {
            columns.push_back(column.get());
            ++at;
        } else if (has_default(*column, has_sequences)) {
            columns.push_back(column.get());
        }
    }
    return columns;
}

template <class List, class T>
bool contains_item(const List& list, const T* item) {
    return std::find(list.begin(), list.end(), item) != list.end();
}

void write_names(DialectSpelling& sql, const std::vector<const ast::Column*>& columns) {
    sql.write(" (");
    for (const ast::Column* const column : columns) {
        if (column != columns.front()) sql.write(", ");
        sql.write_identifier(column->name);
    }
    sql.write(")");
}

void write_insert_rows(DialectSpelling& sql, const ast::InsertNode& node) {
    detail::Compilation& state = sql.compilation();
    const ast::Assignments none;
    const auto columns =
        filled_columns(*node.table, node.rows.empty() ? none : node.rows.front(), sql.traits().sequences);
    if (columns.empty()) return sql.write(" DEFAULT VALUES");
    write_names(sql, columns);
    sql.write(" VALUES ");
    const std::size_t rows = std::max<std::size_t>(node.rows.size(), 1);
    const ast::Assignments* const outer = state.row.assigned;
    for (std::size_t row = 0; row < rows; ++row) {
        sql.write(row == 0 ? "(" : ", (");
        const auto& given = node.rows.empty() ? none : node.rows[row];
        state.row.assigned = &given;
        auto at = given.begin();
        for (const ast::Column* const column : columns) {
            if (column != columns.front()) sql.write(", ");
            if (at != given.end() && at->first.get() == column) {
                detail::write_row_value(sql, *column, *at->second, row, rows);
                ++at;
            } else {
                const auto value = default_expression(*column, column->info->default_value);
                detail::write_row_value(sql, *column, *value, row, rows);
            }
        }
        sql.write(")");
        ++state.row.count;
    }
    state.row.assigned = outer;
}

// The SELECT of an INSERT in a form to which columns can be added: a set operation or text becomes a subquery.
ast::NodePtr<ast::SelectNode> extensible_select(const ast::InsertNode& node, bool with_columns) {
    if (const auto* const plain = dynamic_cast<const ast::SelectNode*>(node.select.get())) {
        return ast::make_node<ast::SelectNode>(*plain);
    }
    const auto rows = ast::make_node<const ast::Subquery>(node.select, std::string(), false);
    auto select = ast::make_node<ast::SelectNode>();
    select->from.emplace_back(rows);
    for (const auto& column : rows->columns()) select->columns.emplace_back(column.get());
    if (select->columns.size() == node.columns.size()) return select;
    if (with_columns) {
        throw CompileError(
            "INSERT INTO " + std::string(node.table->name()) +
            " cannot add the client-side defaults of its columns to raw SQL: name with columns() what the "
            "text selects, or leave them out with include_defaults false");
    }
    select->columns.assign(1, ast::make_node<const ast::TextExpression>("*", SqlType()));
    return select;
}

void write_insert_select(DialectSpelling& sql, const ast::InsertNode& node) {
    detail::Compilation& state = sql.compilation();
    // Defaults that the SELECT does not provide are added to its columns.
    std::vector<const ast::Column*> columns;
    for (const auto& column : node.columns) columns.push_back(&static_cast<const ast::Column&>(*column));
    std::vector<const ast::Column*> defaults;
    if (node.include_defaults) {
        for (const auto& column : node.table->columns()) {
            if (has_default(*column, sql.traits().sequences) && !contains_item(columns, column.get())) {
                defaults.push_back(column.get());
            }
        }
    }
    const auto* const plain = dynamic_cast<const ast::SelectNode*>(node.select.get());
    const bool needs_where =
        !node.conflicts.empty() && sql.traits().conflict_needs_where && (plain == nullptr || plain->where.empty());
    ast::NodePtr<const ast::StatementNode> select = node.select;
    ast::NodePtr<ast::SelectNode> extended;
    if (needs_where || !defaults.empty()) {
        extended = extensible_select(node, !defaults.empty());
        select = extended;
    }
    for (const ast::Column* const column : defaults) {
        columns.push_back(column);
        extended->columns.push_back(default_expression(*column, column->info->default_value));
    }
    if (needs_where) extended->where.push_back(ast::make_node<const ast::Constant>(ast::Constant::Which::true_));
    write_names(sql, columns);
    sql.write(" ");
    sql.write(*select);
    if (extended) state.made.emplace_back(extended);
}

void plan_insert_key(DialectSpelling& sql, const ast::InsertNode& node, std::uint32_t row) {
    detail::Compilation& state = sql.compilation();
    const auto* const table = dynamic_cast<const ast::TableNode*>(node.table.get());
    const bool one_row = !node.select && node.rows.size() <= 1;
    if (table == nullptr || node.inline_ || state.options.for_many || !one_row) return;
    const KeyReturn how = sql.traits().key_return;
    const ast::Column* const numbered = table->autoincrement_column();
    // Without it, only the row's number is returned; a row skipped by ON CONFLICT has no key to return.
    const bool asked = node.return_defaults || (numbered == nullptr && node.conflicts.empty());
    const bool returning = how == KeyReturn::returning || (how == KeyReturn::last_insert_id && asked);
    const ast::Assignments none;
    const ast::Assignments& given = node.rows.empty() ? none : node.rows.front();
    const auto filled = filled_columns(*table, given, sql.traits().sequences);
    const auto parameter = [&](const ast::Column* column) -> const RowColumn* {
        for (const RowColumn& sent : state.compiled.row_columns) {
            if (sent.column == column && sent.row == row) return &sent;
        }
        return nullptr;
    };
    const auto is_written_out = [&](const ast::Column* column) {
        return state.options.literal_binds && std::any_of(given.begin(), given.end(), [&](const auto& value) {
                   return value.first.get() == column && value.second->as_parameter() != nullptr;
               });
    };
    std::vector<ast::ExpressionPtr> returned;
    for (const auto& column : table->columns()) {
        if (!column->info->primary_key) continue;
        KeySource key{column.get(), KeySource::From::unknown, 0};
        if (const RowColumn* const sent = parameter(column.get())) {
            key.from = KeySource::From::parameter;
            key.index = sent->parameter;
        } else if (is_written_out(column.get())) {
            key.from = KeySource::From::unknown;
        } else if (!contains_item(filled, column.get()) && column.get() != numbered && !column->info->server_default) {
            key.from = KeySource::From::unknown;
        } else if (returning) {
            key.from = KeySource::From::returned;
            key.index = returned.size();
            returned.emplace_back(column.get());
        } else if (column.get() == numbered && how == KeyReturn::last_insert_id && node.conflicts.empty()) {
            key.from = KeySource::From::last_insert_id;
        }
        state.compiled.primary_key.push_back(key);
    }
    if (node.return_defaults && returning) {
        for (const auto& column : table->columns()) {
            if (column->info->primary_key || parameter(column.get()) != nullptr) continue;
            if (contains_item(filled, column.get()) || column->info->server_default)
                returned.emplace_back(column.get());
        }
    }
    if (returned.empty()) return;
    state.compiled.implicit_returning = true;
    detail::write_returning(sql, returned, *node.table, true);
}

}  // namespace

void Compiler::visit(const ast::InsertNode& node) {
    detail::Compilation& state = compilation();
    state.reads_only = false;
    const bool outermost = std::exchange(state.scopes.top_level, false);
    if (outermost) state.statement->kind = StatementKind::insert;
    state.scopes.place = detail::Place{};
    const bool qualified = std::exchange(state.mode.qualify_columns, true);
    const std::uint32_t first_row = state.row.count;
    detail::enter_scope(*this, ast::FromList(), &node);
    for (const auto& cte : node.ctes) detail::declare_cte(*this, *cte->as_cte());
    write("INSERT ");
    detail::write_prefixes(*this, node.prefixes);
    write("INTO ");
    write(*node.table);
    if (node.select) {
        write_insert_select(*this, node);
    } else {
        write_insert_rows(*this, node);
    }
    if (node.conflicts.size() > 1 && !traits().several_conflicts)
        unsupported("INSERT with several ON CONFLICT clauses");
    for (const auto& conflict : node.conflicts) write(*conflict);
    detail::write_extensions(*this, node.extensions, ExtensionPoint::post_values, " ", "");
    if (!node.returning.empty()) {
        detail::write_returning(*this, node.returning, *node.table, outermost);
    } else if (outermost) {
        plan_insert_key(*this, node, first_row);
    }
    detail::leave_scope(*this);
    state.mode.qualify_columns = qualified;
}

void Compiler::visit(const ast::ConflictClause& node) {
    detail::Compilation& state = compilation();
    const bool qualified = std::exchange(state.mode.qualify_columns, false);
    const bool schemas = std::exchange(state.mode.schemas, false);
    write(" ON CONFLICT");
    if (!node.constraint.empty() && (traits().conflict_constraints || node.elements.empty())) {
        if (!traits().conflict_constraints) unsupported("ON CONFLICT ON CONSTRAINT");
        write(" ON CONSTRAINT ");
        write_identifier(node.constraint);
    } else if (!node.elements.empty()) {
        write(" (");
        write_list(node.elements, ", ");
        write(")");
        // The database matches the index by its condition, and it can only compare conditions without parameters.
        const bool literals = std::exchange(state.options.literal_binds, true);
        const bool lasting = std::exchange(state.mode.lasting_literals, true);
        if (node.index_where.size() == 1) {
            // The condition is written as CREATE INDEX writes it.
            write(" WHERE ");
            write(*node.index_where.front());
        } else {
            detail::write_conditions(*this, " WHERE ", node.index_where);
        }
        state.options.literal_binds = literals;
        state.mode.lasting_literals = lasting;
    }
    state.mode.qualify_columns = true;
    if (node.update) {
        write(" DO UPDATE SET ");
        detail::write_set(*this, node.set, " = ");
        detail::write_conditions(*this, " WHERE ", node.where);
    } else {
        write(" DO NOTHING");
    }
    state.mode.qualify_columns = qualified;
    state.mode.schemas = schemas;
}

void Compiler::visit(const ast::ExcludedColumn& node) {
    write("excluded.");
    write_identifier(node.name);
}

}  // namespace azoth

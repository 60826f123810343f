#include "sql/assigned_element.hpp"
#include "sql/clauses.hpp"
#include "sql/compilation.hpp"
#include <azoth/error.hpp>
#include <azoth/schema/table_node.hpp>
#include <azoth/sql/from_node.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

// What INSERT, UPDATE and DELETE share.
namespace azoth {

void detail::write_row_value(DialectSpelling& sql, const ast::Column& column, const ast::Expression& value,
                             std::size_t row, std::size_t rows) {
    Compilation& state = sql.compilation();
    const ast::BindParameter* const bind = value.as_parameter();
    if (bind == nullptr) return write_grouped(sql, value);
    // The column shows the type of the literal.
    state.mode.plain_literal = true;
    if (rows == 1 || !sql.traits().placeholders_named || !bind->unique) {
        write_bind(sql, *bind, bind->key);
    } else {
        write_bind(sql, *bind, bind->key + "_m" + std::to_string(row));
    }
    if (state.options.literal_binds || bind->literal) return;
    state.compiled.row_columns.push_back(RowColumn{&column, state.row.count, state.out.uses.back().bind});
}

void detail::write_set(DialectSpelling& sql, const ast::Assignments& values, std::string_view equals) {
    Compilation& state = sql.compilation();
    bool first = true;
    std::vector<const ast::Column*> in_parts;
    for (const auto& [target, value] : values) {
        const ast::Column* const parted = element_column(*target);
        if (parted != nullptr) {
            // All parts of a column are written at the position of the first.
            if (std::find(in_parts.begin(), in_parts.end(), parted) != in_parts.end()) continue;
            in_parts.push_back(parted);
        }
        if (!first) sql.write(", ");
        first = false;
        if (parted != nullptr) {
            ast::Assignments parts;
            for (const auto& part : values) {
                if (element_column(*part.first) == parted) parts.push_back(part);
            }
            sql.write_parts(*parted, parts, equals);
            continue;
        }
        if (const ast::Column* const column = target->plain_column()) {
            sql.write_identifier(column->name);
            sql.write(equals);
            write_row_value(sql, *column, *value, 0, 1);
            continue;
        }
        const bool qualified = std::exchange(state.mode.qualify_columns, false);
        sql.write("(");
        sql.write_list(static_cast<const ast::ExpressionList&>(*target).items, ", ");
        sql.write(")");
        state.mode.qualify_columns = qualified;
        sql.write(equals);
        write_grouped(sql, *value);
    }
}

void detail::write_target(DialectSpelling& sql, const ast::FromClause& table, const ast::Prefixes& hints) {
    for (const auto& [text, dialect] : hints) {
        if (dialect.empty() || dialect == sql.traits().name) return sql.write_hinted(table, text);
    }
    sql.write(table);
}

bool detail::write_other_from(DialectSpelling& sql, std::string_view keyword, const ast::FromList& list,
                              const ast::FromClause& target) {
    bool any = false;
    for (const ast::FromClause* const from : list.items()) {
        if (from == &target) continue;
        sql.write(any ? std::string_view(", ") : keyword);
        any = true;
        sql.write(*from);
    }
    return any;
}

void detail::write_returning(DialectSpelling& sql, const std::vector<ast::ExpressionPtr>& columns,
                             const ast::FromClause& target, bool result) {
    Compilation& state = sql.compilation();
    if (!sql.traits().qualified_returning) {
        ast::FromList used;
        for (const auto& column : columns) column->collect_from(used);
        for (const ast::FromClause* const from : used.items()) {
            if (from == &target) continue;
            sql.unsupported("RETURNING of " + std::string(state.names.alias_name(*from)) + "'s columns where " +
                            std::string(target.name()) + " is changed");
        }
    }
    sql.write(" RETURNING ");
    const bool qualified = std::exchange(state.mode.qualify_columns, sql.traits().qualified_returning);
    write_columns(sql, columns, ColumnPlace{result, result, false, LabelStyle::disambiguate_only});
    state.mode.qualify_columns = qualified;
}

}  // namespace azoth

#include "sql/clauses.hpp"
#include "sql/compilation.hpp"
#include "sql/from_resolution.hpp"
#include <azoth/error.hpp>
#include <azoth/schema/table_node.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/statement_node.hpp>
#include <azoth/sql/subquery_node.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace azoth {
namespace {

bool is_order(Operator op) noexcept {
    return op == Operator::asc || op == Operator::desc || op == Operator::nulls_first || op == Operator::nulls_last;
}

void write_distinct(DialectSpelling& sql, const ast::SelectNode& node) {
    if (!node.distinct_on.empty()) {
        if (!sql.traits().distinct_on) sql.unsupported("DISTINCT ON");
        sql.write("DISTINCT ON (");
        detail::write_order_terms(sql, node.distinct_on, false);
        sql.write(") ");
    } else if (node.distinct) {
        sql.write("DISTINCT ");
    }
}

void write_windows(DialectSpelling& sql, const ast::SelectNode& node) {
    sql.write("\nWINDOW ");
    bool first = true;
    for (const auto& [name, window] : node.windows) {
        if (!first) sql.write(", ");
        first = false;
        sql.write_identifier(name);
        sql.write(" AS (");
        sql.write_window(*window);
        sql.write(")");
    }
}

void write_member(DialectSpelling& sql, const ast::StatementNode& member) {
    detail::Compilation& state = sql.compilation();
    if (!member.needs_group()) {
        state.scopes.place.member = true;
        return sql.write(member);
    }
    state.scopes.place.member = false;
    sql.write_member_group(member);
}

bool is_visible_column(const DialectSpelling& sql, std::string_view name) noexcept {
    detail::Compilation& state = sql.compilation();
    const detail::Scope& scope = state.scopes.open.back();
    return std::any_of(state.scopes.visible.begin() + static_cast<std::ptrdiff_t>(scope.first),
                       state.scopes.visible.begin() + static_cast<std::ptrdiff_t>(scope.last),
                       [&](const ast::FromClause* from) { return from->find(name) != nullptr; });
}

// A selected label is written by its name, with any direction.
void write_order_term(DialectSpelling& sql, const ast::Expression& term, bool by_label) {
    detail::Compilation& state = sql.compilation();
    if (is_order(term.op)) {
        const ast::Expression& operand = *static_cast<const ast::Unary&>(term).operand;
        if (operand.as_label() != nullptr || is_order(operand.op) ||
            (by_label && detail::is_distinct_by_sent_value(sql, operand))) {
            write_order_term(sql, operand, by_label);
        } else {
            sql.write_operand(operand, term.op);
        }
        return sql.write(info(term.op).text);
    }
    if (const ast::Label* const label = by_label ? term.as_label() : nullptr) {
        for (const auto& column : state.scopes.open.back().statement->result_columns()) {
            const ast::Label* const selected = column->as_label();
            if (selected == nullptr) continue;
            if (label->name.empty() && selected == label) {
                return sql.write_identifier(state.names.made_name(label, label->name_seed()));
            }
            if (!label->name.empty() &&
                (selected == label || (selected->name == label->name && selected->element == label->element))) {
                return sql.write_identifier(label->name, label->quote);
            }
        }
    }
    if (by_label && detail::is_distinct_by_sent_value(sql, term)) return detail::write_sent_value(sql, term);
    sql.write(term);
}

void write_row_limit(DialectSpelling& sql, const ast::QueryNode& node) {
    if (node.limit && node.fetch) return sql.write_fetch(node);
    if (node.limit || node.offset) sql.write_limit(node);
}

}  // namespace

void Compiler::visit(const ast::SelectNode& node) {
    detail::Compilation& state = compilation();
    const bool outermost = std::exchange(state.scopes.top_level, false);
    if (outermost) state.statement->kind = StatementKind::select;
    const detail::Place place = std::exchange(state.scopes.place, detail::Place{});
    const bool qualified = std::exchange(state.mode.qualify_columns, true);
    const bool in_operator = std::exchange(state.mode.in_operator, false);
    ast::FromList from;
    resolve_from(node, from, state.made);
    detail::leave_out_correlated(*this, node, place, from);
    if (from.items().size() > 1) detail::warn_unconnected(*this, node, from);
    detail::enter_scope(*this, from, &node, place.member);
    for (const auto& cte : node.ctes) detail::declare_cte(*this, *cte->as_cte());
    if (!node.hints.empty()) state.scopes.open.back().hints = &node.hints;

    state.scopes.open.back().sends_distinct = node.distinct && node.distinct_on.empty() && (outermost || place.sent);

    write("SELECT ");
    detail::write_prefixes(*this, node.prefixes);
    detail::write_extensions(*this, node.extensions, ExtensionPoint::post_select, "", " ");
    write_distinct(*this, node);
    detail::write_extensions(*this, node.extensions, ExtensionPoint::pre_columns, "", " ");
    detail::write_columns(*this, node.columns,
                          detail::ColumnPlace{outermost || place.result, outermost || place.sent, place.as_from,
                                              node.label_style.value_or(state.options.label_style)});
    if (!from.items().empty()) {
        write("\nFROM ");
        detail::write_from_list(*this, from);
    }
    detail::write_conditions(*this, "\nWHERE ", node.where);
    if (!node.group_by.empty()) {
        write(" GROUP BY ");
        detail::write_order_terms(*this, node.group_by, false);
    }
    detail::write_conditions(*this, "\nHAVING ", node.having);
    detail::write_extensions(*this, node.extensions, ExtensionPoint::post_criteria, " ", "");
    if (!node.windows.empty()) write_windows(*this, node);
    if (!node.order_by.empty()) {
        write(" ORDER BY ");
        detail::write_order_terms(*this, node.order_by, true);
    }
    write_row_limit(*this, node);
    if (node.lock) write(*node.lock);
    detail::write_suffixes(*this, node.statement_hints);
    detail::write_suffixes(*this, node.suffixes);
    detail::write_extensions(*this, node.extensions, ExtensionPoint::post_body, " ", "");
    detail::leave_scope(*this);
    state.mode.qualify_columns = qualified;
    state.mode.in_operator = in_operator;
}

void detail::write_prefixes(DialectSpelling& sql, const ast::Prefixes& prefixes) {
    Compilation& state = sql.compilation();
    for (const auto& [text, dialect] : prefixes) {
        if (!dialect.empty() && dialect != sql.traits().name) continue;
        state.reads_only = false;
        sql.write(text);
        sql.write(" ");
    }
}

void detail::write_suffixes(DialectSpelling& sql, const ast::Prefixes& suffixes) {
    Compilation& state = sql.compilation();
    for (const auto& [text, dialect] : suffixes) {
        if (!dialect.empty() && dialect != sql.traits().name) continue;
        state.reads_only = false;
        sql.write(" ");
        sql.write(text);
    }
}

void Compiler::visit(const ast::CompoundNode& node) {
    detail::Compilation& state = compilation();
    const bool outermost = std::exchange(state.scopes.top_level, false);
    if (outermost) state.statement->kind = StatementKind::select;
    const detail::Place place = std::exchange(state.scopes.place, detail::Place{});
    const bool qualified = std::exchange(state.mode.qualify_columns, true);
    const bool in_operator = std::exchange(state.mode.in_operator, false);
    detail::enter_scope(*this, ast::FromList(), &node, place.member);
    state.scopes.open.back().transparent = true;
    for (const auto& cte : node.ctes) detail::declare_cte(*this, *cte->as_cte());
    static constexpr std::string_view operators[]{"UNION",         "UNION ALL", "INTERSECT",
                                                  "INTERSECT ALL", "EXCEPT",    "EXCEPT ALL"};
    if ((node.kind == ast::CompoundNode::Kind::intersect_all || node.kind == ast::CompoundNode::Kind::except_all) &&
        !traits().intersect_all) {
        unsupported(operators[static_cast<std::size_t>(node.kind)]);
    }
    bool first = true;
    for (const auto& member : node.members) {
        if (member->result_columns().size() != node.result_columns().size()) {
            throw CompileError("the members of a " + std::string(operators[static_cast<std::size_t>(node.kind)]) +
                               " have " + std::to_string(node.result_columns().size()) + " and " +
                               std::to_string(member->result_columns().size()) + " columns");
        }
        if (!first) {
            write(" ");
            write(operators[static_cast<std::size_t>(node.kind)]);
            write(" \n");
        }
        state.scopes.place = place;
        state.scopes.place.result = first && (outermost || place.result);
        state.scopes.place.sent = outermost || place.sent;
        first = false;
        write_member(*this, *member);
    }
    state.scopes.place = detail::Place{};
    if (!node.order_by.empty()) {
        write(" ORDER BY ");
        // A set operation has the columns of its first member, without table names.
        state.mode.qualify_columns = false;
        detail::write_order_terms(*this, node.order_by, true);
        state.mode.qualify_columns = true;
    }
    write_row_limit(*this, node);
    if (node.lock) write(*node.lock);
    detail::leave_scope(*this);
    state.mode.qualify_columns = qualified;
    state.mode.in_operator = in_operator;
}

void DialectSpelling::write_member_group(const ast::StatementNode& member) {
    write("(");
    write(member);
    write(")");
}

void detail::write_order_terms(DialectSpelling& sql, const std::vector<ast::ExpressionPtr>& terms, bool by_label) {
    Compilation& state = sql.compilation();
    const bool labels = std::exchange(state.mode.by_label, by_label);
    bool first = true;
    for (const auto& term : terms) {
        if (!first) sql.write(", ");
        first = false;
        write_order_term(sql, *term, by_label);
    }
    state.mode.by_label = labels;
}

bool detail::is_distinct_by_sent_value(const DialectSpelling& sql, const ast::Expression& value) noexcept {
    Compilation& state = sql.compilation();
    const Scope& scope = state.scopes.open.back();
    if (!scope.sends_distinct || value.type.detail().column_sql.empty()) return false;
    const auto& columns = scope.statement->result_columns();
    return std::any_of(columns.begin(), columns.end(), [&](const ast::ExpressionPtr& column) {
        const ast::Label* const label = column->as_label();
        return (label != nullptr ? label->element : column).get() == &value;
    });
}

void Compiler::visit(const ast::LabelReference& node) {
    detail::Compilation& state = compilation();
    const ast::StatementNode* const statement =
        state.scopes.open.empty() ? nullptr : state.scopes.open.back().statement;
    if (statement != nullptr) {
        for (const auto& column : statement->result_columns()) {
            if (column->row_name() != node.name) continue;
            if (const ast::Label* const label = column->as_label()) {
                // In GROUP BY a name means a column of the FROM clauses, then a label.
                if (!state.mode.by_label && is_visible_column(*this, node.name)) return write(*label->element);
                return write_identifier(node.name, label->quote);
            }
            if (state.mode.by_label && detail::is_distinct_by_sent_value(*this, *column))
                return detail::write_sent_value(*this, *column);
            return write(*column);
        }
        for (std::size_t i = state.scopes.open.back().first; i < state.scopes.open.back().last; ++i) {
            if (const ast::Column* const column = state.scopes.visible[i]->find(node.name)) return write(*column);
        }
    }
    throw CompileError("\"" + node.name +
                       "\" in ORDER BY or GROUP BY is no column of the statement; if it is SQL, "
                       "write literal_column()");
}

void DialectSpelling::write_limit(const ast::QueryNode& node) {
    if (node.limit) {
        write("\n LIMIT ");
        write(*node.limit);
    }
    if (node.offset) {
        write(" OFFSET ");
        write(*node.offset);
    }
}

void DialectSpelling::write_fetch(const ast::QueryNode& node) {
    // Any expression is allowed in parentheses, also a parameter.
    if (node.offset) {
        write("\n OFFSET (");
        write(*node.offset);
        write(") ROWS");
    }
    write("\n FETCH FIRST (");
    write(*node.limit);
    write(node.with_ties ? ") ROWS WITH TIES" : ") ROWS ONLY");
}

void Compiler::visit(const ast::RowLock& node) {
    detail::Compilation& state = compilation();
    state.reads_only = false;
    if (node.read) {
        write(node.key_share ? " FOR KEY SHARE" : " FOR SHARE");
    } else {
        write(node.key_share ? " FOR NO KEY UPDATE" : " FOR UPDATE");
    }
    if (!node.of.empty()) {
        write(" OF ");
        bool first = true;
        for (const auto& table : node.of) {
            if (!first) write(", ");
            first = false;
            write_identifier(state.names.alias_name(*table));
        }
    }
    if (node.nowait) write(" NOWAIT");
    if (node.skip_locked) write(" SKIP LOCKED");
}

}  // namespace azoth

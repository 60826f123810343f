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

}  // namespace

void Compiler::visit(const ast::SelectNode& node) {
    const bool outermost = std::exchange(top_level_, false);
    if (outermost) statement_->kind = StatementKind::select;
    const Place place = std::exchange(place_, Place{});
    const bool qualified = std::exchange(qualify_columns_, true);
    const bool in_operator = std::exchange(in_operator_, false);
    ast::FromList from;
    resolve_from(node, from, made_);
    leave_out_correlated(node, place, from);
    if (from.items().size() > 1) warn_unconnected(node, from);
    enter_scope(from, &node, place.member);
    for (const auto& cte : node.ctes) declare_cte(*cte->as_cte());
    if (!node.hints.empty()) scopes_.back().hints = &node.hints;

    scopes_.back().sends_distinct = node.distinct && node.distinct_on.empty() && (outermost || place.sent);

    write("SELECT ");
    write_prefixes(node.prefixes);
    write_extensions(node.extensions, ExtensionPoint::post_select, "", " ");
    write_distinct(node);
    write_extensions(node.extensions, ExtensionPoint::pre_columns, "", " ");
    write_columns(node.columns, ColumnPlace{outermost || place.result, outermost || place.sent, place.as_from,
                                            node.label_style.value_or(options_.label_style)});
    if (!from.items().empty()) {
        write("\nFROM ");
        write_from_list(from);
    }
    write_conditions("\nWHERE ", node.where);
    if (!node.group_by.empty()) {
        write(" GROUP BY ");
        write_order_terms(node.group_by, false);
    }
    write_conditions("\nHAVING ", node.having);
    write_extensions(node.extensions, ExtensionPoint::post_criteria, " ", "");
    if (!node.windows.empty()) write_windows(node);
    if (!node.order_by.empty()) {
        write(" ORDER BY ");
        write_order_terms(node.order_by, true);
    }
    write_row_limit(node);
    if (node.lock) write(*node.lock);
    write_suffixes(node.statement_hints);
    write_suffixes(node.suffixes);
    write_extensions(node.extensions, ExtensionPoint::post_body, " ", "");
    leave_scope();
    qualify_columns_ = qualified;
    in_operator_ = in_operator;
}

void Compiler::write_distinct(const ast::SelectNode& node) {
    if (!node.distinct_on.empty()) {
        if (!has_distinct_on()) unsupported("DISTINCT ON");
        write("DISTINCT ON (");
        write_order_terms(node.distinct_on, false);
        write(") ");
    } else if (node.distinct) {
        write("DISTINCT ");
    }
}

void Compiler::write_windows(const ast::SelectNode& node) {
    write("\nWINDOW ");
    bool first = true;
    for (const auto& [name, window] : node.windows) {
        if (!first) write(", ");
        first = false;
        write_identifier(name);
        write(" AS (");
        write_window(*window);
        write(")");
    }
}

void Compiler::write_suffixes(const ast::Prefixes& suffixes) {
    for (const auto& [text, dialect] : suffixes) {
        if (!dialect.empty() && dialect != dialect_name()) continue;
        reads_only_ = false;
        write(" ");
        write(text);
    }
}

void Compiler::visit(const ast::CompoundNode& node) {
    const bool outermost = std::exchange(top_level_, false);
    if (outermost) statement_->kind = StatementKind::select;
    const Place place = std::exchange(place_, Place{});
    const bool qualified = std::exchange(qualify_columns_, true);
    const bool in_operator = std::exchange(in_operator_, false);
    enter_scope(ast::FromList(), &node, place.member);
    scopes_.back().transparent = true;
    for (const auto& cte : node.ctes) declare_cte(*cte->as_cte());
    static constexpr std::string_view operators[]{"UNION",         "UNION ALL", "INTERSECT",
                                                  "INTERSECT ALL", "EXCEPT",    "EXCEPT ALL"};
    if ((node.kind == ast::CompoundNode::Kind::intersect_all || node.kind == ast::CompoundNode::Kind::except_all) &&
        !has_intersect_all()) {
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
        place_ = place;
        place_.result = first && (outermost || place.result);
        place_.sent = outermost || place.sent;
        first = false;
        write_member(*member);
    }
    place_ = Place{};
    if (!node.order_by.empty()) {
        write(" ORDER BY ");
        // The set has the columns of its first member, by their names alone.
        qualify_columns_ = false;
        write_order_terms(node.order_by, true);
        qualify_columns_ = true;
    }
    write_row_limit(node);
    if (node.lock) write(*node.lock);
    leave_scope();
    qualify_columns_ = qualified;
    in_operator_ = in_operator;
}

void Compiler::write_member(const ast::StatementNode& member) {
    if (!member.needs_group()) {
        place_.member = true;
        return write(member);
    }
    place_.member = false;
    write_member_group(member);
}

void Compiler::write_member_group(const ast::StatementNode& member) {
    write("(");
    write(member);
    write(")");
}

void Compiler::write_order_terms(const std::vector<ast::ExpressionPtr>& terms, bool by_label) {
    const bool labels = std::exchange(by_label_, by_label);
    bool first = true;
    for (const auto& term : terms) {
        if (!first) write(", ");
        first = false;
        write_order_term(*term, by_label);
    }
    by_label_ = labels;
}

bool Compiler::is_visible_column(std::string_view name) const noexcept {
    const Scope& scope = scopes_.back();
    return std::any_of(visible_.begin() + static_cast<std::ptrdiff_t>(scope.first),
                       visible_.begin() + static_cast<std::ptrdiff_t>(scope.last),
                       [&](const ast::FromClause* from) { return from->find(name) != nullptr; });
}

// A label that the statement selects is written by its name, whatever its direction is.
void Compiler::write_order_term(const ast::Expression& term, bool by_label) {
    if (is_order(term.op)) {
        const ast::Expression& operand = *static_cast<const ast::Unary&>(term).operand;
        if (operand.as_label() != nullptr || is_order(operand.op) || (by_label && is_distinct_by_sent_value(operand))) {
            write_order_term(operand, by_label);
        } else {
            write_operand(operand, term.op);
        }
        return write(info(term.op).text);
    }
    if (const ast::Label* const label = by_label ? term.as_label() : nullptr) {
        for (const auto& column : scopes_.back().statement->result_columns()) {
            const ast::Label* const selected = column->as_label();
            if (selected == nullptr) continue;
            if (label->name.empty() && selected == label) {
                return write_identifier(made_name(label, label->name_seed()));
            }
            if (!label->name.empty() &&
                (selected == label || (selected->name == label->name && selected->element == label->element))) {
                return write_identifier(label->name, label->quote);
            }
        }
    }
    if (by_label && is_distinct_by_sent_value(term)) return write_sent_value(term);
    write(term);
}

bool Compiler::is_distinct_by_sent_value(const ast::Expression& value) const noexcept {
    const Scope& scope = scopes_.back();
    if (!scope.sends_distinct || value.type.detail().column_sql.empty()) return false;
    const auto& columns = scope.statement->result_columns();
    return std::any_of(columns.begin(), columns.end(), [&](const ast::ExpressionPtr& column) {
        const ast::Label* const label = column->as_label();
        return (label != nullptr ? label->element : column).get() == &value;
    });
}

void Compiler::visit(const ast::LabelReference& node) {
    const ast::StatementNode* const statement = scopes_.empty() ? nullptr : scopes_.back().statement;
    if (statement != nullptr) {
        for (const auto& column : statement->result_columns()) {
            if (column->row_name() != node.name) continue;
            if (const ast::Label* const label = column->as_label()) {
                // In GROUP BY a name means a column of the tables before it means a label.
                if (!by_label_ && is_visible_column(node.name)) return write(*label->element);
                return write_identifier(node.name, label->quote);
            }
            if (by_label_ && is_distinct_by_sent_value(*column)) return write_sent_value(*column);
            return write(*column);
        }
        for (std::size_t i = scopes_.back().first; i < scopes_.back().last; ++i) {
            if (const ast::Column* const column = visible_[i]->find(node.name)) return write(*column);
        }
    }
    throw CompileError("\"" + node.name +
                       "\" in ORDER BY or GROUP BY names no column of the statement; if it is SQL, "
                       "say so with literal_column()");
}

void Compiler::write_row_limit(const ast::QueryNode& node) {
    if (node.limit && node.fetch) return write_fetch(node);
    if (node.limit || node.offset) write_limit(node);
}

void Compiler::write_limit(const ast::QueryNode& node) {
    if (node.limit) {
        write("\n LIMIT ");
        write(*node.limit);
    }
    if (node.offset) {
        write(" OFFSET ");
        write(*node.offset);
    }
}

void Compiler::write_fetch(const ast::QueryNode& node) {
    // In parentheses anything may stand there, a parameter too.
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
    reads_only_ = false;
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
            write_identifier(alias_name(*table));
        }
    }
    if (node.nowait) write(" NOWAIT");
    if (node.skip_locked) write(" SKIP LOCKED");
}

}  // namespace azoth

#include "sql/from_resolution.hpp"
#include <azoth/error.hpp>
#include <azoth/schema/table_node.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/statement_node.hpp>
#include <azoth/sql/subquery_node.hpp>
#include <azoth/sql/table_function_node.hpp>

#include <algorithm>
#include <utility>

namespace azoth {

void Compiler::enter_scope(const ast::FromList& from, const ast::StatementNode* statement, bool member) {
    const std::size_t first = visible_.size();
    for (const ast::FromClause* const item : from.items()) {
        ast::FromList all;
        item->collect_from(all);
        visible_.insert(visible_.end(), all.items().begin(), all.items().end());
    }
    scopes_.push_back(Scope{first, visible_.size(), out_.size(), statement, member});
}

// What the SELECT takes from the statements around it doesn't stand in its own FROM.
void Compiler::leave_out_correlated(const ast::SelectNode& node, const Place& place, ast::FromList& from) const {
    if (scopes_.empty() || from.items().empty()) return;
    std::size_t at = scopes_.size() - 1;
    while (at > 0 && scopes_[at].transparent) --at;
    const Scope& around = scopes_[at];
    const bool sees_around = !place.as_from || place.lateral;
    ast::FromList out;
    if (node.correlation == ast::SelectNode::Correlation::automatic) {
        if (!sees_around || from.items().size() < 2) return;
        for (std::size_t i = around.first; i < around.last; ++i) {
            if (from.contains(visible_[i])) out.add(visible_[i]);
        }
    } else {
        const std::size_t end = sees_around ? around.last : around.first;
        for (std::size_t i = 0; i < end; ++i) {
            if (!from.contains(visible_[i])) continue;
            const bool named =
                std::any_of(node.correlated.begin(), node.correlated.end(),
                            [&](const ast::FromPtr& named_from) { return named_from.get() == visible_[i]; });
            if (named == (node.correlation == ast::SelectNode::Correlation::listed)) out.add(visible_[i]);
        }
    }
    if (out.items().empty()) return;
    from.remove(out);
    if (from.items().empty() && node.correlation == ast::SelectNode::Correlation::automatic) {
        throw InvalidRequestError(
            "a subquery has nothing left in FROM, since all of it stands in the statement around: say with correlate() "
            "what is taken from there");
    }
}

void Compiler::warn_unconnected(const ast::SelectNode& node, const ast::FromList& from) {
    if (std::string warning = unconnected_from(node, from); !warning.empty()) {
        compiled_.warnings.push_back(std::move(warning));
    }
}

void Compiler::write_from_list(const ast::FromList& list) {
    bool first = true;
    for (const ast::FromClause* const from : list.items()) {
        if (!first) write(", ");
        first = false;
        write_from_item(*from);
    }
}

void Compiler::write_from_item(const ast::FromClause& from) {
    if (!scopes_.empty() && scopes_.back().hints != nullptr) {
        for (const auto& hint : *scopes_.back().hints) {
            if (hint.from.get() == &from && (hint.dialect.empty() || hint.dialect == dialect_name())) {
                reads_only_ = false;
                return write_hinted(from, hint.text);
            }
        }
    }
    write(from);
}

void Compiler::write_hinted(const ast::FromClause& from, std::string_view) { write(from); }

void Compiler::write_nested(const ast::StatementNode& statement, Place place) {
    place_ = place;
    ++depth_;
    write("(");
    write(statement);
    write(")");
    --depth_;
}

void Compiler::visit(const ast::ScalarSelect& node) { write_nested(*node.statement, Place{}); }

void Compiler::visit(const ast::Join& node) {
    write_from_item(*node.left);
    switch (node.kind) {
        case ast::Join::Kind::inner: write(" JOIN "); break;
        case ast::Join::Kind::left: write(" LEFT OUTER JOIN "); break;
        case ast::Join::Kind::right: write(" RIGHT OUTER JOIN "); break;
        case ast::Join::Kind::full: write(" FULL OUTER JOIN "); break;
        case ast::Join::Kind::cross: write(" CROSS JOIN "); break;
    }
    const bool nested = node.right->as_join() != nullptr;
    if (nested) write("(");
    write_from_item(*node.right);
    if (nested) write(")");
    if (node.kind == ast::Join::Kind::cross) return;
    write(" ON ");
    write_condition(*node.on);
}

void Compiler::write_alias_name(const ast::FromClause& from) {
    write(" AS ");
    write_identifier(alias_name(from));
}

void Compiler::visit(const ast::Alias& node) {
    if (const ast::TableNode* const table = node.element->as_table()) {
        write_table_name(*table);
    } else {
        write(*node.element);
    }
    write_alias_name(node);
}

void Compiler::visit(const ast::Subquery& node) {
    if (node.lateral) {
        if (!has_lateral()) unsupported("LATERAL");
        write("LATERAL ");
    }
    Place place;
    place.as_from = true;
    place.lateral = node.lateral;
    write_nested(*node.element, place);
    write_alias_name(node);
}

void Compiler::visit(const ast::TableSample& node) {
    if (!has_tablesample()) unsupported("TABLESAMPLE");
    if (const ast::TableNode* const table = node.element->as_table()) {
        write_table_name(*table);
    } else {
        write(*node.element);
    }
    write_alias_name(node);
    write(" TABLESAMPLE ");
    write(*node.sampling);
    if (node.seed) {
        write(" REPEATABLE (");
        write(*node.seed);
        write(")");
    }
}

void Compiler::visit(const ast::TableFunction& node) {
    if (node.lateral) {
        if (!has_lateral()) unsupported("LATERAL");
        write("LATERAL ");
    }
    write(*node.function);
    if (!node.ordinality.empty()) {
        if (!has_derived_columns()) unsupported("WITH ORDINALITY");
        write(" WITH ORDINALITY");
    }
    write_alias_name(node);
    if (!node.derived) return;
    if (!has_derived_columns()) unsupported("names for the columns of a function");
    write("(");
    bool first = true;
    for (const auto& column : node.columns()) {
        if (!first) write(", ");
        first = false;
        write_column_name(*column);
        if (!node.with_types) continue;
        write(" ");
        write(type_name(column->type));
    }
    write(")");
}

void Compiler::visit(const ast::ValuesNode& node) {
    if (node.lateral) {
        if (!has_lateral()) unsupported("LATERAL");
        write("LATERAL ");
    }
    write_values_from(node);
}

void Compiler::write_values_from(const ast::ValuesNode& node) {
    write("(");
    write_values(node);
    write(")");
    write_alias_name(node);
    write(" ");
    write_column_names(node);
}

void Compiler::write_column_names(const ast::FromClause& from) {
    write("(");
    bool first = true;
    for (const auto& column : from.columns()) {
        if (!first) write(", ");
        first = false;
        write_column_name(*column);
    }
    write(")");
}

void Compiler::write_values(const ast::ValuesNode& node) {
    if (node.rows.empty()) throw CompileError("VALUES has no rows");
    const bool literal = std::exchange(options_.literal_binds, options_.literal_binds || node.literal_binds);
    write("VALUES ");
    bool first_row = true;
    for (const auto& row : node.rows) {
        write(first_row ? "(" : ", (");
        first_row = false;
        bool first = true;
        for (const auto& value : row) {
            if (!first) write(", ");
            first = false;
            cast_parameter_ = needs_cast(*value);
            write_operand(*value, Operator::comma);
        }
        write(")");
    }
    options_.literal_binds = literal;
}

void Compiler::visit(const ast::ScalarValues& node) {
    write("(");
    write_values(*node.values);
    write(")");
}

void Compiler::visit(const ast::ValuesStatement& node) {
    place_ = Place{};
    write_values(*node.values);
}

void Compiler::visit(const ast::WholeRow& node) { write_identifier(alias_name(*node.from)); }

void Compiler::visit(const ast::FunctionColumn& node) {
    write("(");
    write(*node.function);
    write(").");
    write_identifier(node.name);
}

}  // namespace azoth

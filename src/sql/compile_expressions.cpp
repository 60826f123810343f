#include "sql/clauses.hpp"
#include "sql/compilation.hpp"
#include <azoth/schema/table_node.hpp>
#include <azoth/sql/compiler.hpp>

#include <utility>

namespace azoth {
namespace {

// The characters of which operators consist in PostgreSQL.
bool is_sign(char c) noexcept { return std::string_view("+-*/<>=~!@#%^&|`?").find(c) != std::string_view::npos; }

// Whether a op (b op c) equals (a op b) op c. Fractional numbers are rounded in between, so they are not associative.
bool is_associative(Operator op, const SqlType& left, const SqlType& right) {
    const auto both = [&](auto test) { return test(left.kind()) && test(right.kind()); };
    switch (op) {
        case Operator::add:
        case Operator::multiply:
            return both([](TypeKind kind) {
                return kind == TypeKind::small_integer || kind == TypeKind::integer || kind == TypeKind::big_integer;
            });
        case Operator::concat:
            return both([](TypeKind kind) { return kind == TypeKind::string || kind == TypeKind::text; });
        default: return false;
    }
}

void insert_blank(DialectSpelling& sql, std::size_t at) {
    detail::Compilation& state = sql.compilation();
    state.out.text.insert(at, 1, ' ');
    for (auto use = state.out.uses.rbegin(); use != state.out.uses.rend() && use->offset >= at; ++use) ++use->offset;
}

void write_custom_operand(DialectSpelling& sql, const ast::Expression& operand, const ast::CustomBinary& beside,
                          Side side) {
    const bool brackets =
        operand.op != Operator::none &&
        (operand.precedence() <= beside.tightness ||
         detail::is_torn(sql, operand, sql.binding(Operator::custom, beside.symbol), Operator::custom, side));
    if (brackets) sql.write("(");
    sql.write(operand);
    if (brackets) sql.write(")");
}

// Written as the same operators nested to the left, each with two operands.
void write_chain(DialectSpelling& sql, const ast::ExpressionList& node) {
    detail::Compilation& state = sql.compilation();
    const bool inside = std::exchange(state.mode.in_operator, true);
    const std::string_view text = sql.operator_text(node.op);
    const auto& items = node.items;
    if (state.options.all_parentheses) state.out.text.append(items.size() - 2, '(');
    sql.write_beside(*items[0], *items[1], node.op, Side::left);
    for (std::size_t i = 1; i < items.size(); ++i) {
        const ast::Expression& before = i == 1 ? *items[0] : node;
        sql.write(text);
        sql.write_beside(*items[i], before, node.op,
                         is_associative(node.op, before.type, items[i]->type) ? Side::chain : Side::right);
        if (state.options.all_parentheses && i + 1 < items.size()) sql.write(")");
    }
    state.mode.in_operator = inside;
}

}  // namespace

void Compiler::visit(const ast::Constant& node) {
    if (node.is_null()) return write("NULL");
    write_boolean(node.which == ast::Constant::Which::true_);
}

void Compiler::visit(const ast::TextExpression& node) {
    detail::Compilation& state = compilation();
    state.reads_only = false;
    write(node.text);
}

void Compiler::visit(const ast::Unary& node) {
    detail::Compilation& state = compilation();
    switch (node.op) {
        case Operator::asc:
        case Operator::desc:
        case Operator::nulls_first:
        case Operator::nulls_last: write_operand(*node.operand, node.op); return write(info(node.op).text);
        case Operator::any:
        case Operator::all: return write_any_or_all(node);
        default: break;
    }
    if (node.op == Operator::not_ && !traits().booleans && detail::is_bare_condition(*node.operand)) {
        write(*node.operand);
        return write(" = 0");
    }
    write(info(node.op).text);
    const std::size_t begin = state.out.text.size();
    const bool sign = node.op == Operator::negate || node.op == Operator::bitwise_not;
    const bool inside = std::exchange(state.mode.in_operator, state.mode.in_operator || sign);
    write_operand(*node.operand, node.op);
    state.mode.in_operator = inside;
    // Two minus signs in a row begin a comment, and other operator characters in a row are one operator.
    if (sign && state.out.text.size() > begin && is_sign(state.out.text[begin])) insert_blank(*this, begin);
}

void Compiler::visit(const ast::Binary& node) { detail::write_binary(*this, node); }

void detail::write_binary(DialectSpelling& sql, const ast::Binary& node) {
    switch (node.op) {
        case Operator::in:
        case Operator::not_in: return write_in(sql, node);
        case Operator::true_divide: return sql.write_true_division(node);
        case Operator::floor_divide: return sql.write_floor_division(node);
        case Operator::bitwise_xor: return sql.write_bitwise_xor(node);
        case Operator::regexp_match:
        case Operator::not_regexp_match: return sql.write_regexp_match(node);
        case Operator::match: return sql.write_match(node);
        case Operator::like:
        case Operator::not_like:
        case Operator::ilike:
        case Operator::not_ilike:
        case Operator::contains:
        case Operator::not_contains:
        case Operator::startswith:
        case Operator::not_startswith:
        case Operator::endswith:
        case Operator::not_endswith:
        case Operator::icontains:
        case Operator::not_icontains:
        case Operator::istartswith:
        case Operator::not_istartswith:
        case Operator::iendswith:
        case Operator::not_iendswith: return write_like(sql, node);
        default: return sql.write_infix(node, sql.operator_text(node.op));
    }
}

void DialectSpelling::write_infix(const ast::Binary& node, std::string_view text) {
    detail::Compilation& state = compilation();
    const bool brackets = state.mode.in_operator && info(node.op).eager;
    if (brackets) write("(");
    write_between_operands(*node.left, text, *node.right, node.op);
    if (brackets) write(")");
}

void DialectSpelling::write_between_operands(const ast::Expression& left, std::string_view text,
                                             const ast::Expression& right, Operator op) {
    detail::Compilation& state = compilation();
    const bool inside = std::exchange(state.mode.in_operator, true);
    write_beside(left, right, op, Side::left);
    write(text);
    write_beside(right, left, op, is_associative(op, left.type, right.type) ? Side::chain : Side::right);
    state.mode.in_operator = inside;
}

void Compiler::visit(const ast::CustomBinary& node) {
    detail::Compilation& state = compilation();
    state.reads_only = false;
    const bool inside = std::exchange(state.mode.in_operator, true);
    write_custom_operand(*this, *node.left, node, Side::left);
    write(" ");
    write(node.symbol);
    write(" ");
    write_custom_operand(*this, *node.right, node, Side::right);
    state.mode.in_operator = inside;
}

void Compiler::visit(const ast::ExpressionList& node) {
    detail::Compilation& state = compilation();
    if (node.is_chain()) return write_chain(*this, node);
    const bool inside = std::exchange(state.mode.in_operator, state.mode.in_operator || node.op != Operator::comma);
    const std::string_view text = operator_text(node.op);
    bool first = true;
    for (const auto& item : node.items) {
        if (!first) write(text);
        write_operand(*item, node.op, first ? Side::left : Side::chain);
        first = false;
    }
    state.mode.in_operator = inside;
}

// write_columns() and write_order_term() write the name.
void Compiler::visit(const ast::Label& node) { write(*node.element); }

void Compiler::visit(const ast::TableNode& node) {
    detail::Compilation& state = compilation();
    write_table_name(node);
    if (const std::string_view alias = state.names.table_alias(node); !alias.empty()) {
        write(" AS ");
        write_identifier(alias);
    }
}

// Two literals are compared as text; times in ISO 8601 form may be literals.
bool DialectSpelling::shows_type(const ast::Expression& operand, const ast::Expression& beside) const noexcept {
    detail::Compilation& state = compilation();
    const TypeKind kind = operand.type.kind();
    const bool sorts = kind == TypeKind::date || kind == TypeKind::time || kind == TypeKind::timestamp;
    const bool literal = beside.as_parameter() != nullptr || beside.as_constant() != nullptr;
    return literal ? !state.mode.lasting_literals && operand.type == beside.type && sorts
                   : operand.type.kind() == beside.type.kind();
}

void DialectSpelling::write_beside(const ast::Expression& operand, const ast::Expression& beside, Operator op,
                                   Side side) {
    detail::Compilation& state = compilation();
    state.mode.plain_literal = operand.as_parameter() != nullptr && shows_type(operand, beside) &&
                               (beside.as_parameter() == nullptr || (op >= Operator::eq && op <= Operator::ge));
    write_operand(operand, op, side);
    state.mode.plain_literal = false;
}

void detail::write_grouped(DialectSpelling& sql, const ast::Expression& value) {
    const bool parentheses = value.op != Operator::none;
    if (parentheses) sql.write("(");
    sql.write(value);
    if (parentheses) sql.write(")");
}

void detail::write_conditions(DialectSpelling& sql, std::string_view keyword,
                              const std::vector<ast::ExpressionPtr>& conditions) {
    // In AND, TRUE has no effect and FALSE decides the result.
    const ast::Expression* only = nullptr;
    std::size_t count = 0;
    for (const auto& condition : conditions) {
        if (const ast::Constant* const constant = condition->as_constant(); constant && !constant->is_null()) {
            if (constant->which == ast::Constant::Which::false_) {
                only = constant;
                count = 1;
                break;
            }
            if (only == nullptr) only = constant;
            continue;
        }
        if (count == 0) only = condition.get();
        ++count;
    }
    if (only == nullptr) return;
    sql.write(keyword);
    if (count <= 1) return sql.write_condition(*only);
    bool first = true;
    for (const auto& condition : conditions) {
        if (condition->as_constant() != nullptr && !condition->as_constant()->is_null()) continue;
        if (!first) sql.write(" AND ");
        first = false;
        sql.write_operand(*condition, Operator::and_);
    }
}

void DialectSpelling::write_boolean(bool value) { write(value ? "true" : "false"); }

std::string_view DialectSpelling::operator_text(Operator op) const { return info(op).text; }

std::string DialectSpelling::type_name(const SqlType& type) const { return to_string(type); }

}  // namespace azoth

#include <azoth/schema/table_node.hpp>
#include <azoth/sql/compiler.hpp>

#include <utility>

namespace azoth {
namespace {

// The characters of which operators consist.
bool is_sign(char c) noexcept { return std::string_view("+-*/<>=~!@#%^&|`?").find(c) != std::string_view::npos; }

// Whether a op (b op c) has the value of (a op b) op c. Numbers with a fraction are rounded on the way.
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

const ast::CustomBinary* custom_operator(const ast::Expression& operand) {
    if (operand.op != Operator::custom) return nullptr;
    if (const ast::Label* const label = operand.as_label()) return custom_operator(*label->element);
    if (const auto* const coerced = dynamic_cast<const ast::TypeCoerce*>(&operand)) {
        return custom_operator(*coerced->element);
    }
    return dynamic_cast<const ast::CustomBinary*>(&operand);
}

}  // namespace

void Compiler::visit(const ast::Constant& node) {
    if (node.is_null()) return write("NULL");
    write_boolean(node.which == ast::Constant::Which::true_);
}

void Compiler::visit(const ast::TextExpression& node) {
    reads_only_ = false;
    write(node.text);
}

void Compiler::visit(const ast::Unary& node) {
    switch (node.op) {
        case Operator::asc:
        case Operator::desc:
        case Operator::nulls_first:
        case Operator::nulls_last: write_operand(*node.operand, node.op); return write(info(node.op).text);
        case Operator::any:
        case Operator::all: return write_any_or_all(node);
        default: break;
    }
    if (node.op == Operator::not_ && !has_boolean() && is_bare_condition(*node.operand)) {
        write(*node.operand);
        return write(" = 0");
    }
    write(info(node.op).text);
    const std::size_t begin = out_.size();
    const bool sign = node.op == Operator::negate || node.op == Operator::bitwise_not;
    const bool inside = std::exchange(in_operator_, in_operator_ || sign);
    write_operand(*node.operand, node.op);
    in_operator_ = inside;
    // Two minus signs in a row begin a comment, and other signs in a row are one operator.
    if (sign && out_.size() > begin && is_sign(out_[begin])) insert_blank(begin);
}

void Compiler::insert_blank(std::size_t at) {
    out_.insert(at, 1, ' ');
    for (auto use = uses_.rbegin(); use != uses_.rend() && use->offset >= at; ++use) ++use->offset;
}

void Compiler::visit(const ast::Binary& node) { write_binary(node); }

void Compiler::write_binary(const ast::Binary& node) {
    switch (node.op) {
        case Operator::in:
        case Operator::not_in: return write_in(node);
        case Operator::true_divide: return write_true_division(node);
        case Operator::floor_divide: return write_floor_division(node);
        case Operator::bitwise_xor: return write_bitwise_xor(node);
        case Operator::regexp_match:
        case Operator::not_regexp_match: return write_regexp_match(node);
        case Operator::match: return write_match(node);
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
        case Operator::not_iendswith: return write_like(node);
        default: return write_infix(node, operator_text(node.op));
    }
}

void Compiler::write_infix(const ast::Binary& node, std::string_view text) {
    const bool brackets = in_operator_ && info(node.op).eager;
    if (brackets) write("(");
    write_between_operands(*node.left, text, *node.right, node.op);
    if (brackets) write(")");
}

void Compiler::write_between_operands(const ast::Expression& left, std::string_view text, const ast::Expression& right,
                                      Operator op) {
    const bool inside = std::exchange(in_operator_, true);
    write_beside(left, right, op, Side::left);
    write(text);
    write_beside(right, left, op, is_associative(op, left.type, right.type) ? Side::chain : Side::right);
    in_operator_ = inside;
}

void Compiler::visit(const ast::CustomBinary& node) {
    reads_only_ = false;
    const bool inside = std::exchange(in_operator_, true);
    write_custom_operand(*node.left, node, Side::left);
    write(" ");
    write(node.symbol);
    write(" ");
    write_custom_operand(*node.right, node, Side::right);
    in_operator_ = inside;
}

void Compiler::write_custom_operand(const ast::Expression& operand, const ast::CustomBinary& beside, Side side) {
    const bool brackets = operand.op != Operator::none &&
                          (operand.precedence() <= beside.tightness ||
                           is_torn(operand, binding(Operator::custom, beside.symbol), Operator::custom, side));
    if (brackets) write("(");
    write(operand);
    if (brackets) write(")");
}

// As the operators with two operands each would be written, of which the left one holds all that were before.
void Compiler::write_chain(const ast::ExpressionList& node) {
    const bool inside = std::exchange(in_operator_, true);
    const std::string_view text = operator_text(node.op);
    const auto& items = node.items;
    if (options_.all_parentheses) out_.append(items.size() - 2, '(');
    write_beside(*items[0], *items[1], node.op, Side::left);
    for (std::size_t i = 1; i < items.size(); ++i) {
        const ast::Expression& before = i == 1 ? *items[0] : node;
        write(text);
        write_beside(*items[i], before, node.op,
                     is_associative(node.op, before.type, items[i]->type) ? Side::chain : Side::right);
        if (options_.all_parentheses && i + 1 < items.size()) write(")");
    }
    in_operator_ = inside;
}

void Compiler::visit(const ast::ExpressionList& node) {
    if (node.is_chain()) return write_chain(node);
    const bool inside = std::exchange(in_operator_, in_operator_ || node.op != Operator::comma);
    const std::string_view text = operator_text(node.op);
    bool first = true;
    for (const auto& item : node.items) {
        if (!first) write(text);
        write_operand(*item, node.op, first ? Side::left : Side::chain);
        first = false;
    }
    in_operator_ = inside;
}

// The name is written with the columns of a SELECT and in its ORDER BY, both by those who write these.
void Compiler::visit(const ast::Label& node) { write(*node.element); }

void Compiler::visit(const ast::TableNode& node) {
    write_table_name(node);
    if (const std::string_view alias = table_alias(node); !alias.empty()) {
        write(" AS ");
        write_identifier(alias);
    }
}

// Two literals are compared as texts, which times in the form of ISO 8601 may be.
bool Compiler::shows_type(const ast::Expression& operand, const ast::Expression& beside) const noexcept {
    const TypeKind kind = operand.type.kind();
    const bool sorts = kind == TypeKind::date || kind == TypeKind::time || kind == TypeKind::timestamp;
    const bool literal = beside.as_parameter() != nullptr || beside.as_constant() != nullptr;
    return literal ? !lasting_literals_ && operand.type == beside.type && sorts
                   : operand.type.kind() == beside.type.kind();
}

void Compiler::write_beside(const ast::Expression& operand, const ast::Expression& beside, Operator op, Side side) {
    plain_literal_ = operand.as_parameter() != nullptr && shows_type(operand, beside) &&
                     (beside.as_parameter() == nullptr || (op >= Operator::eq && op <= Operator::ge));
    write_operand(operand, op, side);
    plain_literal_ = false;
}

bool Compiler::is_bare_condition(const ast::Expression& node) {
    return node.op == Operator::none && node.type.kind() == TypeKind::boolean && !node.has_brackets();
}

void Compiler::write_operand(const ast::Expression& operand, Operator beside, Side side) {
    const bool custom = operand.op == Operator::custom;
    const bool parentheses = (custom ? beside != Operator::none && operand.precedence() <= info(beside).precedence
                                     : needs_parentheses(operand.op, beside)) ||
                             (operand.op != Operator::none && is_torn(operand, binding(beside, {}), beside, side));
    if (parentheses) write("(");
    write(operand);
    if (parentheses) write(")");
    if (custom) return;
    if ((beside == Operator::and_ || beside == Operator::or_ || beside == Operator::condition) && !has_boolean() &&
        is_bare_condition(operand)) {
        write(" = 1");
    }
}

Binding Compiler::binding(Operator, std::string_view) const noexcept { return {}; }

bool Compiler::is_torn(const ast::Expression& operand, const Binding& beside, Operator op, Side side) const noexcept {
    const auto is_modifier = [](Operator it) {
        return it == Operator::any || it == Operator::all || it == Operator::distinct || it >= Operator::comma;
    };
    if (options_.all_parentheses && !is_modifier(op) && !is_modifier(operand.op)) return true;
    // An eager operator brings parentheses of its own.
    if (beside.level == 0 || info(operand.op).eager) return false;
    const ast::CustomBinary* const custom = custom_operator(operand);
    const Binding inner = binding(operand.op, custom == nullptr ? std::string_view() : custom->symbol);
    if (inner.level == 0) return false;
    if (inner.level != beside.level) return inner.level < beside.level;
    if (side == Side::left) return !beside.chains;
    return side != Side::chain || operand.op != op;
}

void Compiler::write_conditions(std::string_view keyword, const std::vector<ast::ExpressionPtr>& conditions) {
    // TRUE among others says nothing, FALSE decides.
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
    write(keyword);
    if (count <= 1) return write_condition(*only);
    bool first = true;
    for (const auto& condition : conditions) {
        if (condition->as_constant() != nullptr && !condition->as_constant()->is_null()) continue;
        if (!first) write(" AND ");
        first = false;
        write_operand(*condition, Operator::and_);
    }
}

void Compiler::write_boolean(bool value) { write(value ? "true" : "false"); }

std::string_view Compiler::operator_text(Operator op) const { return info(op).text; }

std::string Compiler::type_name(const SqlType& type) const { return to_string(type); }

}  // namespace azoth

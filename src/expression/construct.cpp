#include <azoth/expression/ast.hpp>
#include <azoth/expression/operand.hpp>

#include <utility>

namespace azoth::detail {
namespace {

using ast::ExpressionPtr;

const ast::Constant* as_constant(const ast::Expression& node) { return dynamic_cast<const ast::Constant*>(&node); }

bool is_null(const ast::Expression& node) {
    const auto* const constant = as_constant(node);
    return constant != nullptr && constant->which == ast::Constant::Which::null;
}

bool is_integer(const SqlType& type) {
    return type.kind() == TypeKind::small_integer || type.kind() == TypeKind::integer ||
           type.kind() == TypeKind::big_integer;
}

bool is_number(const SqlType& type) {
    return is_integer(type) || type.kind() == TypeKind::numeric || type.kind() == TypeKind::real ||
           type.kind() == TypeKind::double_precision;
}

bool is_text(const SqlType& type) {
    return type.kind() == TypeKind::string || type.kind() == TypeKind::text || type.kind() == TypeKind::citext;
}

// The rank decides the type of a sum of two numbers: the wider one wins.
int rank(const SqlType& type) {
    switch (type.kind()) {
        case TypeKind::small_integer: return 1;
        case TypeKind::integer: return 2;
        case TypeKind::big_integer: return 3;
        case TypeKind::numeric: return 4;
        case TypeKind::real: return 5;
        case TypeKind::double_precision: return 6;
        default: return 0;
    }
}

SqlType arithmetic_type(const SqlType& left, const SqlType& right) {
    if (left.is_null()) return right;
    if (right.is_null() || !is_number(right)) return left;
    if (!is_number(left)) return right;
    const SqlType& wider = rank(right) > rank(left) ? right : left;
    // Precision and scale of a sum are the database's business.
    return wider.kind() == TypeKind::numeric ? SqlType(Numeric()) : wider;
}

std::string_view name_of(const ast::Expression& node) {
    if (const auto* const column = dynamic_cast<const ast::Column*>(&node)) return column->name;
    if (const auto* const label = dynamic_cast<const ast::Label*>(&node)) return label->name;
    if (const auto* const bind = dynamic_cast<const ast::BindParameter*>(&node)) return bind->key;
    if (const auto* const function = dynamic_cast<const ast::Function*>(&node)) return function->name.back();
    return "param";
}

void add_item(std::vector<ExpressionPtr>& items, Operator op, const ExpressionPtr& node) {
    const auto* const list = dynamic_cast<const ast::ExpressionList*>(node.get());
    if (list != nullptr && list->op == op) {
        items.insert(items.end(), list->items.begin(), list->items.end());
    } else {
        items.push_back(node);
    }
}

}  // namespace

ExpressionPtr make_bind(Value value, std::string_view key) {
    return ast::make_node<const ast::BindParameter>(std::move(value), std::string(key));
}

ExpressionPtr make_bind(Value value, const ast::Expression& beside) {
    return make_bind(std::move(value), name_of(beside));
}

ExpressionPtr make_text(std::string_view sql, const SqlType& type) {
    return ast::make_node<const ast::TextExpression>(std::string(sql), type);
}

ExpressionPtr make_null() { return ast::make_node<const ast::Constant>(ast::Constant::Which::null); }

ExpressionPtr make_boolean(bool value) {
    return ast::make_node<const ast::Constant>(value ? ast::Constant::Which::true_ : ast::Constant::Which::false_);
}

ExpressionPtr make_label(ExpressionPtr element, std::string_view name) {
    return ast::make_node<const ast::Label>(std::string(name), std::move(element));
}

ExpressionPtr make_null_test(ExpressionPtr operand, Operator op) {
    return ast::make_node<const ast::Binary>(op, std::move(operand), make_null(), Boolean());
}

ExpressionPtr make_order(ExpressionPtr operand, Operator op) {
    SqlType type = operand->type;
    return ast::make_node<const ast::Unary>(op, std::move(operand), std::move(type));
}

ExpressionPtr make_binary(Operator op, ExpressionPtr left, ExpressionPtr right) {
    SqlType type = Boolean();
    if (!info(op).is_comparison) {
        if (op == Operator::add && (is_text(left->type) || is_text(right->type))) op = Operator::concat;
        type = op == Operator::concat ? left->type : arithmetic_type(left->type, right->type);
    } else if (op == Operator::eq || op == Operator::ne) {
        const Operator test = op == Operator::eq ? Operator::is : Operator::is_not;
        if (is_null(*right)) return make_null_test(std::move(left), test);
        if (is_null(*left)) return make_null_test(std::move(right), test);
    }
    return ast::make_node<const ast::Binary>(op, std::move(left), std::move(right), std::move(type));
}

ExpressionPtr make_membership(Operator op, ExpressionPtr operand, std::vector<ExpressionPtr> items) {
    auto list = ast::make_node<const ast::ExpressionList>(Operator::comma, std::move(items));
    return ast::make_node<const ast::Binary>(op, std::move(operand), std::move(list), Boolean());
}

ExpressionPtr make_conjunction(Operator op, ExpressionPtr left, ExpressionPtr right) {
    // TRUE AND x is x, FALSE AND x is FALSE, and the other way round for OR.
    const auto neutral = op == Operator::and_ ? ast::Constant::Which::true_ : ast::Constant::Which::false_;
    for (const bool swapped : {false, true}) {
        const ExpressionPtr& here = swapped ? right : left;
        const ExpressionPtr& other = swapped ? left : right;
        const auto* const constant = as_constant(*here);
        if (constant == nullptr || constant->which == ast::Constant::Which::null) continue;
        return constant->which == neutral ? other : here;
    }
    std::vector<ExpressionPtr> items;
    add_item(items, op, left);
    add_item(items, op, right);
    return ast::make_node<const ast::ExpressionList>(op, std::move(items), Boolean());
}

ExpressionPtr make_not(ExpressionPtr operand) {
    if (const auto* const constant = as_constant(*operand)) {
        if (constant->which != ast::Constant::Which::null) {
            return make_boolean(constant->which == ast::Constant::Which::false_);
        }
    }
    if (const auto* const binary = dynamic_cast<const ast::Binary*>(operand.get())) {
        if (const Operator opposite = info(binary->op).negation; opposite != Operator::none) {
            auto node = ast::make_node<ast::Binary>(opposite, binary->left, binary->right, binary->type);
            node->escape = binary->escape;
            return node;
        }
    }
    if (const auto* const unary = dynamic_cast<const ast::Unary*>(operand.get())) {
        if (unary->op == Operator::not_) return unary->operand;
    }
    return ast::make_node<const ast::Unary>(Operator::not_, std::move(operand), Boolean());
}

SqlType literal_type(const SqlType& beside, const SqlType& literal) {
    if (beside.is_null()) return literal;
    if (is_number(beside) && is_number(literal) && is_integer(beside) != is_integer(literal)) return literal;
    return beside;
}

}  // namespace azoth::detail

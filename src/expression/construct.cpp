#include "expression/array_literal.hpp"
#include "expression/chain.hpp"
#include <azoth/error.hpp>
#include <azoth/expression/ast_forms.hpp>
#include <azoth/expression/construct.hpp>
#include <azoth/types/text_codecs.hpp>

#include <utility>

namespace azoth {
namespace ast {

namespace {

bool is_quantified(const Expression& operand) { return operand.op == Operator::any || operand.op == Operator::all; }

}  // namespace

ExpressionPtr Expression::negated() const { return nullptr; }

ExpressionPtr Constant::negated() const {
    if (which == Which::null) return nullptr;
    return make_node<const Constant>(which == Which::true_ ? Which::false_ : Which::true_);
}

ExpressionPtr Unary::negated() const { return op == Operator::not_ ? operand : nullptr; }

ExpressionPtr Binary::negated() const {
    const Operator opposite = info(op).negation;
    // NOT (x = ANY ...) is not x <> ANY ....
    if (opposite == Operator::none || is_quantified(*left) || is_quantified(*right)) return nullptr;
    auto node = make_node<Binary>(opposite, left, right, type);
    node->modifier = modifier;
    return node;
}

ExpressionPtr Between::negated() const {
    return make_node<const Between>(info(op).negation, operand, low, high, symmetric);
}

}  // namespace ast

namespace detail {
namespace {

using ast::ExpressionPtr;

bool is_null(const ast::Expression& node) {
    const ast::Constant* const constant = node.as_constant();
    return constant != nullptr && constant->is_null();
}

bool is_truth(const ast::Expression& node) {
    const ast::Constant* const constant = node.as_constant();
    return constant != nullptr && !constant->is_null();
}

// The name for a parameter whose other operand is this node.
std::string_view name_beside(const ast::Expression& node) {
    if (const ast::BindParameter* const parameter = node.as_parameter()) return parameter->key;
    const std::string_view seed = node.name_seed();
    return seed == "anon" ? "param" : seed;
}

bool is_quantified(const ast::Expression& operand) {
    return operand.op == Operator::any || operand.op == Operator::all;
}

// ANY and ALL are allowed only on the right side of a comparison.
void place_quantified(Operator& op, ExpressionPtr& left, ExpressionPtr& right) {
    switch (op) {
        case Operator::eq:
        case Operator::ne:
        case Operator::lt:
        case Operator::le:
        case Operator::gt:
        case Operator::ge: break;
        default: throw ArgumentError("any_() and all_() need a comparison: ==, !=, <, <=, >, >=");
    }
    if (is_quantified(*left) && is_quantified(*right)) {
        throw ArgumentError("only one side of a comparison can be any_() or all_()");
    }
    if (is_null(*left) || is_null(*right)) {
        throw ArgumentError("any_() and all_() cannot be compared with NULL");
    }
    if (!is_quantified(*left)) return;
    std::swap(left, right);
    op = mirrored(op);
}

bool is_string(TypeKind kind) noexcept { return kind == TypeKind::string || kind == TypeKind::text; }

// A text whose other operand has a type that C++ represents as text is sent as a value of that type. If that type adds
// SQL around its values, the value gets this SQL, as a value compared with such a column does.
ExpressionPtr value_as(ExpressionPtr result, const SqlType& type) {
    const ast::BindParameter* const value = result->as_parameter();
    if (value == nullptr || value->required || value->function || !value->unique || value->value.is_null())
        return result;
    const TypeKind given = value->type.kind();
    if (!type.detail().bind_sql.empty()) {
        const SqlType beside = literal_type(type, value->type);
        const bool same_form = beside.kind() == given || (is_string(beside.kind()) && is_string(given));
        if (same_form && beside == type) return make_bind(Value(value->value.cell(), type), value->key);
    }
    if (!is_string(given)) return result;
    const bool is_json = type.kind() == TypeKind::json || type.kind() == TypeKind::jsonb;
    const SqlType wanted = is_json ? type : literal_type(type, value->type);
    if (wanted.kind() == given) return result;
    return make_bind(Value(Codec<std::string_view>::decode(value->value.cell()), wanted), value->key);
}

void add_item(std::vector<ExpressionPtr>& items, Operator op, const ExpressionPtr& node) {
    const ast::ExpressionList* const list = node->as_list();
    // A long list becomes the first item of the next one: a loop that adds conditions copies each of them only a few
    // times.
    constexpr std::size_t long_list = 64;
    if (list != nullptr && list->op == op && list->items.size() < long_list) {
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
    return make_bind(std::move(value), name_beside(beside));
}

void rethrow_beside(const ast::Expression& beside) {
    try {
        throw;
    } catch (const DataError& error) {
        const auto* const column = dynamic_cast<const ast::Column*>(&beside);
        if (column == nullptr) throw;
        Diagnostics diagnostics = error.diagnostics();
        diagnostics.message = "column '" + std::string(column->name) + "': " + diagnostics.message;
        diagnostics.column = column->name;
        // The detail shows the value. Whether it may be shown depends on the engine, which is not known here.
        diagnostics.detail.clear();
        throw DataError(std::move(diagnostics));
    }
}

ExpressionPtr make_text(std::string_view sql, const SqlType& type) {
    return ast::make_node<const ast::TextExpression>(std::string(sql), type);
}

ExpressionPtr make_null() { return ast::make_node<const ast::Constant>(ast::Constant::Which::null); }

ExpressionPtr make_boolean(bool value) {
    return ast::make_node<const ast::Constant>(value ? ast::Constant::Which::true_ : ast::Constant::Which::false_);
}

ExpressionPtr make_label(ExpressionPtr element) {
    return ast::make_node<const ast::Label>(std::string(), std::move(element));
}

ExpressionPtr make_label(ExpressionPtr element, std::string_view name) {
    if (name.empty()) throw IdentifierError("the name of a label is empty; label() without a name makes one up");
    return ast::make_node<const ast::Label>(std::string(name), std::move(element));
}

ExpressionPtr make_label(ExpressionPtr element, const quoted_name& name) {
    if (name.name().empty()) throw IdentifierError("the name of a label is empty; label() without a name makes one up");
    return ast::make_node<const ast::Label>(name.name(), std::move(element), name.quote());
}

ExpressionPtr make_null_test(ExpressionPtr operand, Operator op) {
    return ast::make_node<const ast::Binary>(op, std::move(operand), make_null(), Boolean());
}

ExpressionPtr make_order(ExpressionPtr operand, Operator op) {
    SqlType type = operand->type;
    return ast::make_node<const ast::Unary>(op, std::move(operand), std::move(type));
}

ExpressionPtr make_unary(Operator op, ExpressionPtr operand) {
    SqlType type = operand->type;
    if (op == Operator::any || op == Operator::all) {
        if (type.kind() == TypeKind::array) type = SqlType(type.element());
    }
    return ast::make_node<const ast::Unary>(op, std::move(operand), std::move(type));
}

ExpressionPtr make_binary(Operator op, ExpressionPtr left, ExpressionPtr right) {
    if (is_quantified(*left) || is_quantified(*right)) place_quantified(op, left, right);
    right = array_like(std::move(right), left->type);
    left = array_like(std::move(left), right->type);
    SqlType type = Boolean();
    if (!info(op).is_comparison) {
        if (op == Operator::add && concatenates(left->type, right->type)) op = Operator::concat;
        type = result_type(op, left->type, right->type);
    } else if (op == Operator::eq || op == Operator::ne) {
        const Operator test = op == Operator::eq ? Operator::is : Operator::is_not;
        if (is_null(*right)) return make_null_test(std::move(left), test);
        if (is_null(*left)) return make_null_test(std::move(right), test);
    }
    left = shortened_chain(std::move(left), op);
    return ast::make_node<const ast::Binary>(op, std::move(left), std::move(right), std::move(type));
}

ExpressionPtr make_mirrored(Operator op, ExpressionPtr left, ExpressionPtr right) {
    // ANY and ALL stay on the right.
    const bool fixed = right->op == Operator::any || right->op == Operator::all || !info(op).is_comparison;
    if (fixed) return make_binary(op, std::move(left), std::move(right));
    return make_binary(mirrored(op), std::move(right), std::move(left));
}

ExpressionPtr make_membership(Operator op, ExpressionPtr operand, std::vector<ExpressionPtr> items) {
    ExpressionPtr right;
    const auto is_list = [&](const ast::Expression& item) {
        return item.has_brackets() ? item.as_tuple() == nullptr
                                   : item.type.kind() == TypeKind::array && operand->type.kind() != TypeKind::array;
    };
    if (items.size() == 1 && is_list(*items.front())) {
        right = std::move(items.front());
    } else {
        right = ast::make_node<const ast::ExpressionList>(Operator::comma, std::move(items));
    }
    return ast::make_node<const ast::Binary>(op, std::move(operand), std::move(right), Boolean());
}

ExpressionPtr make_conjunction(Operator op, ExpressionPtr left, ExpressionPtr right) {
    if (!left) return right;
    if (!right) return left;
    // TRUE AND x is x, FALSE AND x is FALSE; for OR the reverse.
    const auto neutral = op == Operator::and_ ? ast::Constant::Which::true_ : ast::Constant::Which::false_;
    if (is_truth(*left)) return left->as_constant()->which == neutral ? right : left;
    if (is_truth(*right)) return right->as_constant()->which == neutral ? left : right;
    std::vector<ExpressionPtr> items;
    items.reserve(2);
    add_item(items, op, left);
    add_item(items, op, right);
    return ast::make_node<const ast::ExpressionList>(op, std::move(items), Boolean());
}

ExpressionPtr make_conjunction(Operator op, std::vector<ExpressionPtr> conditions) {
    const auto neutral = op == Operator::and_ ? ast::Constant::Which::true_ : ast::Constant::Which::false_;
    std::vector<ExpressionPtr> items;
    items.reserve(conditions.size());
    ExpressionPtr constant;
    for (ExpressionPtr& condition : conditions) {
        if (!condition) continue;
        if (is_truth(*condition)) {
            constant = std::move(condition);
            if (constant->as_constant()->which != neutral) return constant;
        } else {
            add_item(items, op, condition);
        }
    }
    if (items.empty()) return constant;
    if (items.size() == 1) return std::move(items.front());
    return ast::make_node<const ast::ExpressionList>(op, std::move(items), Boolean());
}

ExpressionPtr make_not(ExpressionPtr operand) {
    if (!operand) return operand;
    if (ExpressionPtr opposite = operand->negated()) return opposite;
    return ast::make_node<const ast::Unary>(Operator::not_, std::move(operand), Boolean());
}

ExpressionPtr make_between(ExpressionPtr operand, ExpressionPtr low, ExpressionPtr high, bool symmetric) {
    return ast::make_node<const ast::Between>(Operator::between, std::move(operand), std::move(low), std::move(high),
                                              symmetric);
}

ExpressionPtr make_custom(std::string_view symbol, int precedence, ExpressionPtr left, ExpressionPtr right,
                          const SqlType& type) {
    if (symbol.empty()) throw ArgumentError("an operator has an empty name");
    return ast::make_node<const ast::CustomBinary>(std::string(symbol), precedence, std::move(left), std::move(right),
                                                   type);
}

ExpressionPtr make_case(ExpressionPtr value, std::vector<std::pair<ExpressionPtr, ExpressionPtr>> branches,
                        ExpressionPtr otherwise) {
    if (branches.empty()) throw ArgumentError("a CASE has no branch");
    // A column determines the type rather than a value does.
    SqlType type;
    const auto look = [&](const ExpressionPtr& result, bool at_values) {
        if (result && type.is_null() && (at_values || result->as_parameter() == nullptr)) type = result->type;
    };
    for (const bool at_values : {false, true}) {
        for (const auto& branch : branches) look(branch.second, at_values);
        look(otherwise, at_values);
    }
    for (auto& branch : branches) branch.second = value_as(std::move(branch.second), type);
    if (otherwise) otherwise = value_as(std::move(otherwise), type);
    return ast::make_node<const ast::Case>(std::move(type), std::move(value), std::move(branches),
                                           std::move(otherwise));
}

ExpressionPtr make_cast(ExpressionPtr element, const SqlType& type) {
    return ast::make_node<const ast::Cast>(std::move(element), type);
}

ExpressionPtr make_coerce(ExpressionPtr element, const SqlType& type) {
    return ast::make_node<const ast::TypeCoerce>(std::move(element), type);
}

ExpressionPtr make_extract(std::string_view field, ExpressionPtr element, const SqlType& type) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    for (const char c : field) {
        if (!letter(c)) throw ArgumentError("\"" + std::string(field) + "\" is not a valid field of extract()");
    }
    if (field.empty()) throw ArgumentError("the field of extract() is empty");
    return ast::make_node<const ast::Extract>(std::string(field), std::move(element), type);
}

ExpressionPtr make_collate(ExpressionPtr element, std::string_view collation) {
    return ast::make_node<const ast::Collate>(std::move(element), std::string(collation));
}

ExpressionPtr make_tuple(std::vector<ExpressionPtr> items) {
    return ast::make_node<const ast::Tuple>(std::move(items));
}

const ast::Expression& tuple_item(const ast::Expression& tuple, std::size_t index) {
    return *tuple.as_tuple()->items[index];
}

}  // namespace detail
}  // namespace azoth

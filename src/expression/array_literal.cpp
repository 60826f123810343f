#include "expression/array_literal.hpp"

#include <azoth/expression/ast_forms.hpp>
#include <azoth/expression/construct.hpp>
#include <azoth/types/number_codecs.hpp>
#include <azoth/types/text_codecs.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace azoth::detail {
namespace {

bool is_text(const SqlType& type) {
    return type.kind() == TypeKind::string || type.kind() == TypeKind::text || type.kind() == TypeKind::citext;
}

// An element as a value of another type; null if the types are of different kinds.
ast::ExpressionPtr element_as(const ast::Expression& item, const SqlType& type) {
    const ast::BindParameter* const given = item.as_parameter();
    const bool is_value = given != nullptr && !given->required && !given->function && !given->value.is_null();
    if (!is_value || literal_type(type, given->type).kind() != type.kind()) return nullptr;
    auto bind = ast::make_node<ast::BindParameter>(*given);
    switch (given->type.kind()) {
        case TypeKind::string:
        case TypeKind::text:
        case TypeKind::citext:
            if (!is_text(type)) return nullptr;
            bind->value = Value(given->value.as<std::string>(), type);
            break;
        case TypeKind::small_integer:
        case TypeKind::integer:
        case TypeKind::big_integer: bind->value = Value(given->value.as<std::int64_t>(), type); break;
        case TypeKind::real:
        case TypeKind::double_precision: bind->value = Value(given->value.as<double>(), type); break;
        default: return nullptr;
    }
    bind->type = type;
    return bind;
}

}  // namespace

ast::ExpressionPtr array_like(ast::ExpressionPtr node, const SqlType& beside) {
    if (beside.kind() != TypeKind::array) return node;
    const auto* const literal = dynamic_cast<const ast::ArrayLiteral*>(node.get());
    const SqlType& element = beside.element();
    if (literal == nullptr || element.is_null() || literal->type.element().kind() == element.kind()) return node;
    std::vector<ast::ExpressionPtr> items;
    items.reserve(literal->items.size());
    for (const auto& item : literal->items) {
        items.push_back(element_as(*item, element));
        if (!items.back()) return node;
    }
    return make_array(std::move(items), element);
}

}  // namespace azoth::detail

#include "expression/chain.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace azoth::detail {
namespace {

using ast::ExpressionPtr;

constexpr std::uint16_t chain_depth = 64;
// A list grows up to this length, by a copy each time that chain_depth operators were added; then it becomes the first
// operand of a new list.
constexpr std::size_t chain_list = 1024;

bool is_chained(Operator op) noexcept {
    return op == Operator::add || op == Operator::multiply || op == Operator::concat;
}

// Types whose operators every dialect writes in the same way, in sequence.
bool is_plain(const SqlType& type) noexcept {
    switch (type.kind()) {
        case TypeKind::small_integer:
        case TypeKind::integer:
        case TypeKind::big_integer:
        case TypeKind::numeric:
        case TypeKind::real:
        case TypeKind::double_precision:
        case TypeKind::string:
        case TypeKind::text: return true;
        default: return false;
    }
}

}  // namespace

ExpressionPtr shortened_chain(ExpressionPtr left, Operator op) {
    if (left->depth() < chain_depth || left->op != op || !is_chained(op) || !is_plain(left->type)) return left;
    std::vector<ExpressionPtr> items;
    const ExpressionPtr* at = &left;
    while ((*at)->op == op && (*at)->type == left->type) {
        const auto* const binary = dynamic_cast<const ast::Binary*>(at->get());
        if (binary == nullptr || !is_plain(binary->left->type) || !is_plain(binary->right->type)) break;
        items.push_back(binary->right);
        at = &binary->left;
    }
    if (items.size() + 1 < chain_depth) return left;
    const auto* const list = dynamic_cast<const ast::ExpressionList*>(at->get());
    if (list != nullptr && list->op == op && list->type == left->type && list->items.size() < chain_list) {
        items.insert(items.end(), list->items.rbegin(), list->items.rend());
    } else {
        items.push_back(*at);
    }
    std::reverse(items.begin(), items.end());
    SqlType type = left->type;
    return ast::make_node<const ast::ExpressionList>(op, std::move(items), std::move(type));
}

}  // namespace azoth::detail

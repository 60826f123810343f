#include "sqlite/compiler.hpp"

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

// SQLite rejects expressions that are more than a thousand operators deep, and parses a chain of AND, OR or || into a
// tree as deep as the chain is long. A long chain is written in nested halves, which have the same value.
namespace azoth::sqlite {
namespace {

constexpr std::size_t longest_chain = 500;
constexpr std::size_t longest_group = 250;

bool is_text(const ast::Expression& item) noexcept {
    return item.type.kind() == TypeKind::string || item.type.kind() == TypeKind::text;
}

const ast::ExpressionList* inner_list(const ast::Expression& item, Operator op) {
    return item.op == op ? dynamic_cast<const ast::ExpressionList*>(&item) : nullptr;
}

// The number of items in the list, with those of nested lists; 0: the items cannot be regrouped.
std::size_t count_items(const ast::ExpressionList& list) {
    std::size_t count = 0;
    for (const auto& item : list.items) {
        if (const ast::ExpressionList* const inner = inner_list(*item, list.op)) {
            const std::size_t there = count_items(*inner);
            if (there == 0) return 0;
            count += there;
            continue;
        }
        if (list.op == Operator::concat && !is_text(*item)) return 0;
        ++count;
    }
    return count;
}

void collect_items(const ast::ExpressionList& list, std::vector<ast::ExpressionPtr>& items) {
    for (const auto& item : list.items) {
        if (const ast::ExpressionList* const inner = inner_list(*item, list.op)) {
            collect_items(*inner, items);
        } else {
            items.push_back(item);
        }
    }
}

}  // namespace

void SqliteCompiler::visit(const ast::ExpressionList& node) {
    const bool groupable = node.op == Operator::and_ || node.op == Operator::or_ || node.op == Operator::concat;
    if (!groupable || count_items(node) <= longest_chain) return Compiler::visit(node);
    std::vector<ast::ExpressionPtr> items;
    collect_items(node, items);
    write_groups(node, items);
}

void SqliteCompiler::write_groups(const ast::ExpressionList& whole, std::span<const ast::ExpressionPtr> items) {
    write("(");
    if (items.size() <= longest_group) {
        std::vector<ast::ExpressionPtr> group(items.begin(), items.end());
        Compiler::visit(*ast::make_node<const ast::ExpressionList>(whole.op, std::move(group), whole.type));
    } else {
        const std::size_t half = items.size() / 2;
        write_groups(whole, items.first(half));
        write(operator_text(whole.op));
        write_groups(whole, items.subspan(half));
    }
    write(")");
}

}  // namespace azoth::sqlite

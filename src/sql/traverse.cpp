#include "expression/child_reader.hpp"
#include <azoth/error.hpp>
#include <azoth/expression/ast.hpp>
#include <azoth/sql/traverse.hpp>

#include <unordered_map>
#include <unordered_set>

namespace azoth::detail {
namespace {

class Walker final : public ast::ChildReader {
public:
    explicit Walker(NodeFunction& function) : function_(function) {}

    void child(const ast::Node* node) override {
        if (node == nullptr || !seen_.insert(node).second) return;
        function_.call(*node);
        node->members(*this);
    }

private:
    NodeFunction& function_;
    std::unordered_set<const ast::Node*> seen_;
};

// Copies only nodes that contain a replaced node, so that shared nodes stay shared.
class Replacer final : public ast::MemberMapper {
public:
    explicit Replacer(const std::vector<Replacement>& replacements) {
        for (const auto& [what, by] : replacements) mapped_.emplace(what.get(), by);
    }

    ast::AnyPtr map(const ast::AnyPtr& node) override {
        if (const auto known = mapped_.find(node.get()); known != mapped_.end()) return known->second;
        ast::AnyPtr result = node;
        if (const ast::Column* const column = as_column(*node)) {
            result = map_column(*column, node);
        } else if (holds_replaced(*node)) {
            result = node->rebuild(*this);
        }
        mapped_.emplace(node.get(), result);
        kept_.push_back(node);
        return result;
    }

private:
    static const ast::Column* as_column(const ast::Node& node) {
        const auto* const expression = dynamic_cast<const ast::Expression*>(&node);
        return expression != nullptr && expression->plain_column() == expression ? expression->plain_column() : nullptr;
    }

    // A column of a copied alias or subquery is replaced by the copy's column.
    ast::AnyPtr map_column(const ast::Column& column, const ast::AnyPtr& node) {
        if (column.from == nullptr || column.from->is_unique()) return node;
        const ast::AnyPtr from = map(ast::AnyPtr(column.from));
        if (from.get() == column.from) return node;
        const auto& before = column.from->columns();
        const auto& after = static_cast<const ast::FromClause&>(*from).columns();
        for (std::size_t i = 0; i < before.size() && i < after.size(); ++i) {
            if (before[i].get() == &column) return ast::AnyPtr(after[i].get());
        }
        return node;
    }

    bool holds_replaced(const ast::Node& node) {
        class Search final : public ast::ChildReader {
        public:
            Search(Replacer& replacer, bool& found) : replacer_(replacer), found_(found) {}
            void child(const ast::Node* child) override {
                if (child != nullptr && !found_) found_ = replacer_.is_affected(*child);
            }

        private:
            Replacer& replacer_;
            bool& found_;
        };
        bool found = false;
        Search search(*this, found);
        node.members(search);
        return found;
    }

    bool is_affected(const ast::Node& node) {
        if (const auto known = mapped_.find(&node); known != mapped_.end()) return known->second.get() != &node;
        const auto [place, is_new] = affected_.try_emplace(&node, false);
        if (!is_new) return place->second;
        const bool result = holds_replaced(node);
        return affected_[&node] = result;
    }

    std::unordered_map<const ast::Node*, ast::AnyPtr> mapped_;
    std::unordered_map<const ast::Node*, bool> affected_;
    std::vector<ast::AnyPtr> kept_;
};

}  // namespace

void walk(const Statement& statement, NodeFunction& function) { Walker(function).child(statement.node().get()); }

std::vector<Replacement> from_replacements(const ast::FromPtr& what, const ast::FromPtr& by) {
    std::vector<Replacement> replacements;
    replacements.emplace_back(what, by);
    for (const auto& column : what->columns()) {
        replacements.emplace_back(ast::AnyPtr(column.get()), column_named(by, column->name));
    }
    return replacements;
}

ast::NodePtr<const ast::StatementNode> replace_nodes(const Statement& statement,
                                                     std::vector<Replacement> replacements) {
    Replacer replacer(replacements);
    const ast::AnyPtr result = replacer.map(statement.node());
    return ast::NodePtr<const ast::StatementNode>(static_cast<const ast::StatementNode*>(result.get()));
}

}  // namespace azoth::detail

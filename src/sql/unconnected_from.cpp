#include "expression/child_reader.hpp"
#include "sql/from_resolution.hpp"
#include <azoth/sql/table_function_node.hpp>
#include <azoth/sql/text_node.hpp>

#include <algorithm>
#include <numeric>

namespace azoth {
namespace {

/// Finds the FROM clauses that the comparisons of a condition connect.
class LinkReader final : public ast::ChildReader {
public:
    explicit LinkReader(const ast::FromList& list) : group_(list.items().size()) {
        std::iota(group_.begin(), group_.end(), std::size_t{0});
        for (const ast::FromClause* const from : list.items()) {
            ast::FromList& inside = inside_.emplace_back();
            inside.add(from);
            from->hidden_from(inside);
        }
    }

    void child(const ast::Node* node) override {
        if (node == nullptr) return;
        if (const auto* const expression = dynamic_cast<const ast::Expression*>(node)) {
            if (expression->op == Operator::none && expression->plain_column() != nullptr) return;
            if (info(expression->op).is_comparison && expression->op != Operator::and_ &&
                expression->op != Operator::or_ && expression->op != Operator::not_) {
                connect(*node);
            }
        }
        node->members(*this);
    }

    void connect(const ast::Node& node) {
        ast::FromList used;
        node.collect_from(used);
        std::size_t first = group_.size();
        for (const ast::FromClause* const from : used.items()) {
            const std::size_t place = find(from);
            if (place == group_.size()) continue;
            if (first == group_.size()) {
                first = place;
            } else {
                unite(first, place);
            }
        }
    }
    void connect(const ast::FromClause& from, const ast::Node& with) {
        ast::FromList used;
        with.collect_from(used);
        for (const ast::FromClause* const other : used.items()) unite(find(&from), find(other));
    }
    bool with_first(std::size_t place) const { return group_[place] == group_[0]; }

private:
    std::size_t find(const ast::FromClause* from) const {
        for (std::size_t i = 0; i < inside_.size(); ++i) {
            if (inside_[i].contains(from)) return i;
        }
        return group_.size();
    }
    void unite(std::size_t a, std::size_t b) {
        if (a == group_.size() || b == group_.size()) return;
        const std::size_t from = group_[b];
        const std::size_t to = group_[a];
        std::replace(group_.begin(), group_.end(), from, to);
    }

    std::vector<std::size_t> group_;
    std::vector<ast::FromList> inside_;
};

/// The clauses to which a clause itself refers: in the arguments of a function that joins implicitly, or from a lateral
/// subquery.
void connect_by_itself(const ast::FromClause& from, LinkReader& reader, const ast::FromList& list) {
    if (const auto* const function = dynamic_cast<const ast::TableFunction*>(&from)) {
        if (function->joins_implicitly || function->lateral) {
            for (const ast::FromClause* const other : list.items()) {
                if (other != &from) reader.connect(from, *other);
            }
        }
        reader.connect(from, *function->function);
    } else if (const auto* const subquery = dynamic_cast<const ast::Subquery*>(&from)) {
        if (!subquery->lateral) return;
        for (const ast::FromClause* const other : list.items()) {
            if (other != &from) reader.connect(from, *other);
        }
    }
}

std::string from_name(const ast::FromClause& from) {
    if (const ast::Join* const join = from.as_join()) return from_name(*join->left);
    return '"' + std::string(from.name().empty() ? from.name_seed() : from.name()) + '"';
}

}  // namespace

std::string unconnected_from(const ast::SelectNode& node, const ast::FromList& all) {
    // Raw SQL may connect itself with the other clauses; azoth does not parse it.
    ast::FromList list;
    for (const ast::FromClause* const from : all.items()) {
        if (dynamic_cast<const ast::TextFrom*>(from) == nullptr) list.add(from);
    }
    if (list.items().empty()) return {};
    LinkReader reader(list);
    for (const auto& condition : node.where) reader.child(condition.get());
    for (const ast::FromClause* const from : list.items()) connect_by_itself(*from, reader, list);
    std::string others;
    for (std::size_t i = 1; i < list.items().size(); ++i) {
        if (reader.with_first(i)) continue;
        if (!others.empty()) others += ", ";
        others += from_name(*list.items()[i]);
    }
    if (others.empty()) return {};
    return "a SELECT has a cartesian product: no condition connects " + from_name(*list.items()[0]) + " with " + others;
}

}  // namespace azoth

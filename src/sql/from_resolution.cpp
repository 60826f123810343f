#include "sql/from_resolution.hpp"

#include <azoth/error.hpp>

#include <algorithm>
#include <span>

namespace azoth {
namespace {

using Clauses = std::span<const ast::FromClause* const>;

/// Whether every column of the condition belongs to one of the two clauses.
bool columns_within(const ast::FromClause& a, const ast::FromClause& b, const ast::Expression& condition) {
    ast::FromList known;
    a.collect_from(known);
    b.collect_from(known);
    ast::FromList used;
    condition.collect_from(used);
    return std::all_of(used.items().begin(), used.items().end(),
                       [&](const ast::FromClause* from) { return known.contains(from); });
}

/// The positions of the clauses to which something could be joined.
std::vector<std::size_t> candidates(Clauses clauses, const ast::Join& step) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < clauses.size(); ++i) {
        if (clauses[i] == step.right.get()) continue;
        const bool fits = step.kind == ast::Join::Kind::cross ? clauses.size() == 1 || i + 1 == clauses.size()
                          : !step.on                          ? can_join(*clauses[i], *step.right)
                                     : clauses.size() == 1 || columns_within(*clauses[i], *step.right, *step.on);
        if (fits) places.push_back(i);
    }
    if (places.size() > 1) {
        ast::FromList hidden;
        for (const ast::FromClause* const from : clauses) from->hidden_from(hidden);
        std::erase_if(places, [&](std::size_t i) { return hidden.contains(clauses[i]); });
    }
    // A condition that fits none of the clauses may belong to any.
    if (places.empty() && step.on) {
        for (std::size_t i = 0; i < clauses.size(); ++i) {
            if (clauses[i] != step.right.get()) places.push_back(i);
        }
    }
    return places;
}

std::size_t only(const std::vector<std::size_t>& places, const ast::Join& step, Clauses clauses) {
    if (places.size() == 1) return places.front();
    const std::string target(step.right->name().empty() ? step.right->name_seed() : step.right->name());
    if (places.size() > 1) {
        throw InvalidRequestError("it is not clear which FROM clause " + target +
                                  " is joined to: name the left side with join_from(), or give the condition");
    }
    if (clauses.size() == 1 && !step.on && clauses.front() != step.right.get()) {
        static_cast<void>(join_condition(*clauses.front(), *step.right));  // throws with the reason
    }
    throw InvalidRequestError("there is no FROM clause that " + target +
                              " could be joined to: name the left side with join_from() or select_from()");
}

class Joiner {
public:
    Joiner(const ast::SelectNode& node, std::vector<ast::AnyPtr>& made) : node_(node), made_(made) {
        for (const auto& from : node.from) clauses_.push_back(from.get());
    }

    std::vector<const ast::FromClause*> run() && {
        for (const auto& step : node_.joins) add(*step);
        return std::move(clauses_);
    }

private:
    void add(const ast::Join& step) {
        if (step.left) {
            // It may already be in FROM, alone or in a join.
            const auto place = std::find_if(clauses_.begin(), clauses_.end(), [&](const ast::FromClause* from) {
                if (from == step.left.get()) return true;
                ast::FromList inside;
                from->hidden_from(inside);
                return inside.contains(step.left.get());
            });
            if (place != clauses_.end()) {
                *place = join(**place, step);
            } else {
                clauses_.push_back(join(*step.left, step));
            }
        } else if (!clauses_.empty()) {
            const std::size_t place = only(candidates(clauses_, step), step, clauses_);
            clauses_[place] = join(*clauses_[place], step);
        } else {
            ast::FromList potential;
            for (const auto& from : node_.column_from) from->collect_from(potential);
            for (const auto& column : node_.columns) column->collect_from(potential);
            for (const auto& condition : node_.where) condition->collect_from(potential);
            const std::size_t place = only(candidates(potential.items(), step), step, potential.items());
            clauses_.push_back(join(*potential.items()[place], step));
        }
    }

    const ast::FromClause* join(const ast::FromClause& left, const ast::Join& step) {
        ast::ExpressionPtr on = step.on;
        // A left side given by name is the one to which the foreign key points.
        if (!on && step.kind != ast::Join::Kind::cross) on = join_condition(step.left ? *step.left : left, *step.right);
        auto joined = ast::make_node<const ast::Join>(ast::FromPtr(&left), step.right, std::move(on), step.kind);
        const ast::FromClause* const result = joined.get();
        made_.emplace_back(std::move(joined));
        return result;
    }

    const ast::SelectNode& node_;
    std::vector<ast::AnyPtr>& made_;
    std::vector<const ast::FromClause*> clauses_;
};

}  // namespace

void resolve_from(const ast::SelectNode& node, ast::FromList& list, std::vector<ast::AnyPtr>& made) {
    if (node.joins.empty()) {
        for (const auto& from : node.from) from->collect_from(list);
    } else {
        const auto clauses = Joiner(node, made).run();
        for (const ast::FromClause* const from : clauses) from->collect_from(list);
    }
    for (const auto& from : node.column_from) from->collect_from(list);
    for (const auto& column : node.columns) column->collect_from(list);
    for (const auto& condition : node.where) condition->collect_from(list);
    if (list.items().size() < 2) return;
    ast::FromList hidden;
    for (const ast::FromClause* const from : list.items()) from->hidden_from(hidden);
    if (!hidden.items().empty()) list.remove(hidden);
}

}  // namespace azoth

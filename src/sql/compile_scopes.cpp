#include "sql/clauses.hpp"
#include "sql/compilation.hpp"
#include "sql/from_resolution.hpp"
#include <azoth/error.hpp>
#include <azoth/sql/from_node.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace azoth {

void detail::enter_scope(DialectSpelling& sql, const ast::FromList& from, const ast::StatementNode* statement,
                         bool member) {
    Compilation& state = sql.compilation();
    const std::size_t first = state.scopes.visible.size();
    for (const ast::FromClause* const item : from.items()) {
        ast::FromList all;
        item->collect_from(all);
        state.scopes.visible.insert(state.scopes.visible.end(), all.items().begin(), all.items().end());
    }
    state.scopes.open.push_back(Scope{first, state.scopes.visible.size(), state.out.text.size(), statement, member});
}

// Clauses that the SELECT correlates with enclosing statements are not in its own FROM.
void detail::leave_out_correlated(const DialectSpelling& sql, const ast::SelectNode& node, const Place& place,
                                  ast::FromList& from) {
    Compilation& state = sql.compilation();
    if (state.scopes.open.empty() || from.items().empty()) return;
    std::size_t at = state.scopes.open.size() - 1;
    while (at > 0 && state.scopes.open[at].transparent) --at;
    const Scope& around = state.scopes.open[at];
    const bool sees_around = !place.as_from || place.lateral;
    ast::FromList out;
    if (node.correlation == ast::SelectNode::Correlation::automatic) {
        if (!sees_around || from.items().size() < 2) return;
        for (std::size_t i = around.first; i < around.last; ++i) {
            if (from.contains(state.scopes.visible[i])) out.add(state.scopes.visible[i]);
        }
    } else {
        const std::size_t end = sees_around ? around.last : around.first;
        for (std::size_t i = 0; i < end; ++i) {
            if (!from.contains(state.scopes.visible[i])) continue;
            const bool named = std::any_of(
                node.correlated.begin(), node.correlated.end(),
                [&](const ast::FromPtr& named_from) { return named_from.get() == state.scopes.visible[i]; });
            if (named == (node.correlation == ast::SelectNode::Correlation::listed)) out.add(state.scopes.visible[i]);
        }
    }
    if (out.items().empty()) return;
    from.remove(out);
    if (from.items().empty() && node.correlation == ast::SelectNode::Correlation::automatic) {
        throw InvalidRequestError(
            "a subquery has no FROM clause left, because the enclosing statement has all of them: name with "
            "correlate() "
            "those that it takes from there");
    }
}

void detail::warn_unconnected(DialectSpelling& sql, const ast::SelectNode& node, const ast::FromList& from) {
    Compilation& state = sql.compilation();
    if (std::string warning = unconnected_from(node, from); !warning.empty()) {
        state.compiled.warnings.push_back(std::move(warning));
    }
}

}  // namespace azoth

#pragma once

#include <azoth/sql/query_node.hpp>

#include <string>
#include <vector>

namespace azoth {

/// The FROM list of a SELECT as its columns, conditions, select_from() and joins give it; clauses that a join holds
/// don't stand by themselves. Joins made for it are appended to `made`. Throws NoForeignKeysError,
/// AmbiguousForeignKeysError, or InvalidRequestError if it is not clear what a join joins to.
void resolve_from(const ast::SelectNode& node, ast::FromList& list, std::vector<ast::AnyPtr>& made);

/// What connects two FROM clauses: the equality of a foreign key's columns and those they point to, whichever side has
/// the key. Throws NoForeignKeysError or AmbiguousForeignKeysError.
ast::ExpressionPtr join_condition(const ast::FromClause& left, const ast::FromClause& right);
/// Whether a foreign key connects them, be it several.
bool can_join(const ast::FromClause& left, const ast::FromClause& right);

/// A sentence on the FROM clauses that no condition connects with the first; empty if there are none.
std::string unconnected_from(const ast::SelectNode& node, const ast::FromList& list);

}  // namespace azoth

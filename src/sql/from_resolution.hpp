#pragma once

#include <azoth/sql/query_node.hpp>

#include <string>
#include <vector>

namespace azoth {

/// The FROM list of a SELECT from its columns, conditions, select_from() and joins; clauses inside a join are not
/// listed separately. Joins made for it are appended to `made`. Throws NoForeignKeysError, AmbiguousForeignKeysError,
/// or InvalidRequestError if the left side of a join is ambiguous.
void resolve_from(const ast::SelectNode& node, ast::FromList& list, std::vector<ast::AnyPtr>& made);

/// The condition that connects two FROM clauses: equality of a foreign key's columns and the columns they refer to,
/// whichever side has the key. Throws NoForeignKeysError or AmbiguousForeignKeysError.
ast::ExpressionPtr join_condition(const ast::FromClause& left, const ast::FromClause& right);
/// Whether at least one foreign key connects them.
bool can_join(const ast::FromClause& left, const ast::FromClause& right);

/// A sentence that names the FROM clauses that no condition connects with the first; empty if there are none.
std::string unconnected_from(const ast::SelectNode& node, const ast::FromList& list);

}  // namespace azoth

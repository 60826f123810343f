#pragma once

#include <azoth/expression/ast.hpp>
#include <azoth/sql/label_style.hpp>
#include <azoth/sql/query_node.hpp>
#include <azoth/sql/sql_output.hpp>

#include <cstddef>
#include <vector>

namespace azoth::detail {

/// The position of a statement that is about to be visited.
struct Place {
    bool as_from = false;  ///< in FROM or WITH: its columns are named
    bool lateral = false;
    bool member = false;  ///< of a set operation, without parentheses
    bool result = false;  ///< its columns are those of the result
    bool sent = false;    ///< its rows are those of the result
};

/// The position of columns that are about to be written.
struct ColumnPlace {
    bool result;
    bool sent;
    bool as_from;
    LabelStyle style;
};

/// A statement being compiled.
struct Scope {
    std::size_t first;  ///< of its FROM clauses in StatementScopes::visible
    std::size_t last;
    std::size_t start;  ///< where its text begins
    const ast::StatementNode* statement;
    bool member;               ///< of a set operation, without parentheses
    bool transparent = false;  ///< has no FROM: its subqueries see the enclosing statement's
    const std::vector<ast::SelectNode::Hint>* hints = nullptr;
    bool sends_distinct = false;  ///< a SELECT DISTINCT whose rows are those of the result
};

/// A CTE of a statement being compiled.
struct WithItem {
    const ast::Cte* cte;
    std::size_t home;  ///< the scope in whose WITH it is declared
    bool complete;
    SqlFragment text;
};

/// The statements that are being compiled, nested.
struct StatementScopes {
    std::vector<Scope> open;  ///< the innermost last
    std::vector<const ast::FromClause*> visible;
    std::vector<WithItem> with;
    Place place;
    int depth = 0;          ///< of statements in parentheses
    bool top_level = true;  ///< no statement has been entered yet
};

}  // namespace azoth::detail

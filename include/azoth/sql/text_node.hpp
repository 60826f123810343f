#pragma once

#include <azoth/expression/ast.hpp>
#include <azoth/sql/statement.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace azoth::ast {

/// SQL text written by the user, split at its :parameters.
class TextClause final : public Described<TextClause, Expression> {
public:
    explicit TextClause(SqlType t = {}) : Described(std::move(t), Operator::none) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.pieces);
        visit(self.names);
        visit(self.parameters);
        visit(self.sqlite);
        visit(self.type);
    }
    bool takes_label(bool) const noexcept override { return false; }

    std::vector<std::string> pieces;  ///< one more than there are parameters
    /// Names of the parameters.
    std::vector<std::string> names;
    std::vector<ExpressionPtr> parameters;  ///< parameter i follows piece i
    NodePtr<const TextClause> sqlite;       ///< the text split by SQLite's rules if these differ; else null
};

/// A text in FROM. Its columns are not known.
class TextFrom final : public Described<TextFrom, FromClause> {
public:
    explicit TextFrom(NodePtr<const TextClause> text) : clause(std::move(text)) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.clause);
    }
    std::string_view name() const noexcept override { return {}; }

    /// The text.
    NodePtr<const TextClause> clause;
};

/// A text as a statement.
class TextNode final : public Described<TextNode, StatementNode> {
public:
    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.clause);
        visit(self.columns);
        visit(self.types);
    }
    const std::vector<ExpressionPtr>& result_columns() const noexcept override { return columns; }

    /// The text.
    NodePtr<const TextClause> clause;
    std::vector<ExpressionPtr> columns;  ///< columns of the answer, by position
    std::vector<SqlType> types;          ///< their types, if only these are given
};

}  // namespace azoth::ast

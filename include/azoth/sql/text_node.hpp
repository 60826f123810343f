#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/ast.hpp>
#include <azoth/sql/statement.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth::ast {

/// SQL as the user wrote it, cut where its :parameters stand.
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
    std::vector<std::string> names;
    std::vector<ExpressionPtr> parameters;  ///< parameter i stands behind piece i
    NodePtr<const TextClause> sqlite;       ///< the text cut as SQLite reads it, where that is another way; else null
};

/// A text that stands in FROM. Which columns it has is known to the text alone.
class TextFrom final : public Described<TextFrom, FromClause> {
public:
    explicit TextFrom(NodePtr<const TextClause> text) : clause(std::move(text)) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.clause);
    }
    std::string_view name() const noexcept override { return {}; }

    NodePtr<const TextClause> clause;
};

/// A text that is executed as it is.
class TextNode final : public Described<TextNode, StatementNode> {
public:
    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.clause);
        visit(self.columns);
        visit(self.types);
    }
    const std::vector<ExpressionPtr>& result_columns() const noexcept override { return columns; }

    NodePtr<const TextClause> clause;
    std::vector<ExpressionPtr> columns;  ///< what the text is said to answer with, by place
    std::vector<SqlType> types;          ///< the same where only the types are said
};

}  // namespace azoth::ast

AZOTH_EXPORT_END

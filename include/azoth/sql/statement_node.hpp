#pragma once

#include <azoth/expression/ast.hpp>
#include <azoth/schema/table_node.hpp>
#include <azoth/sql/statement.hpp>

#include <string>
#include <utility>
#include <vector>

namespace azoth::ast {

class SelectNode final : public Described<SelectNode, StatementNode> {
public:
    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.columns);
        visit(self.from);
        visit(self.where);
        visit(self.group_by);
        visit(self.having);
        visit(self.order_by);
        visit(self.limit);
        visit(self.offset);
        visit(self.distinct);
    }

    std::vector<ExpressionPtr> columns;
    std::vector<FromPtr> from;  ///< named by select_from(); what columns and conditions need comes on its own
    std::vector<ExpressionPtr> where;
    std::vector<ExpressionPtr> group_by;
    std::vector<ExpressionPtr> having;
    std::vector<ExpressionPtr> order_by;
    ExpressionPtr limit;
    ExpressionPtr offset;
    bool distinct = false;
};

class InsertNode final : public Described<InsertNode, StatementNode> {
public:
    using Row = std::vector<std::pair<ExpressionPtr, ExpressionPtr>>;  ///< column, value

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.table);
        visit(self.columns);
        visit(self.rows);
        visit(self.returning);
    }

    FromPtr table;
    std::vector<ExpressionPtr> columns;  ///< what the rows of an executemany give; empty: follows from the table
    std::vector<Row> rows;               ///< none: DEFAULT VALUES
    std::vector<ExpressionPtr> returning;
};

}  // namespace azoth::ast

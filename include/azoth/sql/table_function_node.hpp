#pragma once

#include <azoth/sql/from_node.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace azoth::ast {

/// A random sample of a table's rows: users AS users_1 TABLESAMPLE bernoulli($1).
class TableSample final : public Described<TableSample, FromClause> {
public:
    TableSample(FromPtr e, std::string alias, ExpressionPtr method, ExpressionPtr repeatable);
    TableSample(const TableSample& other);

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.element);
        visit(self.alias_name);
        visit(self.sampling);
        visit(self.seed);
    }
    std::string_view name() const noexcept override { return alias_name; }
    std::string_view name_seed() const noexcept override {
        const std::string_view base = element->name();
        return base.empty() ? "anon" : base;
    }

    /// The table.
    FromPtr element;
    /// Its name in FROM; empty: made by the compiler.
    std::string alias_name;
    ExpressionPtr sampling;  ///< a function call: system(10)
    ExpressionPtr seed;      ///< null: different rows each time
};

/// A function in FROM.
class TableFunction final : public Described<TableFunction, FromClause> {
public:
    /// `columns` are those of a table that does not exist: only their names and types matter.
    TableFunction(ExpressionPtr call, const std::vector<ExpressionPtr>& columns, std::string alias);
    TableFunction(const TableFunction& other);

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.function);
        visit(self.alias_name);
        visit(self.ordinality);
        visit(self.derived);
        visit(self.with_types);
        visit(self.lateral);
        visit(self.joins_implicitly);
    }
    std::string_view name() const noexcept override { return alias_name; }
    /// Adds the column of WITH ORDINALITY.
    void add_ordinality(std::string column_name);

    /// The function's call.
    ExpressionPtr function;
    /// Its name in FROM; empty: made by the compiler.
    std::string alias_name;
    std::string ordinality;   ///< the name of the column that numbers the rows; empty: none
    bool derived = false;     ///< the columns are named after the alias: AS t(a, b)
    bool with_types = false;  ///< and have types: AS t(a INTEGER, b TEXT)
    /// LATERAL.
    bool lateral = false;
    bool joins_implicitly = false;  ///< no warning if it is not connected with the other FROM clauses
};

/// VALUES as a table.
class ValuesNode final : public Described<ValuesNode, FromClause> {
public:
    ValuesNode(const std::vector<ExpressionPtr>& columns, std::string alias);
    ValuesNode(const ValuesNode& other);

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.alias_name);
        visit(self.rows);
        visit(self.literal_binds);
        visit(self.lateral);
    }
    std::string_view name() const noexcept override { return alias_name; }

    /// Its name in FROM; empty: made by the compiler.
    std::string alias_name;
    /// The rows, each with one expression for each column.
    std::vector<std::vector<ExpressionPtr>> rows;
    bool literal_binds = false;  ///< the values are written into the text
    /// LATERAL.
    bool lateral = false;
};

/// VALUES as an expression, for IN.
class ScalarValues final : public Described<ScalarValues, Expression> {
public:
    explicit ScalarValues(NodePtr<const ValuesNode> v) : Described(SqlType(), Operator::none), values(std::move(v)) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.values);
    }
    bool has_brackets() const noexcept override { return true; }
    /// Its FROM clauses are its own.
    void collect_from(FromList&) const override {}

    /// The VALUES.
    NodePtr<const ValuesNode> values;
};

/// VALUES as a statement, for WITH.
class ValuesStatement final : public Described<ValuesStatement, StatementNode> {
public:
    explicit ValuesStatement(NodePtr<const ValuesNode> v) : values(std::move(v)) {
        for (const auto& column : values->columns()) columns.emplace_back(column.get());
    }

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.values);
        visit(self.columns);
    }
    const std::vector<ExpressionPtr>& result_columns() const noexcept override { return columns; }
    bool names_columns() const noexcept override { return false; }

    /// The VALUES.
    NodePtr<const ValuesNode> values;
    /// The columns of its answer.
    std::vector<ExpressionPtr> columns;
};

/// The name of a FROM clause as a value: the whole row, or the only column of a function.
class WholeRow final : public Described<WholeRow, Expression> {
public:
    WholeRow(FromPtr f, SqlType t) : Described(std::move(t), Operator::none), from(std::move(f)) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.from);
    }
    std::string_view row_name() const noexcept override { return from->name(); }

    /// The FROM clause.
    FromPtr from;
};

/// One column of a function's composite value: (f(x)).name.
class FunctionColumn final : public Described<FunctionColumn, Expression> {
public:
    FunctionColumn(ExpressionPtr f, std::string n, SqlType t)
        : Described(std::move(t), Operator::none), function(std::move(f)), name(std::move(n)) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.function);
        visit(self.name);
    }
    std::string_view row_name() const noexcept override { return name; }

    /// The function's call.
    ExpressionPtr function;
    /// The column's name.
    std::string name;
};

}  // namespace azoth::ast

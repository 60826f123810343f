#pragma once

#include <azoth/export.hpp>
#include <azoth/sql/from_node.hpp>

#include <string>
#include <string_view>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth::ast {

/// A part of a table's rows, taken at random: users AS users_1 TABLESAMPLE bernoulli($1).
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

    FromPtr element;
    std::string alias_name;
    ExpressionPtr sampling;  ///< a function call: system(10)
    ExpressionPtr seed;      ///< null: other rows each time
};

/// A function in FROM.
class TableFunction final : public Described<TableFunction, FromClause> {
public:
    /// Columns are those of a table that doesn't exist: only their names and types count.
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
    /// Adds the column that WITH ORDINALITY gives.
    void add_ordinality(std::string column_name);

    ExpressionPtr function;
    std::string alias_name;
    std::string ordinality;   ///< the name of the column that numbers the rows; empty: none
    bool derived = false;     ///< the columns are named behind the alias: AS t(a, b)
    bool with_types = false;  ///< and typed: AS t(a INTEGER, b TEXT)
    bool lateral = false;
    bool joins_implicitly = false;  ///< no warning that nothing connects it with the other FROM clauses
};

/// VALUES as a table of its own.
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

    std::string alias_name;
    std::vector<std::vector<ExpressionPtr>> rows;
    bool literal_binds = false;  ///< the values are written into the text
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
    /// It brings its own FROM.
    void collect_from(FromList&) const override {}

    NodePtr<const ValuesNode> values;
};

/// VALUES as a statement of its own, for WITH.
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

    NodePtr<const ValuesNode> values;
    std::vector<ExpressionPtr> columns;
};

/// A FROM clause's name as a value: the row as a whole, or the only column of a function.
class WholeRow final : public Described<WholeRow, Expression> {
public:
    WholeRow(FromPtr f, SqlType t) : Described(std::move(t), Operator::none), from(std::move(f)) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.from);
    }
    std::string_view row_name() const noexcept override { return from->name(); }

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

    ExpressionPtr function;
    std::string name;
};

}  // namespace azoth::ast

AZOTH_EXPORT_END

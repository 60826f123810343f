#pragma once

#include <azoth/expression/ast.hpp>
#include <azoth/sql/extension.hpp>
#include <azoth/sql/statement.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace azoth::ast {

/// Pairs of a target and its value, `column = value`, in the order in which they are written.
using Assignments = std::vector<std::pair<ExpressionPtr, ExpressionPtr>>;
/// SQL text after the verb, each with the name of its dialect; empty: all dialects.
using Prefixes = std::vector<std::pair<std::string, std::string>>;
/// Clauses written by the user, with their points in the statement.
using Extensions = std::vector<std::pair<ExtensionPoint, ExpressionPtr>>;

/// A column of the row that was to be inserted, in ON CONFLICT DO UPDATE.
class ExcludedColumn final : public Described<ExcludedColumn, Expression> {
public:
    ExcludedColumn(std::string n, SqlType t) : Described(std::move(t), Operator::none), name(std::move(n)) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.name);
    }

    /// The column's name.
    std::string name;
};

/// The value that the enclosing statement assigns to a column.
class DmlColumn final : public Described<DmlColumn, Expression> {
public:
    explicit DmlColumn(ExpressionPtr c) : Described(c->type, Operator::none), column(std::move(c)) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.column);
    }

    /// The column.
    ExpressionPtr column;
};

/// ON CONFLICT of an INSERT.
class ConflictClause final : public Described<ConflictClause, Node> {
public:
    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.elements);
        visit(self.constraint);
        visit(self.index_where);
        visit(self.update);
        visit(self.set);
        visit(self.where);
    }

    std::vector<ExpressionPtr> elements;  ///< the columns and expressions of a unique index; none: any conflict
    std::string constraint;               ///< instead of elements; or of those, if the dialect can name constraints
    /// The condition of a partial unique index.
    std::vector<ExpressionPtr> index_where;
    bool update = false;  ///< DO UPDATE; else DO NOTHING
    /// Assignments of DO UPDATE.
    Assignments set;
    /// Conditions of DO UPDATE.
    std::vector<ExpressionPtr> where;
};

/// The part that INSERT, UPDATE and DELETE have in common.
class DmlNode : public StatementNode {
public:
    const std::vector<ExpressionPtr>& result_columns() const noexcept override { return returning; }
    bool changes_rows() const noexcept override { return true; }

    /// The table that is changed.
    FromPtr table;
    /// RETURNING.
    std::vector<ExpressionPtr> returning;
    /// SQL after the verb.
    Prefixes prefixes;
    /// Clauses written by the user.
    Extensions extensions;
    std::vector<FromPtr> ctes;  ///< written in WITH although nothing refers to them
};

/// The part that UPDATE and DELETE have in common: finding rows.
class SearchedNode : public DmlNode {
public:
    /// Conditions of WHERE, all of which must hold.
    std::vector<ExpressionPtr> where;
    Prefixes hints;  ///< SQL after the table
};

/// INSERT.
class InsertNode final : public Described<InsertNode, DmlNode> {
public:
    /// A row as assignments.
    using Row = Assignments;

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.table);
        visit(self.columns);
        visit(self.rows);
        visit(self.select);
        visit(self.include_defaults);
        visit(self.conflicts);
        visit(self.returning);
        visit(self.return_defaults);
        visit(self.inline_);
        visit(self.prefixes);
        visit(self.extensions);
        visit(self.ctes);
    }

    std::vector<ExpressionPtr> columns;   ///< of an executemany's rows or of the SELECT; empty: derived from the table
    std::vector<Row> rows;                ///< empty, and no SELECT: one row of defaults
    NodePtr<const StatementNode> select;  ///< INSERT ... SELECT
    bool include_defaults = true;         ///< the SELECT gets the defaults of columns that it does not give
    /// ON CONFLICT clauses, in their order.
    std::vector<NodePtr<const ConflictClause>> conflicts;
    bool return_defaults = false;  ///< the columns that the database filled in are requested
    bool inline_ = false;          ///< the key that the database makes is not requested
};

/// UPDATE.
class UpdateNode final : public Described<UpdateNode, SearchedNode> {
public:
    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.table);
        visit(self.values);
        visit(self.ordered);
        visit(self.where);
        visit(self.returning);
        visit(self.defaults);
        visit(self.return_defaults);
        visit(self.prefixes);
        visit(self.hints);
        visit(self.extensions);
        visit(self.ctes);
    }

    Assignments values;                   ///< the target may be a list of columns: a tuple
    bool ordered = false;                 ///< in the order given; else in the order of the table
    std::vector<ExpressionPtr> defaults;  ///< of return_defaults(); empty: all columns that the database computes
    /// The columns that the database computes are requested.
    bool return_defaults = false;
};

/// DELETE.
class DeleteNode final : public Described<DeleteNode, SearchedNode> {
public:
    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.table);
        visit(self.using_);
        visit(self.where);
        visit(self.returning);
        visit(self.prefixes);
        visit(self.hints);
        visit(self.extensions);
        visit(self.ctes);
    }

    std::vector<FromPtr> using_;  ///< of using_(); the tables of conditions are added at compilation
};

}  // namespace azoth::ast

#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/ast.hpp>
#include <azoth/sql/extension.hpp>
#include <azoth/sql/statement.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth::ast {

/// `column = value` pairs, in the order in which they are written.
using Assignments = std::vector<std::pair<ExpressionPtr, ExpressionPtr>>;
/// Words that follow the verb, each with the name of the dialect it is for; an empty one means all.
using Prefixes = std::vector<std::pair<std::string, std::string>>;
using Extensions = std::vector<std::pair<ExtensionPoint, ExpressionPtr>>;

/// The proposed row's column in ON CONFLICT DO UPDATE.
class ExcludedColumn final : public Described<ExcludedColumn, Expression> {
public:
    ExcludedColumn(std::string n, SqlType t) : Described(std::move(t), Operator::none), name(std::move(n)) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.name);
    }

    std::string name;
};

/// The value that the statement around it assigns to a column.
class DmlColumn final : public Described<DmlColumn, Expression> {
public:
    explicit DmlColumn(ExpressionPtr c) : Described(c->type, Operator::none), column(std::move(c)) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.column);
    }

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
    std::string constraint;               ///< instead of elements, or of those where a dialect can name constraints
    std::vector<ExpressionPtr> index_where;
    bool update = false;  ///< DO UPDATE; else DO NOTHING
    Assignments set;
    std::vector<ExpressionPtr> where;
};

/// What INSERT, UPDATE and DELETE have in common.
class DmlNode : public StatementNode {
public:
    const std::vector<ExpressionPtr>& result_columns() const noexcept override { return returning; }
    bool changes_rows() const noexcept override { return true; }

    FromPtr table;
    std::vector<ExpressionPtr> returning;
    Prefixes prefixes;
    Extensions extensions;
    std::vector<FromPtr> ctes;  ///< written in front although nothing refers to them
};

/// What finds the rows that it changes: UPDATE and DELETE.
class SearchedNode : public DmlNode {
public:
    std::vector<ExpressionPtr> where;
    Prefixes hints;  ///< beside the table
};

class InsertNode final : public Described<InsertNode, DmlNode> {
public:
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

    std::vector<ExpressionPtr> columns;   ///< of an executemany's rows or of the SELECT; empty: follows from the table
    std::vector<Row> rows;                ///< none, and no SELECT: one row of defaults
    NodePtr<const StatementNode> select;  ///< INSERT ... SELECT
    bool include_defaults = true;         ///< the defaults of columns that the SELECT doesn't give are added to it
    std::vector<NodePtr<const ConflictClause>> conflicts;
    bool return_defaults = false;  ///< what the database fills in comes back
    bool inline_ = false;          ///< the key that the database makes is not asked for
};

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

    Assignments values;                   ///< what is assigned to may be a list of columns: a tuple
    bool ordered = false;                 ///< as given; else in the order of the table
    std::vector<ExpressionPtr> defaults;  ///< with return_defaults; none: whatever the database works out
    bool return_defaults = false;
};

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

    std::vector<FromPtr> using_;  ///< named by using_(); what the conditions need comes on its own
};

}  // namespace azoth::ast

AZOTH_EXPORT_END

#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/ast.hpp>
#include <azoth/expression/ast_functions.hpp>
#include <azoth/sql/dml_node.hpp>
#include <azoth/sql/from_node.hpp>
#include <azoth/sql/label_style.hpp>
#include <azoth/sql/statement.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth::ast {

/// FOR UPDATE and its weaker kin.
class RowLock final : public Described<RowLock, Node> {
public:
    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.of);
        visit(self.read);
        visit(self.key_share);
        visit(self.nowait);
        visit(self.skip_locked);
    }

    std::vector<FromPtr> of;  ///< the tables whose rows are locked; none: all
    bool read = false;        ///< FOR SHARE
    bool key_share = false;   ///< FOR NO KEY UPDATE, FOR KEY SHARE
    bool nowait = false;
    bool skip_locked = false;
};

/// What SELECT and the set operations have in common: a list of rows that is ordered and cut.
class QueryNode : public StatementNode {
public:
    using StatementNode::StatementNode;

    std::vector<ExpressionPtr> order_by;
    ExpressionPtr limit;
    ExpressionPtr offset;
    NodePtr<const RowLock> lock;
    std::vector<FromPtr> ctes;  ///< written in front although nothing refers to them
    bool fetch = false;         ///< the limit is written as FETCH FIRST
    bool with_ties = false;

protected:
    template <class Self, class Visit>
    static void describe_query(Self& self, Visit& visit) {
        visit(self.order_by);
        visit(self.limit);
        visit(self.offset);
        visit(self.lock);
        visit(self.ctes);
        visit(self.fetch);
        visit(self.with_ties);
    }
};

class SelectNode final : public Described<SelectNode, QueryNode> {
public:
    /// Text beside a table in FROM, for one dialect or, if that is empty, for all.
    struct Hint {
        FromPtr from;
        std::string text;
        std::string dialect;
    };
    enum class Correlation : std::uint8_t {
        automatic,  ///< tables of the statement around it are left out of FROM, unless none remained
        listed,     ///< those in `correlated` are left out
        except      ///< all but those are left out
    };

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.columns);
        visit(self.column_from);
        visit(self.from);
        visit(self.joins);
        visit(self.where);
        visit(self.group_by);
        visit(self.having);
        visit(self.windows);
        visit(self.distinct_on);
        visit(self.correlated);
        visit(self.prefixes);
        visit(self.suffixes);
        for (auto& hint : self.hints) {
            visit(hint.from);
            visit(hint.text);
            visit(hint.dialect);
        }
        visit(self.statement_hints);
        visit(self.extensions);
        visit(self.distinct);
        visit(self.correlation);
        visit(self.label_style);
        QueryNode::describe_query(self, visit);
    }
    const std::vector<ExpressionPtr>& result_columns() const noexcept override { return columns; }
    bool needs_group() const noexcept override { return limit || offset || !order_by.empty(); }
    LabelStyle result_style() const noexcept override { return label_style.value_or(LabelStyle::disambiguate_only); }

    std::vector<ExpressionPtr> columns;
    std::vector<FromPtr> column_from;  ///< joins whose columns are among those selected
    std::vector<FromPtr> from;         ///< named by select_from(); what columns and conditions need comes on its own
    std::vector<NodePtr<const Join>> joins;  ///< onto the FROM list, one after the other
    std::vector<ExpressionPtr> where;
    std::vector<ExpressionPtr> group_by;
    std::vector<ExpressionPtr> having;
    std::vector<std::pair<std::string, NodePtr<const Window>>> windows;  ///< WINDOW name AS (...)
    std::vector<ExpressionPtr> distinct_on;
    std::vector<FromPtr> correlated;
    Prefixes prefixes;
    Prefixes suffixes;
    std::vector<Hint> hints;
    Prefixes statement_hints;
    Extensions extensions;
    bool distinct = false;
    Correlation correlation = Correlation::automatic;
    std::optional<LabelStyle> label_style;
};

/// Several statements joined by one set operation.
class CompoundNode final : public Described<CompoundNode, QueryNode> {
public:
    enum class Kind : std::uint8_t { union_, union_all, intersect, intersect_all, except_, except_all };

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.kind);
        visit(self.members);
        QueryNode::describe_query(self, visit);
    }
    const std::vector<ExpressionPtr>& result_columns() const noexcept override {
        return members.front()->result_columns();
    }
    bool needs_group() const noexcept override { return true; }
    LabelStyle result_style() const noexcept override { return members.front()->result_style(); }

    Kind kind = Kind::union_;
    std::vector<StatementPtr> members;
};

}  // namespace azoth::ast

AZOTH_EXPORT_END

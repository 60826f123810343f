#pragma once

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

namespace azoth::ast {

/// FOR UPDATE, FOR SHARE and their weaker forms.
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
    /// NOWAIT.
    bool nowait = false;
    /// SKIP LOCKED.
    bool skip_locked = false;
};

/// The part that SELECT and the set operations have in common: ordering and limiting rows.
class QueryNode : public StatementNode {
public:
    using StatementNode::StatementNode;

    /// ORDER BY.
    std::vector<ExpressionPtr> order_by;
    /// LIMIT; null: none.
    ExpressionPtr limit;
    /// OFFSET; null: none.
    ExpressionPtr offset;
    /// FOR UPDATE and the like; null: none.
    NodePtr<const RowLock> lock;
    std::vector<FromPtr> ctes;  ///< written in WITH although nothing refers to them
    bool fetch = false;         ///< the limit is written as FETCH FIRST
    /// FETCH FIRST ... WITH TIES.
    bool with_ties = false;

protected:
    /// Visits these members, for describe() of derived nodes.
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

/// SELECT.
class SelectNode final : public Described<SelectNode, QueryNode> {
public:
    /// SQL text after a table in FROM, for one dialect or, if that is empty, for all.
    struct Hint {
        /// The table.
        FromPtr from;
        /// The text.
        std::string text;
        /// Name of the dialect; empty: all.
        std::string dialect;
    };
    /// Which tables of the enclosing statement a subquery uses.
    enum class Correlation : std::uint8_t {
        automatic,  ///< tables of the enclosing statement are left out of FROM, unless none remained
        listed,     ///< the tables in `correlated` are left out
        except      ///< all but the tables in `correlated` are left out
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

    /// The select list.
    std::vector<ExpressionPtr> columns;
    std::vector<FromPtr> column_from;  ///< joins whose columns are among those selected
    std::vector<FromPtr> from;  ///< of select_from(); the tables of columns and conditions are added at compilation
    std::vector<NodePtr<const Join>> joins;  ///< onto the FROM list, in this order
    /// Conditions of WHERE, all of which must hold.
    std::vector<ExpressionPtr> where;
    /// GROUP BY.
    std::vector<ExpressionPtr> group_by;
    /// Conditions of HAVING, all of which must hold.
    std::vector<ExpressionPtr> having;
    std::vector<std::pair<std::string, NodePtr<const Window>>> windows;  ///< WINDOW name AS (...)
    /// DISTINCT ON.
    std::vector<ExpressionPtr> distinct_on;
    /// Tables of correlate() or correlate_except().
    std::vector<FromPtr> correlated;
    /// SQL after SELECT.
    Prefixes prefixes;
    /// SQL at the end.
    Prefixes suffixes;
    /// SQL after tables in FROM.
    std::vector<Hint> hints;
    /// Hints for the whole statement.
    Prefixes statement_hints;
    /// Clauses written by the user.
    Extensions extensions;
    /// DISTINCT.
    bool distinct = false;
    /// Meaning of `correlated`.
    Correlation correlation = Correlation::automatic;
    /// How columns are named; empty: the default.
    std::optional<LabelStyle> label_style;
};

/// Several statements combined by one set operation.
class CompoundNode final : public Described<CompoundNode, QueryNode> {
public:
    /// Kind of the operation.
    enum class Kind : std::uint8_t {
        union_,         ///< UNION
        union_all,      ///< UNION ALL
        intersect,      ///< INTERSECT
        intersect_all,  ///< INTERSECT ALL
        except_,        ///< EXCEPT
        except_all      ///< EXCEPT ALL
    };

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

    /// Kind of the operation.
    Kind kind = Kind::union_;
    /// The statements.
    std::vector<StatementPtr> members;
};

}  // namespace azoth::ast

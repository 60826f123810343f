#pragma once

#include <azoth/export.hpp>
#include <azoth/sql/dml_node.hpp>

#include <cstdint>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth::ast {

/// WHEN ... THEN of a MERGE.
class MergeClause final : public Described<MergeClause, Node> {
public:
    /// The rows that the clause applies to.
    enum class Match : std::uint8_t {
        matched,                ///< a row of the source and of the target
        not_matched,            ///< a row of the source without one of the target
        not_matched_by_source,  ///< a row of the target without one of the source
    };
    /// What is done with such a row.
    enum class Action : std::uint8_t {
        nothing,  ///< DO NOTHING
        update,   ///< UPDATE
        remove,   ///< DELETE
        insert    ///< INSERT
    };

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.match);
        visit(self.action);
        visit(self.conditions);
        visit(self.values);
    }

    /// The rows that the clause applies to.
    Match match = Match::matched;
    /// What is done with such a row.
    Action action = Action::nothing;
    /// Conditions, all of which must hold.
    std::vector<ExpressionPtr> conditions;
    /// Assignments of UPDATE and INSERT; INSERT without any inserts a row of defaults.
    Assignments values;
};

/// MERGE.
class MergeNode final : public Described<MergeNode, DmlNode> {
public:
    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.table);
        visit(self.source);
        visit(self.condition);
        visit(self.clauses);
        visit(self.returning);
        visit(self.prefixes);
        visit(self.extensions);
        visit(self.ctes);
    }

    /// USING.
    FromPtr source;
    /// ON.
    ExpressionPtr condition;
    /// WHEN clauses: the first that applies to a row is executed.
    std::vector<NodePtr<const MergeClause>> clauses;
};

/// A column of the row as it was before or is after the change, in RETURNING.
class ReturnedColumn final : public Described<ReturnedColumn, Expression> {
public:
    ReturnedColumn(std::string n, bool is_old, SqlType t)
        : Described(std::move(t), Operator::none), name(std::move(n)), old(is_old) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.name);
        visit(self.old);
        visit(self.type);
    }
    std::string_view row_name() const noexcept override { return name; }

    /// The column's name.
    std::string name;
    /// The row before the change instead of the one after it.
    bool old;
};

}  // namespace azoth::ast

AZOTH_EXPORT_END

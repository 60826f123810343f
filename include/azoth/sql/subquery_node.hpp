#pragma once

#include <azoth/sql/from_node.hpp>

namespace azoth::ast {

/// A statement as an expression: (SELECT ...). Its value is the only column of its only row; with IN, EXISTS, ANY and
/// ALL it is the set of its rows.
class ScalarSelect final : public Described<ScalarSelect, Expression> {
public:
    explicit ScalarSelect(StatementPtr s);

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.statement);
    }
    bool has_brackets() const noexcept override { return true; }

    /// The statement.
    StatementPtr statement;
};

/// A column of the statement by name, in ORDER BY and GROUP BY: order_by("name").
class LabelReference final : public Described<LabelReference, Expression> {
public:
    explicit LabelReference(std::string n) : Described(SqlType(), Operator::none), name(std::move(n)) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.name);
    }

    /// The name of the column or label.
    std::string name;
};

}  // namespace azoth::ast

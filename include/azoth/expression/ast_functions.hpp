#pragma once

#include <azoth/expression/ast.hpp>

#include <string>
#include <utility>
#include <vector>

namespace azoth::ast {

/// An aggregate over the rows that satisfy a condition: FILTER (WHERE ...).
class FilteredFunction final : public Described<FilteredFunction, Expression> {
public:
    FilteredFunction(ExpressionPtr f, ExpressionPtr c)
        : Described(f->type, Operator::filter), function(std::move(f)), condition(std::move(c)) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.function);
        visit(self.condition);
    }

    /// The aggregate's call.
    ExpressionPtr function;
    /// The condition.
    ExpressionPtr condition;
};

/// An ordered-set aggregate: WITHIN GROUP (ORDER BY ...).
class WithinGroup final : public Described<WithinGroup, Expression> {
public:
    WithinGroup(ExpressionPtr f, std::vector<ExpressionPtr> order, SqlType t)
        : Described(std::move(t), Operator::none), function(std::move(f)), order_by(std::move(order)) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.function);
        visit(self.order_by);
        visit(self.type);
    }

    /// The aggregate's call.
    ExpressionPtr function;
    /// The order.
    std::vector<ExpressionPtr> order_by;
};

/// An aggregate's argument with the order of its rows: array_agg(x ORDER BY y).
class AggregateOrder final : public Described<AggregateOrder, Expression> {
public:
    AggregateOrder(ExpressionPtr e, std::vector<ExpressionPtr> order)
        : Described(e->type, Operator::none), element(std::move(e)), order_by(std::move(order)) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.element);
        visit(self.order_by);
    }

    /// The argument.
    ExpressionPtr element;
    /// The order.
    std::vector<ExpressionPtr> order_by;
};

/// Unit of a window's frame.
enum class FrameUnit : std::uint8_t {
    none,   ///< the default frame
    rows,   ///< ROWS
    range,  ///< RANGE: units of the ORDER BY
    groups  ///< GROUPS of rows that are equal by the order
};
/// Bound of a window's frame.
enum class FrameEdge : std::uint8_t {
    unbounded_preceding,  ///< the start of the partition
    preceding,            ///< a distance before the current row
    current_row,          ///< the current row
    following,            ///< a distance after the current row
    unbounded_following   ///< the end of the partition
};
/// Rows that are left out of a window's frame.
enum class FrameExclusion : std::uint8_t {
    none,         ///< no EXCLUDE clause
    current_row,  ///< the current row
    group,        ///< the current row and those equal to it by the order
    ties,         ///< rows that are equal to the current row by the order
    no_others     ///< no rows
};

/// The contents of OVER (...), or of a window in a SELECT's WINDOW clause.
class Window final : public Described<Window, Node> {
public:
    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.base);
        visit(self.partition_by);
        visit(self.order_by);
        visit(self.unit);
        visit(self.start);
        visit(self.end);
        visit(self.exclusion);
    }
    /// Of the parts that it has now.
    std::uint16_t depth() const override {
        DepthReader reader;
        describe(*this, reader);
        return reader.depth();
    }
    /// Whether it is only the name of another window.
    bool is_name() const noexcept {
        return !base.empty() && partition_by.empty() && order_by.empty() && unit == FrameUnit::none;
    }

    std::string base;  ///< the named window that it extends
    /// PARTITION BY.
    std::vector<ExpressionPtr> partition_by;
    /// ORDER BY.
    std::vector<ExpressionPtr> order_by;
    /// Unit of the frame; none: the default frame.
    FrameUnit unit = FrameUnit::none;
    std::pair<FrameEdge, ExpressionPtr> start{FrameEdge::unbounded_preceding, {}};  ///< with its distance, if any
    /// End of the frame, with its distance, if any.
    std::pair<FrameEdge, ExpressionPtr> end{FrameEdge::current_row, {}};
    /// Rows that are left out of the frame.
    FrameExclusion exclusion = FrameExclusion::none;
};

/// A function over a window.
class Over final : public Described<Over, Expression> {
public:
    Over(ExpressionPtr f, NodePtr<const Window> w)
        : Described(f->type, Operator::none), function(std::move(f)), window(std::move(w)) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.function);
        visit(self.window);
    }

    /// The function's call.
    ExpressionPtr function;
    /// The window.
    NodePtr<const Window> window;
};

}  // namespace azoth::ast

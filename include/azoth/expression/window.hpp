#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/ast_functions.hpp>
#include <azoth/expression/expr.hpp>

#include <concepts>
#include <string_view>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// The type of `unbounded`.
struct Unbounded {};
/// The start or the end of the partition, as a bound of a frame.
inline constexpr Unbounded unbounded{};
/// The type of `current_row`.
struct CurrentRow {};
/// The current row, as a bound of a frame.
inline constexpr CurrentRow current_row{};

/// A bound of a window's frame.
class [[nodiscard]] FrameBound {
public:
    /// A distance after (negative: before) the current row, in rows, groups or units of the order; 0: the current row.
    /// Throws ArgumentError for INT_MIN.
    FrameBound(int distance);
    /// The first row of the partition as a start, the last one as an end.
    FrameBound(Unbounded) noexcept : unbounded_(true) {}
    /// The current row.
    FrameBound(CurrentRow) noexcept {}
    /// A bound at a distance that is an expression; preceding() and following() make it. `distance` is null for an edge
    /// without one.
    FrameBound(ast::FrameEdge edge, ast::ExpressionPtr distance) noexcept
        : edge_(edge), distance_(std::move(distance)) {}

    /// Returns the bound as the start of a frame: its edge and its distance, null if it has none.
    std::pair<ast::FrameEdge, ast::ExpressionPtr> start() const;
    std::pair<ast::FrameEdge, ast::ExpressionPtr> end() const;  ///< as the end of a frame

private:
    ast::FrameEdge edge_ = ast::FrameEdge::current_row;
    bool unbounded_ = false;
    ast::ExpressionPtr distance_;
};

/// A bound before the current row whose distance is not an int: an interval, a decimal, an expression.
template <detail::Operand D>
FrameBound preceding(const D& distance) {
    return FrameBound(ast::FrameEdge::preceding, detail::argument(distance));
}
/// A bound after the current row whose distance is not an int.
template <detail::Operand D>
FrameBound following(const D& distance) {
    return FrameBound(ast::FrameEdge::following, detail::argument(distance));
}

using ast::FrameExclusion;

/// The window of a function: `partition_by(users.team_id).order_by(users.score.desc()).rows(unbounded, current_row)`.
/// Methods return a changed copy.
class [[nodiscard]] Window {
public:
    /// Makes an empty window: OVER ().
    Window() : node_(ast::make_node<const ast::Window>()) {}
    /// Makes a handle on a node.
    explicit Window(ast::NodePtr<const ast::Window> node) noexcept : node_(std::move(node)) {}

    /// Adds to PARTITION BY.
    template <detail::Expression... Es>
    Window partition_by(const Es&... expressions) const {
        return with_partition({expressions.node()...});
    }
    /// Adds to ORDER BY.
    template <class... Orders>
    Window order_by(const Orders&... orders) const {
        return with_order({detail::order_node(orders)...});
    }
    /// Sets the frame in rows: `rows(-1, 1)`.
    Window rows(const FrameBound& start, const FrameBound& end) const {
        return with_frame(ast::FrameUnit::rows, start, end);
    }
    /// Sets the frame in units of the ORDER BY: `range(unbounded, 0)`.
    Window range(const FrameBound& start, const FrameBound& end) const {
        return with_frame(ast::FrameUnit::range, start, end);
    }
    /// Sets the frame in groups of rows that are equal by the order.
    Window groups(const FrameBound& start, const FrameBound& end) const {
        return with_frame(ast::FrameUnit::groups, start, end);
    }
    /// EXCLUDE: leaves rows out of the frame. Throws ArgumentError without a frame.
    Window exclude(FrameExclusion exclusion) const;

    /// The node of the tree.
    const ast::NodePtr<const ast::Window>& node() const noexcept { return node_; }

private:
    Window with_partition(std::vector<ast::ExpressionPtr> expressions) const;
    Window with_order(std::vector<ast::ExpressionPtr> orders) const;
    Window with_frame(ast::FrameUnit unit, const FrameBound& start, const FrameBound& end) const;

    ast::NodePtr<const ast::Window> node_;
};

/// Refers to a window of the SELECT's WINDOW clause; it can be extended.
Window window(std::string_view name);
/// Makes a window with PARTITION BY.
template <detail::Expression... Es>
Window partition_by(const Es&... expressions) {
    return Window().partition_by(expressions...);
}
/// Makes a window with ORDER BY.
template <class... Orders>
requires(sizeof...(Orders) > 0) Window order_by(const Orders&... orders) { return Window().order_by(orders...); }

namespace detail {

ast::ExpressionPtr make_over(ast::ExpressionPtr function, const Window& window);
ast::ExpressionPtr make_filter(ast::ExpressionPtr function, ast::ExpressionPtr condition);
ast::ExpressionPtr make_within_group(ast::ExpressionPtr function, std::vector<ast::ExpressionPtr> order,
                                     const SqlType& type);
ast::ExpressionPtr make_aggregate_order(ast::ExpressionPtr element, std::vector<ast::ExpressionPtr> order);

}  // namespace detail

/// A function's call, with methods for the clauses that may follow it.
template <class T>
class [[nodiscard]] FunctionExpr : public Expr<T> {
public:
    using Expr<T>::Expr;

    /// FILTER (WHERE ...): limits an aggregate to the rows that satisfy conditions. Empty conditions are left out.
    template <class... Conditions>
    FunctionExpr<T> filter(const Conditions&... conditions) const {
        return FunctionExpr<T>(detail::make_filter(
            this->node(), detail::make_conjunction(Operator::and_, {detail::condition_node(conditions)...})));
    }
    /// OVER (...): evaluates the function over a window.
    Expr<T> over(const Window& window = Window()) const { return Expr<T>(detail::make_over(this->node(), window)); }
    /// OVER name: evaluates the function over a window of the SELECT's WINDOW clause.
    Expr<T> over(std::string_view name) const { return over(window(name)); }
    /// WITHIN GROUP (ORDER BY ...), for ordered-set aggregates.
    template <class... Orders>
    FunctionExpr<T> within_group(const Orders&... orders) const {
        return FunctionExpr<T>(
            detail::make_within_group(this->node(), {detail::order_node(orders)...}, this->node()->type));
    }

    // The function in FROM: azoth/sql/table_function.hpp.
    /// Makes a FROM item with these columns, or with columns of these names; see azoth::table_valued().
    template <class... Columns>
    auto table_valued(const Columns&... columns) const {
        return table_valued_function(*this, columns...);
    }
    /// Makes a column of a function with one nameless column; see azoth::column_valued().
    auto column_valued(std::string_view name = {}) const { return column_valued_function(*this, name); }
    /// Returns one column of its composite value: (f(x)).name.
    template <class R = Value>
    Expr<R> scalar_table_valued(std::string_view name) const {
        return Expr<R>(scalar_table_valued_function(*this, name, std::type_identity<R>()));
    }
};

/// Returns an aggregate's argument with an order: `array_agg(aggregate_order_by(users.name, users.age.desc()))`.
template <class T, class... Orders>
requires(sizeof...(Orders) > 0) Expr<T> aggregate_order_by(const Expr<T>& element, const Orders&... orders) {
    return Expr<T>(detail::make_aggregate_order(element.node(), {detail::order_node(orders)...}));
}

}  // namespace azoth

AZOTH_EXPORT_END

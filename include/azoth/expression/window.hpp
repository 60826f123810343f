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

/// As far as the partition reaches.
struct Unbounded {};
inline constexpr Unbounded unbounded{};
struct CurrentRow {};
inline constexpr CurrentRow current_row{};

/// Where a window's frame begins or ends.
class [[nodiscard]] FrameBound {
public:
    /// So many rows, groups or units of the order behind (negative: before) the current row; 0: that row itself.
    FrameBound(int distance);
    FrameBound(Unbounded) noexcept : unbounded_(true) {}
    FrameBound(CurrentRow) noexcept {}
    FrameBound(ast::FrameEdge edge, ast::ExpressionPtr distance) noexcept
        : edge_(edge), distance_(std::move(distance)) {}

    std::pair<ast::FrameEdge, ast::ExpressionPtr> start() const;
    std::pair<ast::FrameEdge, ast::ExpressionPtr> end() const;

private:
    ast::FrameEdge edge_ = ast::FrameEdge::current_row;
    bool unbounded_ = false;
    ast::ExpressionPtr distance_;
};

/// Bounds with a distance other than an int: an interval, a decimal, an expression.
template <detail::Operand D>
FrameBound preceding(const D& distance) {
    return FrameBound(ast::FrameEdge::preceding, detail::argument(distance));
}
template <detail::Operand D>
FrameBound following(const D& distance) {
    return FrameBound(ast::FrameEdge::following, detail::argument(distance));
}

using ast::FrameExclusion;

/// The window of a function: `partition_by(users.team_id).order_by(users.score.desc()).rows(unbounded, current_row)`.
/// A value; every method gives a new one.
class [[nodiscard]] Window {
public:
    Window() : node_(ast::make_node<const ast::Window>()) {}
    explicit Window(ast::NodePtr<const ast::Window> node) noexcept : node_(std::move(node)) {}

    template <detail::Expression... Es>
    Window partition_by(const Es&... expressions) const {
        return with_partition({expressions.node()...});
    }
    template <class... Orders>
    Window order_by(const Orders&... orders) const {
        return with_order({detail::order_node(orders)...});
    }
    /// The frame, in rows, in units of the ORDER BY, or in groups of equal rows: `rows(-1, 1)`, `range(unbounded, 0)`.
    Window rows(const FrameBound& start, const FrameBound& end) const {
        return with_frame(ast::FrameUnit::rows, start, end);
    }
    Window range(const FrameBound& start, const FrameBound& end) const {
        return with_frame(ast::FrameUnit::range, start, end);
    }
    Window groups(const FrameBound& start, const FrameBound& end) const {
        return with_frame(ast::FrameUnit::groups, start, end);
    }
    /// Leaves rows out of the frame; needs one.
    Window exclude(FrameExclusion exclusion) const;

    const ast::NodePtr<const ast::Window>& node() const noexcept { return node_; }

private:
    Window with_partition(std::vector<ast::ExpressionPtr> expressions) const;
    Window with_order(std::vector<ast::ExpressionPtr> orders) const;
    Window with_frame(ast::FrameUnit unit, const FrameBound& start, const FrameBound& end) const;

    ast::NodePtr<const ast::Window> node_;
};

/// The window that a SELECT names in its WINDOW clause; more may be said of it.
Window window(std::string_view name);
template <detail::Expression... Es>
Window partition_by(const Es&... expressions) {
    return Window().partition_by(expressions...);
}
template <class... Orders>
requires(sizeof...(Orders) > 0) Window order_by(const Orders&... orders) { return Window().order_by(orders...); }

namespace detail {

ast::ExpressionPtr make_over(ast::ExpressionPtr function, const Window& window);
ast::ExpressionPtr make_filter(ast::ExpressionPtr function, ast::ExpressionPtr condition);
ast::ExpressionPtr make_within_group(ast::ExpressionPtr function, std::vector<ast::ExpressionPtr> order,
                                     const SqlType& type);
ast::ExpressionPtr make_aggregate_order(ast::ExpressionPtr element, std::vector<ast::ExpressionPtr> order);

}  // namespace detail

/// A function's call, with what may follow it.
template <class T>
class [[nodiscard]] FunctionExpr : public Expr<T> {
public:
    using Expr<T>::Expr;

    /// FILTER (WHERE ...): the rows that an aggregate counts in. Conditions that ask for nothing are left out.
    template <class... Conditions>
    FunctionExpr<T> filter(const Conditions&... conditions) const {
        return FunctionExpr<T>(detail::make_filter(
            this->node(), detail::make_conjunction(Operator::and_, {detail::condition_node(conditions)...})));
    }
    Expr<T> over(const Window& window = Window()) const { return Expr<T>(detail::make_over(this->node(), window)); }
    /// Over a window that the SELECT names.
    Expr<T> over(std::string_view name) const { return over(window(name)); }
    /// WITHIN GROUP (ORDER BY ...), for ordered-set aggregates.
    template <class... Orders>
    FunctionExpr<T> within_group(const Orders&... orders) const {
        return FunctionExpr<T>(
            detail::make_within_group(this->node(), {detail::order_node(orders)...}, this->node()->type));
    }

    // The function in FROM: azoth/sql/table_function.hpp.
    /// With these columns, or with columns of these names.
    template <class... Columns>
    auto table_valued(const Columns&... columns) const {
        return table_valued_function(*this, columns...);
    }
    /// With one column that has the alias's name.
    auto column_valued(std::string_view name = {}) const { return column_valued_function(*this, name); }
    /// One column of its composite value: (f(x)).name.
    template <class R = Value>
    Expr<R> scalar_table_valued(std::string_view name) const {
        return Expr<R>(scalar_table_valued_function(*this, name, std::type_identity<R>()));
    }
};

/// An aggregate's argument, in this order: `array_agg(aggregate_order_by(users.name, users.age.desc()))`.
template <class T, class... Orders>
requires(sizeof...(Orders) > 0) Expr<T> aggregate_order_by(const Expr<T>& element, const Orders&... orders) {
    return Expr<T>(detail::make_aggregate_order(element.node(), {detail::order_node(orders)...}));
}

}  // namespace azoth

AZOTH_EXPORT_END

#include <azoth/error.hpp>
#include <azoth/expression/window.hpp>

#include <climits>
#include <cstdlib>
#include <utility>

namespace azoth {

FrameBound::FrameBound(int distance) {
    if (distance == 0) return;
    if (distance == INT_MIN) throw ArgumentError("the distance of a window's frame is out of range");
    edge_ = distance < 0 ? ast::FrameEdge::preceding : ast::FrameEdge::following;
    distance_ = detail::make_bind(Value(std::abs(distance)), "param");
}

std::pair<ast::FrameEdge, ast::ExpressionPtr> FrameBound::start() const {
    return {unbounded_ ? ast::FrameEdge::unbounded_preceding : edge_, distance_};
}

std::pair<ast::FrameEdge, ast::ExpressionPtr> FrameBound::end() const {
    return {unbounded_ ? ast::FrameEdge::unbounded_following : edge_, distance_};
}

Window Window::with_partition(std::vector<ast::ExpressionPtr> expressions) const {
    auto copy = ast::make_node<ast::Window>(*node_);
    copy->partition_by.insert(copy->partition_by.end(), expressions.begin(), expressions.end());
    return Window(copy);
}

Window Window::with_order(std::vector<ast::ExpressionPtr> orders) const {
    auto copy = ast::make_node<ast::Window>(*node_);
    copy->order_by.insert(copy->order_by.end(), orders.begin(), orders.end());
    return Window(copy);
}

Window Window::with_frame(ast::FrameUnit unit, const FrameBound& start, const FrameBound& end) const {
    auto copy = ast::make_node<ast::Window>(*node_);
    copy->unit = unit;
    copy->start = start.start();
    copy->end = end.end();
    return Window(copy);
}

Window Window::exclude(FrameExclusion exclusion) const {
    if (node_->unit == ast::FrameUnit::none) throw ArgumentError("only a window with a frame can exclude rows");
    auto copy = ast::make_node<ast::Window>(*node_);
    copy->exclusion = exclusion;
    return Window(copy);
}

Window window(std::string_view name) {
    if (name.empty()) throw ArgumentError("a window has an empty name");
    auto node = ast::make_node<ast::Window>();
    node->base = name;
    return Window(node);
}

namespace detail {

ast::ExpressionPtr make_over(ast::ExpressionPtr function, const Window& window) {
    return ast::make_node<const ast::Over>(std::move(function), window.node());
}

ast::ExpressionPtr make_filter(ast::ExpressionPtr function, ast::ExpressionPtr condition) {
    if (!condition) return function;
    return ast::make_node<const ast::FilteredFunction>(std::move(function), std::move(condition));
}

ast::ExpressionPtr make_within_group(ast::ExpressionPtr function, std::vector<ast::ExpressionPtr> order,
                                     const SqlType& type) {
    return ast::make_node<const ast::WithinGroup>(std::move(function), std::move(order), type);
}

ast::ExpressionPtr make_aggregate_order(ast::ExpressionPtr element, std::vector<ast::ExpressionPtr> order) {
    return ast::make_node<const ast::AggregateOrder>(std::move(element), std::move(order));
}

}  // namespace detail
}  // namespace azoth

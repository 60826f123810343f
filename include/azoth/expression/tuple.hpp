#pragma once

#include <azoth/expression/expr.hpp>

#include <concepts>
#include <optional>
#include <ranges>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace azoth {

namespace detail {

/// A row of C++ values as wide as the tuple it is compared with.
template <class Row, std::size_t size>
concept RowOf = requires {
    std::tuple_size<Row>::value;
}
&&std::tuple_size<Row>::value == size;

}  // namespace detail

/// A row of expressions, compared as one: `tuple_(items.order_id, items.product_id).in_(pairs)`.
template <class... Ts>
class Tuple : public detail::ExprBase {
public:
    explicit Tuple(ast::ExpressionPtr node) noexcept : ExprBase(std::move(node)) {}

    /// Whether it is one of the rows, tuples or pairs of C++ values.
    template <std::ranges::input_range Range>
    requires detail::RowOf < std::ranges::range_value_t<Range>,
    sizeof...(Ts) > Condition in_(const Range& rows) const { return membership(Operator::in, rows); }
    template <std::ranges::input_range Range>
    requires detail::RowOf < std::ranges::range_value_t<Range>,
    sizeof...(Ts) > Condition not_in(const Range& rows) const { return membership(Operator::not_in, rows); }
    template <detail::RowOf<sizeof...(Ts)>... Rows>
    requires(sizeof...(Rows) > 0) Condition in_(const Rows&... rows)
    const { return Condition(detail::make_membership(Operator::in, node(), {row(rows)...})); }
    template <detail::RowOf<sizeof...(Ts)>... Rows>
    requires(sizeof...(Rows) > 0) Condition not_in(const Rows&... rows)
    const { return Condition(detail::make_membership(Operator::not_in, node(), {row(rows)...})); }
    template <detail::RowSource Source>
    Condition in_(const Source& source) const {
        return Condition(detail::make_membership(Operator::in, node(), {rows_expression(source)}));
    }
    template <detail::RowSource Source>
    Condition not_in(const Source& source) const {
        return Condition(detail::make_membership(Operator::not_in, node(), {rows_expression(source)}));
    }

    Condition operator==(const Tuple& other) const { return compare(Operator::eq, other.node()); }
    Condition operator!=(const Tuple& other) const { return compare(Operator::ne, other.node()); }
    Condition operator<(const Tuple& other) const { return compare(Operator::lt, other.node()); }
    Condition operator<=(const Tuple& other) const { return compare(Operator::le, other.node()); }
    Condition operator>(const Tuple& other) const { return compare(Operator::gt, other.node()); }
    Condition operator>=(const Tuple& other) const { return compare(Operator::ge, other.node()); }
    template <detail::RowOf<sizeof...(Ts)> Row>
    Condition operator==(const Row& values) const {
        return compare(Operator::eq, row(values));
    }
    template <detail::RowOf<sizeof...(Ts)> Row>
    Condition operator>(const Row& values) const {
        return compare(Operator::gt, row(values));
    }
    template <detail::RowOf<sizeof...(Ts)> Row>
    Condition operator<(const Row& values) const {
        return compare(Operator::lt, row(values));
    }

private:
    Condition compare(Operator op, ast::ExpressionPtr right) const {
        return Condition(detail::make_binary(op, node(), std::move(right)));
    }
    template <class Range>
    Condition membership(Operator op, const Range& rows) const {
        std::vector<ast::ExpressionPtr> items;
        for (const auto& values : rows) items.push_back(row(values));
        return Condition(detail::make_membership(op, node(), std::move(items)));
    }
    template <class Row>
    ast::ExpressionPtr row(const Row& values) const {
        return row(values, std::index_sequence_for<Ts...>());
    }
    template <class Row, std::size_t... I>
    ast::ExpressionPtr row(const Row& values, std::index_sequence<I...>) const {
        (detail::check_comparable<Ts, detail::operand_value<std::tuple_element_t<I, Row>>>(), ...);
        std::vector<ast::ExpressionPtr> items;
        items.reserve(sizeof...(I));
        (items.push_back(detail::operand(std::get<I>(values), detail::tuple_item(*node(), I))), ...);
        return detail::make_tuple(std::move(items));
    }
};

template <detail::Expression... Items>
requires(sizeof...(Items) > 0) auto tuple_(const Items&... items) {
    return Tuple<typename Items::value_type...>(detail::make_tuple({items.node()...}));
}

}  // namespace azoth

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

/// A row of C++ values with as many elements as the tuple.
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
    /// Makes a handle on a node.
    explicit Tuple(ast::ExpressionPtr node) noexcept : ExprBase(std::move(node)) {}

    /// IN: whether the row is an element of a range of rows: tuples or pairs of C++ values.
    template <std::ranges::input_range Range>
    requires detail::RowOf < std::ranges::range_value_t<Range>,
    sizeof...(Ts) > Condition in_(const Range& rows) const { return membership(Operator::in, rows); }
    /// NOT IN: whether the row is no element of a range of rows.
    template <std::ranges::input_range Range>
    requires detail::RowOf < std::ranges::range_value_t<Range>,
    sizeof...(Ts) > Condition not_in(const Range& rows) const { return membership(Operator::not_in, rows); }
    /// IN: whether the row is one of these rows.
    template <detail::RowOf<sizeof...(Ts)>... Rows>
    requires(sizeof...(Rows) > 0) Condition in_(const Rows&... rows)
    const { return Condition(detail::make_membership(Operator::in, node(), {row(rows)...})); }
    /// NOT IN: whether the row is none of these rows.
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

    /// Implements the comparisons with another tuple.
    template <class... Us>
    Condition compare(Operator op, const Tuple<Us...>& other) const {
        static_assert(sizeof...(Us) == sizeof...(Ts), "azoth: rows that are compared have the same number of values");
        if constexpr (sizeof...(Us) == sizeof...(Ts)) (detail::check_comparable<Ts, Us>(), ...);
        return Condition(detail::make_binary(op, node(), other.node()));
    }
    /// Implements the comparisons with a row of C++ values.
    template <class Row>
    Condition compare_row(Operator op, const Row& values) const {
        static_assert(detail::RowOf<Row, sizeof...(Ts)>,
                      "azoth: rows that are compared have the same number of values");
        return Condition(detail::make_binary(op, node(), row(values)));
    }

private:
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

/// Compare rows from left to right, as for pagination by a key: `tuple_(u.created, u.id) < std::tuple(at, id)`. The
/// other side is a tuple of expressions, or a std::tuple or std::pair of C++ values.
template <class... Ts, class... Us>
Condition operator==(const Tuple<Ts...>& left, const Tuple<Us...>& right) {
    return left.compare(Operator::eq, right);
}
template <class... Ts, class... Us>
Condition operator==(const Tuple<Ts...>& left, const std::tuple<Us...>& right) {
    return left.compare_row(Operator::eq, right);
}
template <class... Ts, class A, class B>
Condition operator==(const Tuple<Ts...>& left, const std::pair<A, B>& right) {
    return left.compare_row(Operator::eq, right);
}
template <class... Ts, class... Us>
Condition operator!=(const Tuple<Ts...>& left, const Tuple<Us...>& right) {
    return left.compare(Operator::ne, right);
}
template <class... Ts, class... Us>
Condition operator!=(const Tuple<Ts...>& left, const std::tuple<Us...>& right) {
    return left.compare_row(Operator::ne, right);
}
template <class... Ts, class A, class B>
Condition operator!=(const Tuple<Ts...>& left, const std::pair<A, B>& right) {
    return left.compare_row(Operator::ne, right);
}
template <class... Ts, class... Us>
Condition operator<(const Tuple<Ts...>& left, const Tuple<Us...>& right) {
    return left.compare(Operator::lt, right);
}
template <class... Ts, class... Us>
Condition operator<(const Tuple<Ts...>& left, const std::tuple<Us...>& right) {
    return left.compare_row(Operator::lt, right);
}
template <class... Ts, class A, class B>
Condition operator<(const Tuple<Ts...>& left, const std::pair<A, B>& right) {
    return left.compare_row(Operator::lt, right);
}
template <class... Ts, class... Us>
Condition operator<=(const Tuple<Ts...>& left, const Tuple<Us...>& right) {
    return left.compare(Operator::le, right);
}
template <class... Ts, class... Us>
Condition operator<=(const Tuple<Ts...>& left, const std::tuple<Us...>& right) {
    return left.compare_row(Operator::le, right);
}
template <class... Ts, class A, class B>
Condition operator<=(const Tuple<Ts...>& left, const std::pair<A, B>& right) {
    return left.compare_row(Operator::le, right);
}
template <class... Ts, class... Us>
Condition operator>(const Tuple<Ts...>& left, const Tuple<Us...>& right) {
    return left.compare(Operator::gt, right);
}
template <class... Ts, class... Us>
Condition operator>(const Tuple<Ts...>& left, const std::tuple<Us...>& right) {
    return left.compare_row(Operator::gt, right);
}
template <class... Ts, class A, class B>
Condition operator>(const Tuple<Ts...>& left, const std::pair<A, B>& right) {
    return left.compare_row(Operator::gt, right);
}
template <class... Ts, class... Us>
Condition operator>=(const Tuple<Ts...>& left, const Tuple<Us...>& right) {
    return left.compare(Operator::ge, right);
}
template <class... Ts, class... Us>
Condition operator>=(const Tuple<Ts...>& left, const std::tuple<Us...>& right) {
    return left.compare_row(Operator::ge, right);
}
template <class... Ts, class A, class B>
Condition operator>=(const Tuple<Ts...>& left, const std::pair<A, B>& right) {
    return left.compare_row(Operator::ge, right);
}

/// Makes a tuple of expressions and C++ values.
template <detail::Operand... Items>
requires(sizeof...(Items) > 0) auto tuple_(const Items&... items) {
    return Tuple<detail::owned_value<Items>...>(detail::make_tuple({detail::argument(items)...}));
}
/// The empty tuple, for grouping_sets().
inline Tuple<> tuple_() { return Tuple<>(detail::make_tuple({})); }

}  // namespace azoth

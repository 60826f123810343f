#pragma once

#include <azoth/sql/query_methods.hpp>

namespace azoth {

/// UNION and the other set operations. Columns have the names and types of the first member's. order_by() takes labels
/// and columns of the first member, or their names.
template <class... Ts>
class CompoundSelect : public detail::QueryMethods<CompoundSelect<Ts...>, Ts...> {
public:
    using detail::QueryMethods<CompoundSelect<Ts...>, Ts...>::QueryMethods;
};

/// The rows of all, each once. Members that have an order or a limit of their own stand in parentheses.
template <Executable... Members>
auto union_(const Members&... members) {
    return detail::compound(detail::SetKind::union_, members...);
}
/// The rows of all, as often as they come.
template <Executable... Members>
auto union_all(const Members&... members) {
    return detail::compound(detail::SetKind::union_all, members...);
}
template <Executable... Members>
auto intersect(const Members&... members) {
    return detail::compound(detail::SetKind::intersect, members...);
}
template <Executable... Members>
auto intersect_all(const Members&... members) {
    return detail::compound(detail::SetKind::intersect_all, members...);
}
/// The first's rows that are not among the others'.
template <Executable... Members>
auto except_(const Members&... members) {
    return detail::compound(detail::SetKind::except_, members...);
}
template <Executable... Members>
auto except_all(const Members&... members) {
    return detail::compound(detail::SetKind::except_all, members...);
}

}  // namespace azoth

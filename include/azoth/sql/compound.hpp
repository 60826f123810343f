#pragma once

#include <azoth/export.hpp>
#include <azoth/sql/query_methods.hpp>

#include <ranges>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// UNION and the other set operations. Columns have the names and types of the first member's. order_by() takes labels
/// and columns of the first member, or their names.
template <class... Ts>
class [[nodiscard]] CompoundSelect : public detail::QueryMethods<CompoundSelect<Ts...>, Ts...> {
public:
    using detail::QueryMethods<CompoundSelect<Ts...>, Ts...>::QueryMethods;
};

/// The rows of all, each once. Members that have an order or a limit of their own stand in parentheses.
template <Executable... Members>
auto union_(const Members&... members) {
    return detail::compound(detail::SetKind::union_, members...);
}
/// The same for a range of statements of one type, at run time: `union_(std::vector{select(...), ...})`. They are
/// members of one set operation, however many they are (SQLite takes 500). Throws ArgumentError if there is none.
template <detail::StatementRange Members>
auto union_(const Members& members) {
    return detail::compound_of(detail::SetKind::union_, members);
}
/// The rows of all, as often as they come.
template <Executable... Members>
auto union_all(const Members&... members) {
    return detail::compound(detail::SetKind::union_all, members...);
}
template <detail::StatementRange Members>
auto union_all(const Members& members) {
    return detail::compound_of(detail::SetKind::union_all, members);
}
template <Executable... Members>
auto intersect(const Members&... members) {
    return detail::compound(detail::SetKind::intersect, members...);
}
template <detail::StatementRange Members>
auto intersect(const Members& members) {
    return detail::compound_of(detail::SetKind::intersect, members);
}
template <Executable... Members>
auto intersect_all(const Members&... members) {
    return detail::compound(detail::SetKind::intersect_all, members...);
}
template <detail::StatementRange Members>
auto intersect_all(const Members& members) {
    return detail::compound_of(detail::SetKind::intersect_all, members);
}
/// The first's rows that are not among the others'.
template <Executable... Members>
auto except_(const Members&... members) {
    return detail::compound(detail::SetKind::except_, members...);
}
template <detail::StatementRange Members>
auto except_(const Members& members) {
    return detail::compound_of(detail::SetKind::except_, members);
}
template <Executable... Members>
auto except_all(const Members&... members) {
    return detail::compound(detail::SetKind::except_all, members...);
}
template <detail::StatementRange Members>
auto except_all(const Members& members) {
    return detail::compound_of(detail::SetKind::except_all, members);
}

}  // namespace azoth

AZOTH_EXPORT_END

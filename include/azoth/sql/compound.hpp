#pragma once

#include <azoth/sql/query_methods.hpp>

#include <ranges>

namespace azoth {

/// UNION or another set operation. Columns have the names and types of the first member's columns. order_by() takes
/// labels and columns of the first member, or their names.
template <class... Ts>
class CompoundSelect : public detail::QueryMethods<CompoundSelect<Ts...>, Ts...> {
public:
    using detail::QueryMethods<CompoundSelect<Ts...>, Ts...>::QueryMethods;
};

/// Returns the rows of all members without duplicates. Members with an order or a limit of their own are put in
/// parentheses.
template <Executable... Members>
auto union_(const Members&... members) {
    return detail::compound(detail::SetKind::union_, members...);
}
/// Combines a range of statements of one type: `union_(std::vector{select(...), ...})`. All are members of one set
/// operation (SQLite takes at most 500). Throws ArgumentError if the range is empty.
template <detail::StatementRange Members>
auto union_(const Members& members) {
    return detail::compound_of(detail::SetKind::union_, members);
}
/// Returns the rows of all members, with duplicates.
template <Executable... Members>
auto union_all(const Members&... members) {
    return detail::compound(detail::SetKind::union_all, members...);
}
template <detail::StatementRange Members>
auto union_all(const Members& members) {
    return detail::compound_of(detail::SetKind::union_all, members);
}
/// Returns the rows that all members have, without duplicates.
template <Executable... Members>
auto intersect(const Members&... members) {
    return detail::compound(detail::SetKind::intersect, members...);
}
/// Combines a range of statements of one type with INTERSECT. Throws ArgumentError if the range is empty.
template <detail::StatementRange Members>
auto intersect(const Members& members) {
    return detail::compound_of(detail::SetKind::intersect, members);
}
/// Returns the rows that all members have, with duplicates.
template <Executable... Members>
auto intersect_all(const Members&... members) {
    return detail::compound(detail::SetKind::intersect_all, members...);
}
/// Combines a range of statements of one type with INTERSECT ALL. Throws ArgumentError if the range is empty.
template <detail::StatementRange Members>
auto intersect_all(const Members& members) {
    return detail::compound_of(detail::SetKind::intersect_all, members);
}
/// Returns the rows of the first member that no other member has, without duplicates.
template <Executable... Members>
auto except_(const Members&... members) {
    return detail::compound(detail::SetKind::except_, members...);
}
template <detail::StatementRange Members>
auto except_(const Members& members) {
    return detail::compound_of(detail::SetKind::except_, members);
}
/// Returns the rows of the first member that no other member has, with duplicates.
template <Executable... Members>
auto except_all(const Members&... members) {
    return detail::compound(detail::SetKind::except_all, members...);
}
/// Combines a range of statements of one type with EXCEPT ALL. Throws ArgumentError if the range is empty.
template <detail::StatementRange Members>
auto except_all(const Members& members) {
    return detail::compound_of(detail::SetKind::except_all, members);
}

}  // namespace azoth

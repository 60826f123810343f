#pragma once

#include <azoth/engine/result.hpp>

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#include <type_traits>
#include <utility>
#include <vector>

namespace azoth {

namespace detail {

template <class T>
concept Described = boost::describe::has_describe_members<T>::value;

}  // namespace detail

/// Returns a struct whose fields are the columns of the same names, in any order; the row may have more columns:
/// `by_name<User>(row)`. The names are declared with Boost.Describe: `BOOST_DESCRIBE_STRUCT(User, (), (id, name))`.
/// Throws NoSuchColumnError for a field without a column, DataError for a value of another type.
template <class T, class... Ts>
T by_name(const RowView<Ts...>& row) {
    static_assert(detail::Described<T>, "azoth: by_name() needs a struct that Boost.Describe knows");
    T value{};
    boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_any_access>>([&](auto member) {
        using Field = std::remove_cvref_t<decltype(value.*member.pointer)>;
        value.*member.pointer = row.template get<Field>(member.name);
    });
    return value;
}

/// Returns all rows of a result as such structs. Throws as by_name() of a row does.
template <class T, class... Ts>
std::vector<T> by_name(const Result<Ts...>& result) {
    std::vector<T> values;
    values.reserve(result.size());
    for (const auto& row : result) values.push_back(by_name<T>(row));
    return values;
}

}  // namespace azoth

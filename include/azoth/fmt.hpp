#pragma once

/// Lets fmt print statements, expressions, values, rows and results, SQL types and azoth's own value types (Decimal,
/// Interval, TimeOfDay, addresses, bit strings) as operator<< does. Format specifications of strings ("{:>40}") apply.

#include <azoth/engine/async_engine.hpp>
#include <azoth/engine/result.hpp>
#include <azoth/expression/operand.hpp>
#include <azoth/sql/statement.hpp>
#include <azoth/types/all.hpp>
#include <azoth/types/display.hpp>
#include <azoth/types/value.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <concepts>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>

namespace azoth::detail {

template <class T>
concept Printable = std::derived_from<T, Statement> || std::derived_from<T, RowBase> ||
    std::derived_from<T, ResultBase> || std::derived_from<T, SqlType> || std::same_as<T, Value> ||
    std::same_as<T, PoolStatus> || std::same_as<T, Decimal> || std::same_as<T, Interval> ||
    std::same_as<T, TimeOfDay> || std::same_as<T, BitString> || std::same_as<T, Inet> || std::same_as<T, Cidr> ||
    std::same_as<T, MacAddr> || std::same_as<T, MacAddr8> || Expression<T>;

template <Printable T>
std::string printed(const T& value) {
    if constexpr (std::same_as<T, Value>) {
        std::string text;
        append_display(text, value.cell());
        return text;
    } else if constexpr (std::derived_from<T, SqlType>) {
        return azoth::to_string(static_cast<const SqlType&>(value));
    } else if constexpr (requires { value.to_string(); }) {
        return value.to_string();
    } else {
        std::ostringstream text;
        text << value;
        return text.str();
    }
}

}  // namespace azoth::detail

// By default fmt takes a row for a tuple and a result for a range.
template <class... Ts>
struct fmt::is_tuple_like<azoth::RowView<Ts...>> : std::false_type {};
template <class... Ts>
struct fmt::is_tuple_like<azoth::Row<Ts...>> : std::false_type {};
template <>
struct fmt::is_range<azoth::RowMapping, char> : std::false_type {};
template <>
struct fmt::is_range<azoth::MappingResult, char> : std::false_type {};
template <>
struct fmt::is_range<azoth::BitString, char> : std::false_type {};
template <class... Ts>
struct fmt::is_range<azoth::Result<Ts...>, char> : std::false_type {};
template <class T, std::size_t Column>
struct fmt::is_range<azoth::ScalarResult<T, Column>, char> : std::false_type {};

template <azoth::detail::Printable T>
struct fmt::formatter<T> : fmt::formatter<std::string_view> {
    template <class Context>
    auto format(const T& value, Context& context) const {
        return fmt::formatter<std::string_view>::format(azoth::detail::printed(value), context);
    }
};

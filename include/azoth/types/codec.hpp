#pragma once

#include <azoth/types/byte_buffer.hpp>
#include <azoth/types/cell.hpp>
#include <azoth/types/sql_type.hpp>

#include <concepts>
#include <optional>
#include <string_view>
#include <type_traits>

namespace azoth {

/// The extension point for C++ types: a specialisation makes a type storable. It has
///
///     static SqlType sql_type();                                             // the type of a column of T
///     static void encode(ByteBuffer& out, const T& value, const SqlType& as);  // append PostgreSQL's binary form
///     static T decode(const Cell& cell);                                     // never called with a NULL cell
///
/// `as` is the SQL type of the column or parameter; a codec for numbers writes what fits it, others may ignore it. Both
/// functions throw DataError (see type_error.hpp) for a value that does not fit. NULL is handled by std::optional: a
/// codec never gets it. A type that is stored as another one derives from CodecVia.
template <class T>
struct Codec;

/// A type that a column, parameter or result can have, apart from NULL.
template <class T>
concept Storable = requires(ByteBuffer& out, const T& value, const SqlType& as, const Cell& cell) {
    { Codec<T>::sql_type() } -> std::convertible_to<SqlType>;
    Codec<T>::encode(out, value, as);
    { Codec<T>::decode(cell) } -> std::convertible_to<T>;
};

namespace detail {

template <class T>
struct StripOptional {
    using type = T;
    static constexpr bool optional = false;
};
template <class T>
struct StripOptional<std::optional<T>> {
    using type = T;
    static constexpr bool optional = true;
};

}  // namespace detail

/// T without std::optional.
template <class T>
using value_of = typename detail::StripOptional<T>::type;
/// Whether a column of this C++ type can hold NULL.
template <class T>
inline constexpr bool is_nullable = detail::StripOptional<T>::optional;

/// Stores T as a Stored, with two conversions in the derived codec:
///
///     template <>
///     struct azoth::Codec<Meters> : azoth::CodecVia<Meters, double> {
///         static double to_stored(const Meters& m) { return m.value; }
///         static Meters from_stored(double stored) { return Meters{stored}; }
///     };
template <class T, class Stored>
struct CodecVia {
    /// The SQL type of a column of Stored.
    static SqlType sql_type() { return Codec<Stored>::sql_type(); }
    /// Appends the binary form of the converted value.
    static void encode(ByteBuffer& out, const T& value, const SqlType& as) {
        Codec<Stored>::encode(out, Codec<T>::to_stored(value), as);
    }
    /// Reads a Stored and converts it.
    static T decode(const Cell& cell) { return Codec<T>::from_stored(Codec<Stored>::decode(cell)); }
};

}  // namespace azoth

#pragma once

#include <azoth/types/codec.hpp>

#include <chrono>

namespace azoth {

/// An instant, `timestamp with time zone`.
using Timestamptz = std::chrono::sys_time<std::chrono::microseconds>;
/// What a wall clock showed, `timestamp without time zone`.
using Timestamp = std::chrono::local_time<std::chrono::microseconds>;

/// PostgreSQL's `infinity` and `-infinity` are the largest and smallest value of the C++ type.
template <>
struct Codec<Timestamptz> {
    static SqlType sql_type() { return DateTime(with_timezone); }
    static void encode(ByteBuffer& out, Timestamptz value, const SqlType& as);
    static Timestamptz decode(const Cell& cell);
};

template <>
struct Codec<Timestamp> {
    static SqlType sql_type() { return DateTime(); }
    static void encode(ByteBuffer& out, Timestamp value, const SqlType& as);
    static Timestamp decode(const Cell& cell);
};

}  // namespace azoth

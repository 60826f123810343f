#pragma once

#include <azoth/types/byte_buffer.hpp>
#include <azoth/types/cell.hpp>
#include <azoth/types/sql_type.hpp>

#include <cstdint>

// Integers and floating-point numbers in their binary forms; NUMERIC, which is not one of them, is in
// decimal_codec.cpp.
namespace azoth::detail {

/// An integer of any size, or the number (OID) of an object in the catalogue. Throws DataError for other formats.
std::int64_t load_binary_integer(const Cell& cell, const char* cpp_type);
/// REAL or DOUBLE PRECISION. Throws DataError for other formats.
double load_binary_double(const Cell& cell, const char* cpp_type);
/// Appends an integer as SMALLINT, INTEGER, BIGINT, OID or REGCLASS. Throws DataError for other types, and for a value
/// that is out of their range.
void put_binary_integer(ByteBuffer& out, std::int64_t value, const SqlType& as, const char* cpp_type);
/// Appends a number as REAL or DOUBLE PRECISION. Throws DataError for other types, and for a value that is out of the
/// range of REAL.
void put_binary_double(ByteBuffer& out, double value, const SqlType& as, const char* cpp_type);

}  // namespace azoth::detail

#pragma once

#include <azoth/types/byte_buffer.hpp>
#include <azoth/types/oid.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace azoth {

class TypeTable;

/// One value of a row as the database sent it: a view of its bytes with their format. Lifetime: valid as long as its
/// source.
struct Cell {
    const std::byte* data = nullptr;  ///< null: SQL NULL
    /// Number of bytes; -1: NULL.
    std::int32_t size = -1;
    /// Format of the bytes.
    Oid type = oid::unspecified;
    const TypeTable* types = nullptr;  ///< properties of types made in the database; null: none are known

    /// Whether it is NULL.
    bool is_null() const noexcept { return size < 0; }
    /// The bytes.
    std::span<const std::byte> bytes() const noexcept {
        return {data, size < 0 ? std::size_t{0} : static_cast<std::size_t>(size)};
    }
    /// The bytes as text.
    std::string_view text() const noexcept {
        return {reinterpret_cast<const char*>(data), size < 0 ? std::size_t{0} : static_cast<std::size_t>(size)};
    }
};

namespace detail {

/// The format of a domain's base type; other formats are returned unchanged.
Oid base_format(const TypeTable& types, Oid format) noexcept;

}  // namespace detail
}  // namespace azoth

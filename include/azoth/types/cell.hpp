#pragma once

#include <azoth/export.hpp>
#include <azoth/types/byte_buffer.hpp>
#include <azoth/types/oid.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth {

class TypeTable;

/// One value of a row as it came: a view of its bytes and the name of their format. Valid as long as what it was taken
/// from.
struct Cell {
    const std::byte* data = nullptr;  ///< null: SQL NULL
    std::int32_t size = -1;
    Oid type = oid::unspecified;
    const TypeTable* types = nullptr;  ///< what the database says of formats that are its own; null: nothing

    bool is_null() const noexcept { return size < 0; }
    std::span<const std::byte> bytes() const noexcept {
        return {data, size < 0 ? std::size_t{0} : static_cast<std::size_t>(size)};
    }
    std::string_view text() const noexcept {
        return {reinterpret_cast<const char*>(data), size < 0 ? std::size_t{0} : static_cast<std::size_t>(size)};
    }
};

namespace detail {

/// The format of a domain's values is that of its base; other formats are themselves.
Oid base_format(const TypeTable& types, Oid format) noexcept;

}  // namespace detail
}  // namespace azoth

AZOTH_EXPORT_END

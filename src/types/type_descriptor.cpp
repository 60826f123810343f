#include "types/type_descriptor.hpp"

#include "types/type_rows.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace azoth::detail {
namespace {

constexpr std::size_t kind_count = static_cast<std::size_t>(TypeKind::user_defined) + 1;
constexpr std::uint8_t no_row = 0xFF;

// The rows without their functions, so that this file, on which all of types/ depends, depends on none of its files.
constexpr auto rows = []() consteval {
    const auto all = type_rows();
    std::array<TypeDescriptor, all.size()> result;
    for (std::size_t i = 0; i < all.size(); ++i) result[i] = all[i].type;
    return result;
}
();
static_assert(rows.size() < no_row);

constexpr std::size_t index_of(TypeKind kind) noexcept { return static_cast<std::size_t>(kind); }

constexpr std::array<std::uint8_t, kind_count> rows_by_kind(bool zoned) {
    std::array<std::uint8_t, kind_count> index;
    index.fill(no_row);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const bool has_kind = rows[i].kind != TypeKind::null || !rows[i].enumerator.empty();
        std::uint8_t& at = index[index_of(rows[i].kind)];
        if (has_kind && (at == no_row || (zoned && rows[i].zoned))) at = static_cast<std::uint8_t>(i);
    }
    return index;
}
constexpr auto by_kind = rows_by_kind(false);
constexpr auto by_zoned_kind = rows_by_kind(true);
static_assert(std::ranges::find(by_kind, no_row) == by_kind.end(), "each TypeKind has a row");

template <Oid TypeDescriptor::*member>
constexpr auto rows_by_oid() {
    constexpr Oid largest = std::ranges::max(rows, {}, member).*member;
    std::array<std::uint8_t, largest + 1> index;
    index.fill(no_row);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].*member != oid::unspecified) index[rows[i].*member] = static_cast<std::uint8_t>(i);
    }
    return index;
}
constexpr auto by_format = rows_by_oid<&TypeDescriptor::format>();
constexpr auto by_array = rows_by_oid<&TypeDescriptor::array_format>();

template <std::size_t size>
const TypeDescriptor* row_at(const std::array<std::uint8_t, size>& index, Oid oid) noexcept {
    return oid < size && index[oid] != no_row ? &rows[index[oid]] : nullptr;
}

}  // namespace

const TypeDescriptor& descriptor(const SqlType& type) noexcept {
    return rows[(type.with_timezone() ? by_zoned_kind : by_kind)[index_of(type.kind())]];
}

const TypeDescriptor* descriptor_of_format(Oid format) noexcept { return row_at(by_format, format); }

const TypeDescriptor* descriptor_of_elements(Oid array) noexcept { return row_at(by_array, array); }

const TypeDescriptor* descriptor_of_extension(std::string_view catalog_name) noexcept {
    const auto* const found =
        std::ranges::find_if(rows, [&](const auto& row) { return row.extension && row.catalog_name == catalog_name; });
    return found == rows.end() ? nullptr : found;
}

std::span<const TypeDescriptor> descriptors() noexcept { return rows; }

}  // namespace azoth::detail

#pragma once

#include <azoth/types/cell.hpp>
#include <azoth/types/type_error.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace azoth {

/// Reads the bytes of a structured value (array, range, composite ...), for codecs. Every length and count is checked
/// against the bytes that remain; malformed bytes throw DataError.
class WireReader {
public:
    /// Reads a cell, for a C++ type named in errors.
    WireReader(const Cell& cell, const char* cpp_type) noexcept
        : cell_(cell), cpp_type_(cpp_type), at_(cell.data), end_(cell.data + cell.bytes().size()) {}

    /// Number of bytes that remain.
    std::size_t remaining() const noexcept { return static_cast<std::size_t>(end_ - at_); }
    /// The first of the remaining bytes.
    const std::byte* next_bytes() const noexcept { return at_; }

    /// Reads an integer.
    template <std::integral T>
    T get() {
        require(sizeof(T));
        const T value = load_big_endian<T>(at_);
        at_ += sizeof(T);
        return value;
    }
    /// Reads n bytes.
    std::span<const std::byte> take(std::size_t n) {
        require(n);
        const std::span<const std::byte> bytes(at_, n);
        at_ += n;
        return bytes;
    }
    /// Reads a count of items that have at least `smallest` bytes each.
    std::size_t count(std::size_t smallest) {
        const auto n = get<std::int32_t>();
        if (n < 0 || static_cast<std::size_t>(n) > remaining() / smallest) fail("malformed count");
        return static_cast<std::size_t>(n);
    }
    /// Reads a length, -1 for NULL, and that many bytes of a type.
    Cell cell(Oid type) { return cell_in(format_of(type)); }
    /// The format of a type's values; of a domain, that of its base type.
    Oid format_of(Oid type) const noexcept {
        return cell_.types == nullptr ? type : detail::base_format(*cell_.types, type);
    }
    /// Like cell(), for a format that is known already.
    Cell cell_in(Oid format) {
        const auto size = get<std::int32_t>();
        if (size == -1) return Cell{nullptr, -1, format, cell_.types};
        if (size < 0) fail("malformed length");
        return Cell{take(static_cast<std::size_t>(size)).data(), size, format, cell_.types};
    }
    /// Reads a text that ends with a NUL.
    std::string_view terminated_text();
    /// Throws DataError unless all bytes have been read.
    void expect_end() const {
        if (at_ != end_) fail("too long");
    }
    /// Throws DataError.
    [[noreturn]] void fail(std::string_view why) const { throw_decode_error(cpp_type_, cell_, why); }

private:
    void require(std::size_t n) const {
        if (remaining() < n) fail("too short");
    }

    Cell cell_;
    const char* cpp_type_;
    const std::byte* at_;
    const std::byte* end_;
};

}  // namespace azoth

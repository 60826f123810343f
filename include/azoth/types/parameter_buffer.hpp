#pragma once

#include <azoth/export.hpp>
#include <azoth/types/byte_buffer.hpp>
#include <azoth/types/codec.hpp>
#include <azoth/types/value.hpp>
#include <azoth/types/value_size.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// The parameters of one execution, encoded as in PostgreSQL's Bind message: for each a 32-bit length (-1: NULL) and
/// the bytes. Can be cleared and reused for many rows without new allocations.
class ParameterBuffer {
public:
    /// Appends a value, encoded as a SQL type. Throws DataError if it does not fit.
    template <class T>
    requires Storable<value_of<T>>
    void add(const T& value, const SqlType& as) {
        if constexpr (is_nullable<T>) {
            if (!value) return add_null();
            add(*value, as);
        } else {
            const std::size_t at = bytes_.size();
            bytes_.extend(sizeof(std::int32_t));
            Codec<T>::encode(bytes_, value, as);
            finish(at);
        }
    }
    /// Appends a value that is encoded already.
    void add(const Value& value);
    /// A value that is encoded already.
    void add(const Cell& encoded);
    /// Appends NULL.
    void add_null();

    /// Number of parameters.
    std::size_t count() const noexcept { return count_; }
    /// The encoded parameters, lengths included. Lifetime: until the next add(), add_null() or clear().
    std::span<const std::byte> bytes() const noexcept { return bytes_.bytes(); }
    /// Removes all parameters and keeps the storage.
    void clear() noexcept {
        bytes_.clear();
        count_ = 0;
    }

    /// Calls fn(cell) for each parameter in order; `types` gives their formats.
    template <class Fn>
    void for_each(std::span<const SqlType> types, Fn&& fn) const {
        for_each_at([&](std::size_t i, const std::byte* at, std::int32_t size) {
            fn(Cell{at, size, i < types.size() ? format_of(types[i]) : format_of(SqlType())});
        });
    }
    /// Calls fn(i, bytes, size) for each parameter in order: null and -1 for NULL.
    template <class Fn>
    void for_each_at(Fn&& fn) const {
        const std::byte* at = bytes_.data();
        for (std::size_t i = 0; i < count_; ++i) {
            const auto size = load_big_endian<std::int32_t>(at);
            at += sizeof size;
            fn(i, size < 0 ? nullptr : at, size);
            if (size > 0) at += size;
        }
    }
    /// The format of a parameter of this type; that of text if its values have no format of their own.
    static Oid format_of(const SqlType& type) noexcept;

private:
    void finish(std::size_t at) {
        const std::size_t size = bytes_.size() - at - sizeof(std::int32_t);
        if (size > detail::largest_value) refuse(at);
        store_big_endian(bytes_.data() + at, static_cast<std::int32_t>(size));
        ++count_;
    }
    [[noreturn]] void refuse(std::size_t at);

    ByteBuffer bytes_;
    std::size_t count_ = 0;
};

/// Provides the parameters of many executions of one statement, one set at a time.
class ParameterSource {
public:
    virtual ~ParameterSource() = default;
    /// Appends the next set to a cleared buffer; returns false if there is none. Threads: called from any thread, never
    /// from two at once.
    virtual bool next(ParameterBuffer& into) = 0;
};

}  // namespace azoth

AZOTH_EXPORT_END

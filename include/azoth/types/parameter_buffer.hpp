#pragma once

#include <azoth/types/byte_buffer.hpp>
#include <azoth/types/codec.hpp>
#include <azoth/types/value.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace azoth {

/// The parameters of one execution, encoded one behind the other as PostgreSQL's Bind message carries them: a 32-bit
/// length (-1: NULL), then the bytes. Reused for many rows without giving up its storage.
class ParameterBuffer {
public:
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
    void add(const Value& value);
    /// A value that is encoded already.
    void add(const Cell& encoded);
    void add_null();

    std::size_t count() const noexcept { return count_; }
    std::span<const std::byte> bytes() const noexcept { return bytes_.bytes(); }
    void clear() noexcept {
        bytes_.clear();
        count_ = 0;
    }

    /// Calls fn(cell) for each parameter in order; `types` gives their formats.
    template <class Fn>
    void for_each(std::span<const SqlType> types, Fn&& fn) const {
        const std::byte* at = bytes_.data();
        for (std::size_t i = 0; i < count_; ++i) {
            const auto size = load_big_endian<std::int32_t>(at);
            at += sizeof size;
            fn(Cell{size < 0 ? nullptr : at, size, format_of(types, i)});
            if (size > 0) at += size;
        }
    }

private:
    static Oid format_of(std::span<const SqlType> types, std::size_t i) noexcept;
    void finish(std::size_t at);

    ByteBuffer bytes_;
    std::size_t count_ = 0;
};

/// Gives the parameters of many executions of one statement, one set after the other.
class ParameterSource {
public:
    virtual ~ParameterSource() = default;
    /// Appends the next set to a cleared buffer; false: there is none. Called from any thread, never from two at once.
    virtual bool next(ParameterBuffer& into) = 0;
};

}  // namespace azoth

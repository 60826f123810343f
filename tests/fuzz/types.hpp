#pragma once

#include <azoth/error.hpp>
#include <azoth/types/all.hpp>
#include <azoth/types/display.hpp>
#include <azoth/types/text_form.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

// What every decoder must bear: any bytes, as any type. It gives a value or throws an error of azoth; and a value that
// it gives can be written, read again and printed.
namespace azoth::fuzz {

inline void require(bool condition) {
    if (!condition) std::abort();
}

inline Cell cell_of(const std::uint8_t* data, std::size_t size, Oid type) {
    return Cell{reinterpret_cast<const std::byte*>(data), static_cast<std::int32_t>(size), type};
}

inline void print(const Cell& cell) {
    std::string text;
    append_display(text, cell);
    try {
        append_text(text, cell);
    } catch (const Error&) {
    }
}

/// Decodes; what was decoded survives another round. Values that can't be written again (an encoder is stricter than a
/// decoder must be) are fine.
template <class T>
void decode(const Cell& cell, const SqlType& as = Codec<T>::sql_type()) {
    try {
        const T value = Codec<T>::decode(cell);
        ByteBuffer wire;
        try {
            Codec<T>::encode(wire, value, as);
        } catch (const Error&) {
            return;
        }
        const Oid format = wire_oid(as);
        const Cell again{wire.data(), static_cast<std::int32_t>(wire.size()),
                         format == oid::unspecified ? oid::text : format};
        const T second = Codec<T>::decode(again);
        require(second == value || !(value == value));
        if (format == oid::unspecified) return;
        std::string text;
        append_text(text, again);
        ByteBuffer parsed;
        parse_text(parsed, as, text);
        const T third = Codec<T>::decode(Cell{parsed.data(), static_cast<std::int32_t>(parsed.size()), format});
        require(third == value || !(value == value));
    } catch (const Error&) {
    }
}

/// Calls the one of the functions that the byte says: exceptions are slow, so an input goes to one decoder only.
template <class... Fns>
void call_one(std::uint8_t which, const Fns&... fns) {
    std::size_t left = which % sizeof...(fns);
    (void)((left-- == 0 ? (fns(), true) : false) || ...);
}

}  // namespace azoth::fuzz

#include "types/utf8.hpp"

#include <azoth/types/text_codecs.hpp>

#include <cstdint>
#include <cstring>

namespace azoth::detail {
namespace {

// The number of bytes of a character that begins with this byte; 0 if no character does.
std::size_t length_after(unsigned char first) noexcept {
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first < 0xE0) return 2;
    if (first >= 0xE0 && first < 0xF0) return 3;
    if (first >= 0xF0 && first < 0xF5) return 4;
    return 0;
}

// Eight ASCII characters: none has its high bit set, none is zero.
template <bool nul_allowed>
bool is_ascii(const unsigned char* at) noexcept {
    std::uint64_t word;
    std::memcpy(&word, at, sizeof word);
    const std::uint64_t zero = nul_allowed ? 0 : (word - 0x0101010101010101ULL) & ~word;
    return ((word | zero) & 0x8080808080808080ULL) == 0;
}

// RFC 3629.
template <bool nul_allowed>
bool is_utf8_throughout(const unsigned char* at, const unsigned char* end) noexcept {
    while (at != end) {
        while (end - at >= 8 && is_ascii<nul_allowed>(at)) at += 8;
        if (at == end) break;
        const unsigned char lead = *at++;
        if (!nul_allowed && lead == 0) return false;
        if (lead < 0x80) continue;
        int following = 0;
        unsigned char low = 0x80;
        unsigned char high = 0xBF;
        if (lead >= 0xC2 && lead <= 0xDF) {
            following = 1;
        } else if (lead >= 0xE0 && lead <= 0xEF) {
            following = 2;
            if (lead == 0xE0) low = 0xA0;
            if (lead == 0xED) high = 0x9F;
        } else if (lead >= 0xF0 && lead <= 0xF4) {
            following = 3;
            if (lead == 0xF0) low = 0x90;
            if (lead == 0xF4) high = 0x8F;
        } else {
            return false;
        }
        if (end - at < following) return false;
        if (*at < low || *at > high) return false;
        for (++at, --following; following > 0; ++at, --following) {
            if ((*at & 0xC0U) != 0x80U) return false;
        }
    }
    return true;
}

template <bool nul_allowed>
bool is_well_formed(std::string_view text) noexcept {
    const auto* at = reinterpret_cast<const unsigned char*>(text.data());
    const auto* const end = at + text.size();
    if (text.size() >= 8) {
        while (end - at >= 8 && is_ascii<nul_allowed>(at)) at += 8;
        // The last few bytes, checked together with bytes that were already checked.
        if (end - at < 8 && is_ascii<nul_allowed>(end - 8)) return true;
    }
    return is_utf8_throughout<nul_allowed>(at, end);
}

}  // namespace

bool is_utf8(std::string_view text) noexcept { return is_well_formed<true>(text); }

bool is_storable_text(std::string_view text) noexcept { return is_well_formed<false>(text); }

Utf8Character utf8_character(std::string_view text, std::size_t at) noexcept {
    const auto first = static_cast<unsigned char>(text[at]);
    const std::size_t size = length_after(first);
    if (size == 1) return {first, 1, true};
    if (size == 0 || text.size() - at < size) return {first, 1, false};
    char32_t code = first & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        const auto byte = static_cast<unsigned char>(text[at + i]);
        if ((byte & 0xC0U) != 0x80U) return {first, 1, false};
        code = (code << 6U) | (byte & 0x3FU);
    }
    constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = code >= 0xD800 && code < 0xE000;
    if (code < smallest[size] || surrogate || code > 0x10FFFF) return {first, 1, false};
    return {code, size, true};
}

bool is_control(char32_t code) noexcept {
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x061C || code == 0x200E || code == 0x200F ||
           (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF;
}

}  // namespace azoth::detail

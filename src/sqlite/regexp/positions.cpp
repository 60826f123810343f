#include "positions.hpp"

#include "types/ascii.hpp"

namespace azoth::sqlite::regexp {
namespace {

bool is_word_byte(char c) noexcept { return ascii::is_letter(c) || ascii::is_digit(c) || c == '_'; }

}  // namespace

bool is_word_boundary(std::string_view value, std::size_t at) noexcept {
    const bool before = at > 0 && is_word_byte(value[at - 1]);
    const bool behind = at < value.size() && is_word_byte(value[at]);
    return before != behind;
}

std::size_t find_byte(std::string_view value, std::size_t at, const ByteSet& set, Meter& meter) {
    while (at < value.size() && !set.test(static_cast<unsigned char>(value[at]))) {
        ++at;
        meter.spend(1);
    }
    return at;
}

}  // namespace azoth::sqlite::regexp

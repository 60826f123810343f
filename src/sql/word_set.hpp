#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <string_view>

namespace azoth {

/// A set of words that is known when the library is compiled. To look one up costs a hash of three of its letters and,
/// mostly, no comparison.
template <std::size_t N>
class WordSet {
public:
    constexpr explicit WordSet(const std::array<std::string_view, N>& words) {
        for (const std::string_view word : words) {
            std::size_t slot = first_slot(word);
            while (!slots_[slot].empty()) slot = (slot + 1) % slot_count;
            slots_[slot] = word;
        }
    }

    constexpr bool contains(std::string_view word) const noexcept {
        if (word.empty()) return false;
        for (std::size_t slot = first_slot(word); !slots_[slot].empty(); slot = (slot + 1) % slot_count) {
            if (slots_[slot] == word) return true;
        }
        return false;
    }

private:
    static constexpr std::size_t slot_count = std::bit_ceil(4 * N);

    static constexpr std::size_t first_slot(std::string_view word) noexcept {
        const auto letter = [&](std::size_t i) { return static_cast<unsigned char>(word[i]); };
        std::size_t hash = word.size();
        for (const std::size_t i : {std::size_t{0}, word.size() / 2, word.size() - 1}) hash = hash * 37 + letter(i);
        return hash % slot_count;
    }

    std::array<std::string_view, slot_count> slots_{};
};

}  // namespace azoth

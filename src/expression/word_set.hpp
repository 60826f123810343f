#pragma once

#include <azoth/export.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// A set of words that is known at compile time. A lookup costs a hash of three of the word's letters and usually one
/// comparison.
template <std::size_t N>
class WordSet {
public:
    constexpr explicit WordSet(const std::array<std::string_view, N>& words) : words_(words) {
        for (std::size_t i = 0; i < N; ++i) {
            std::size_t slot = first_slot(words_[i]);
            while (slots_[slot] != 0) slot = (slot + 1) % slot_count;
            slots_[slot] = static_cast<std::uint16_t>(i + 1);
        }
    }

    constexpr bool contains(std::string_view word) const noexcept { return find(word) != N; }

    /// The index of the word in the list from which the set was made; N if it is not in the set.
    constexpr std::size_t find(std::string_view word) const noexcept {
        if (word.empty()) return N;
        for (std::size_t slot = first_slot(word); slots_[slot] != 0; slot = (slot + 1) % slot_count) {
            const std::size_t place = slots_[slot] - std::size_t{1};
            if (words_[place] == word) return place;
        }
        return N;
    }

private:
    static_assert(N < UINT16_MAX);
    static constexpr std::size_t slot_count = std::bit_ceil(4 * N);

    static constexpr std::size_t first_slot(std::string_view word) noexcept {
        const auto letter = [&](std::size_t i) { return static_cast<unsigned char>(word[i]); };
        std::size_t hash = word.size();
        for (const std::size_t i : {std::size_t{0}, word.size() / 2, word.size() - 1}) hash = hash * 37 + letter(i);
        return hash % slot_count;
    }

    std::array<std::string_view, N> words_;
    std::array<std::uint16_t, slot_count> slots_{};  // 1 + the index of a word; 0: none
};

}  // namespace azoth

AZOTH_EXPORT_END

#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>

namespace azoth {

/// The key of an advisory lock: a number, a pair of numbers (different from every single number), or a name, which is
/// hashed to a number with 64-bit FNV-1a, the same in every program and version.
class AdvisoryKey {
public:
    /// Makes the key of a number.
    template <std::integral T>
    constexpr AdvisoryKey(T number) noexcept : first_(static_cast<std::int64_t>(number)) {}
    /// Makes the key of a pair of numbers.
    constexpr AdvisoryKey(std::int32_t first, std::int32_t second) noexcept
        : first_(first), second_(second), pair_(true) {}
    /// Makes the key of a name.
    template <std::convertible_to<std::string_view> T>
    AdvisoryKey(const T& name) noexcept : first_(number_of(name)) {}

    /// The number, or the first of a pair.
    std::int64_t first() const noexcept { return first_; }
    /// The second number of a pair.
    std::int32_t second() const noexcept { return second_; }
    /// Whether the key is a pair of numbers.
    bool is_pair() const noexcept { return pair_; }

private:
    static std::int64_t number_of(std::string_view name) noexcept;

    std::int64_t first_;
    std::int32_t second_ = 0;
    bool pair_ = false;
};

}  // namespace azoth

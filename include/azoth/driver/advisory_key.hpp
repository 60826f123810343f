#pragma once

#include <azoth/export.hpp>

#include <concepts>
#include <cstdint>
#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// What an advisory lock is taken on: a number, a pair of numbers (which is another key than any number), or a name,
/// of which a number is computed: FNV-1a, 64 bits, the same in every program and version.
class AdvisoryKey {
public:
    template <std::integral T>
    constexpr AdvisoryKey(T number) noexcept : first_(static_cast<std::int64_t>(number)) {}
    constexpr AdvisoryKey(std::int32_t first, std::int32_t second) noexcept
        : first_(first), second_(second), pair_(true) {}
    template <std::convertible_to<std::string_view> T>
    AdvisoryKey(const T& name) noexcept : first_(number_of(name)) {}

    std::int64_t first() const noexcept { return first_; }
    std::int32_t second() const noexcept { return second_; }
    bool is_pair() const noexcept { return pair_; }

private:
    static std::int64_t number_of(std::string_view name) noexcept;

    std::int64_t first_;
    std::int32_t second_ = 0;
    bool pair_ = false;
};

}  // namespace azoth

AZOTH_EXPORT_END

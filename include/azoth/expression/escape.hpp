#pragma once

#include <azoth/export.hpp>

#include <concepts>
#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// The escape character of a LIKE pattern: `like("100/%", az::escape('/'))`.
class escape {
public:
    explicit constexpr escape(char character) noexcept : character_(character) {}
    std::string_view text() const noexcept { return {&character_, 1}; }

private:
    char character_;
};

/// Takes %, _ and the escape character in a text for what they are: `startswith("100%", az::autoescape)`; the escape
/// character is / unless another is given: `az::autoescape('!')`.
class AutoEscape {
public:
    explicit constexpr AutoEscape(char character) noexcept : character_(character) {}
    constexpr AutoEscape operator()(char character) const noexcept { return AutoEscape(character); }
    std::string_view text() const noexcept { return {&character_, 1}; }

private:
    char character_;
};
inline constexpr AutoEscape autoescape{'/'};

namespace detail {

template <class P>
concept TextLiteral = std::convertible_to<const P&, std::string_view>;

}  // namespace detail
}  // namespace azoth

AZOTH_EXPORT_END

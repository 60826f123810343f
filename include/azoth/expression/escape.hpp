#pragma once

#include <concepts>
#include <string_view>

namespace azoth {

/// The escape character of a LIKE pattern: `like("100/%", az::escape('/'))`.
class escape {
public:
    /// Sets the escape character.
    explicit constexpr escape(char character) noexcept : character_(character) {}
    /// The escape character as a text.
    std::string_view text() const noexcept { return {&character_, 1}; }

private:
    char character_;
};

/// Escapes %, _ and the escape character in the text of startswith() and the like: `startswith("100%",
/// az::autoescape)`. The escape character is / unless another is given: `az::autoescape('!')`.
class AutoEscape {
public:
    /// Sets the escape character.
    explicit constexpr AutoEscape(char character) noexcept : character_(character) {}
    /// Returns an object with another escape character.
    constexpr AutoEscape operator()(char character) const noexcept { return AutoEscape(character); }
    /// The escape character as a text.
    std::string_view text() const noexcept { return {&character_, 1}; }

private:
    char character_;
};
/// Escapes with /.
inline constexpr AutoEscape autoescape{'/'};

namespace detail {

template <class P>
concept TextLiteral = std::convertible_to<const P&, std::string_view>;

}  // namespace detail
}  // namespace azoth

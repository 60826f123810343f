#pragma once

#include <azoth/export.hpp>

#include <compare>
#include <concepts>
#include <iosfwd>
#include <string>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// The base of azoth's values whose text form is to_string(), and which are made of text: they are printed by
/// operator<< and by fmt (azoth/fmt.hpp).
struct TextValue {
    friend constexpr auto operator<=>(const TextValue&, const TextValue&) noexcept = default;
};

/// Appends the text form of a value.
template <std::derived_from<TextValue> T>
std::ostream& operator<<(std::ostream& out, const T& value) {
    const std::string text = value.to_string();
    return out << text;
}

}  // namespace azoth

AZOTH_EXPORT_END

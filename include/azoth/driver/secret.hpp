#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace azoth {

/// A text that must not be shown: a password, a key. It does not convert to a string, and has no operator<< and no fmt
/// formatter: only reveal() returns its text. Its memory is overwritten when the object is destroyed, moved from or
/// assigned to.
class Secret {
public:
    /// Makes an empty secret.
    Secret() noexcept = default;
    /// Copies the text.
    Secret(const char* text) : text_(text) {}
    Secret(std::string_view text) : text_(text) {}
    Secret(const std::string& text) : text_(text) {}
    /// Copies the text, and overwrites and empties `text`.
    Secret(std::string&& text) : text_(text) { wipe(text); }
    Secret(const Secret& other) = default;
    Secret(Secret&& other) noexcept {
        text_.swap(other.text_);
        wipe(other.text_);  // a short text is copied from the object, where it stays
    }
    Secret& operator=(const Secret& other);
    Secret& operator=(Secret&& other) noexcept;
    ~Secret() { wipe(text_); }

    /// Whether the text is empty.
    bool empty() const noexcept { return text_.empty(); }
    /// Returns the text. Lifetime: valid until this object is changed or destroyed.
    const std::string& reveal() const noexcept { return text_; }

    /// Compares the texts, in a time that depends on their lengths only.
    friend bool operator==(const Secret& a, const Secret& b) noexcept { return same(a.text_, b.text_); }
    friend bool operator==(const Secret& a, std::string_view b) noexcept { return same(a.text_, b); }
    friend bool operator==(const Secret& a, const char* b) noexcept { return same(a.text_, b); }
    friend bool operator==(const Secret& a, const std::string& b) noexcept { return same(a.text_, b); }

    template <class Char, class Traits>
    friend std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>&, const Secret&) = delete;

    /// Overwrites the memory of a string, which the compiler cannot optimise away, and empties the string.
    static void wipe(std::string& text) noexcept;

private:
    static bool same(std::string_view a, std::string_view b) noexcept;

    std::string text_;
};

}  // namespace azoth

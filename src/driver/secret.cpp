#include <azoth/driver/secret.hpp>

namespace azoth {

Secret& Secret::operator=(const Secret& other) {
    if (this == &other) return *this;
    std::string copy = other.text_;
    text_.swap(copy);
    wipe(copy);
    return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this == &other) return *this;
    text_.swap(other.text_);
    wipe(other.text_);
    return *this;
}

void Secret::wipe(std::string& text) noexcept {
    // Overwrites the whole capacity: an earlier, longer text may have left bytes after the end of this one. resize() to
    // the capacity does not reallocate.
    text.resize(text.capacity());
    volatile char* const bytes = text.data();
    for (std::size_t i = 0; i < text.size(); ++i) bytes[i] = 0;
    text.clear();
}

bool Secret::same(std::string_view a, std::string_view b) noexcept {
    if (a.size() != b.size()) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
    }
    return difference == 0;
}

}  // namespace azoth

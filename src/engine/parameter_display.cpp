#include "engine/parameter_display.hpp"

#include <azoth/types/display.hpp>

namespace azoth::detail {
namespace {

constexpr std::size_t longest_value = 300;
constexpr std::size_t shown_parameters = 100;

bool is_continuation(char c) noexcept { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

void append_shortened(std::string& out, std::string_view value) {
    if (value.size() <= longest_value) {
        out += value;
        return;
    }
    // Does not split a character.
    std::size_t head = longest_value / 2;
    while (head > 0 && is_continuation(value[head])) --head;
    std::size_t tail = value.size() - longest_value / 2;
    while (tail < value.size() && is_continuation(value[tail])) ++tail;
    out += value.substr(0, head);
    out += " ... (" + std::to_string(tail - head) + " characters truncated) ... ";
    out += value.substr(tail);
}

}  // namespace

std::string display_parameters(const ParameterBuffer& parameters, std::span<const SqlType> types) {
    std::string text = "(";
    std::string value;
    const std::size_t count = parameters.count();
    const std::size_t left_out = count > shown_parameters ? count - shown_parameters : 0;
    std::size_t at = 0;
    parameters.for_each(types, [&](const Cell& cell) {
        const std::size_t place = at++;
        if (place >= shown_parameters / 2 && place < shown_parameters / 2 + left_out) {
            if (place == shown_parameters / 2)
                text += " ... " + std::to_string(left_out) + " parameters truncated ... ";
            return;
        }
        if (place != 0 && place != shown_parameters / 2 + left_out) text += ", ";
        value.clear();
        append_display(value, cell);
        append_shortened(text, value);
    });
    text += count == 1 ? ",)" : ")";
    return text;
}

void DisplayedSets::keep(const ParameterBuffer& parameters) {
    if (first_.size() < shown_first) {
        first_.push_back(parameters);
    } else if (last_.size() < shown_last) {
        last_.push_back(parameters);
    } else {
        std::swap(last_.front(), last_.back());
        last_.back() = parameters;
    }
}

std::string DisplayedSets::to_string() const {
    std::string text = "[";
    bool separate = false;
    const auto append = [&](const ParameterBuffer& set) {
        if (separate) text += ", ";
        separate = true;
        text += display_parameters(set, types_);
    };
    for (const ParameterBuffer& set : first_) append(set);
    const std::size_t shown = first_.size() + last_.size();
    if (count_ > shown) {
        text += "  ... displaying " + std::to_string(shown) + " of " + std::to_string(count_) +
                " total bound parameter sets ...  ";
        separate = false;
    }
    for (const ParameterBuffer& set : last_) append(set);
    text += ']';
    return text;
}

}  // namespace azoth::detail

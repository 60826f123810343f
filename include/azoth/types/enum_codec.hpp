#pragma once

#include <azoth/types/codec.hpp>
#include <azoth/types/text_codecs.hpp>

#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace azoth {

/// Sets the labels of an enum class in the database, and the name of its type there:
///
///     template <>
///     struct azoth::EnumLabels<Mood> {
///         static constexpr std::string_view name = "mood";
///         static constexpr std::pair<Mood, std::string_view> labels[] = {{Mood::sad, "sad"}, {Mood::happy, "happy"}};
///     };
template <class E>
struct EnumLabels;

namespace detail {

template <class E>
concept LabelledEnum = std::is_enum_v<E> && requires {
    { EnumLabels<E>::name } -> std::convertible_to<std::string_view>;
    std::begin(EnumLabels<E>::labels)->second;
};

[[noreturn]] void throw_unlabelled(const SqlType& as, std::string_view type);
[[noreturn]] void throw_unknown_label(const Cell& cell, std::string_view label, std::string_view type);

}  // namespace detail

template <detail::LabelledEnum E>
struct Codec<E> {
    static SqlType sql_type() {
        static const SqlType type = [] {
            std::vector<std::string> labels;
            for (const auto& entry : EnumLabels<E>::labels) labels.emplace_back(entry.second);
            return Enum(EnumLabels<E>::name, std::move(labels));
        }();
        return type;
    }
    /// Throws DataError for a value without a label.
    static void encode(ByteBuffer& out, E value, const SqlType& as) {
        for (const auto& [known, label] : EnumLabels<E>::labels) {
            if (known == value) return detail::encode_text(out, label, as);
        }
        detail::throw_unlabelled(as, EnumLabels<E>::name);
    }
    /// Throws DataError for a label without a value.
    static E decode(const Cell& cell) {
        const std::string_view text = detail::decode_text(cell, "enum");
        for (const auto& [known, label] : EnumLabels<E>::labels) {
            if (label == text) return known;
        }
        detail::throw_unknown_label(cell, text, EnumLabels<E>::name);
    }
};

}  // namespace azoth

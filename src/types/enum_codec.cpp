#include <azoth/types/enum_codec.hpp>
#include <azoth/types/type_error.hpp>

namespace azoth::detail {

void throw_unlabelled(const SqlType& as, std::string_view type) {
    throw_encode_error("enum", as, "it has no label in EnumLabels of " + std::string(type));
}

void throw_unknown_label(const Cell& cell, std::string_view label, std::string_view type) {
    throw_decode_error("enum", cell, "it is not a label in EnumLabels of " + std::string(type), label);
}

}  // namespace azoth::detail

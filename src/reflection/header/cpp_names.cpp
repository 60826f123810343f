#include "reflection/header/cpp_names.hpp"

#include "expression/word_set.hpp"
#include "types/ascii.hpp"

#include <array>

namespace azoth::detail {
namespace {

// Keywords, macros of the C library, and members of a table other than its columns.
constexpr WordSet unusable(std::to_array<std::string_view>({"alias",
                                                            "alignas",
                                                            "alignof",
                                                            "and",
                                                            "and_eq",
                                                            "asm",
                                                            "assert",
                                                            "auto",
                                                            "az",
                                                            "azoth",
                                                            "bitand",
                                                            "bitor",
                                                            "bool",
                                                            "break",
                                                            "case",
                                                            "catch",
                                                            "char",
                                                            "char16_t",
                                                            "char32_t",
                                                            "char8_t",
                                                            "class",
                                                            "co_await",
                                                            "co_return",
                                                            "co_yield",
                                                            "compl",
                                                            "concept",
                                                            "const",
                                                            "const_cast",
                                                            "consteval",
                                                            "constexpr",
                                                            "constinit",
                                                            "continue",
                                                            "cross_join",
                                                            "decltype",
                                                            "default",
                                                            "delete",
                                                            "do",
                                                            "double",
                                                            "dynamic_cast",
                                                            "else",
                                                            "enum",
                                                            "eof",
                                                            "errno",
                                                            "explicit",
                                                            "export",
                                                            "extern",
                                                            "false",
                                                            "float",
                                                            "for",
                                                            "friend",
                                                            "from_clause",
                                                            "full_join",
                                                            "goto",
                                                            "if",
                                                            "inline",
                                                            "int",
                                                            "join",
                                                            "linux",
                                                            "long",
                                                            "major",
                                                            "makedev",
                                                            "metadata",
                                                            "minor",
                                                            "mutable",
                                                            "namespace",
                                                            "new",
                                                            "noexcept",
                                                            "not",
                                                            "not_eq",
                                                            "null",
                                                            "nullptr",
                                                            "operator",
                                                            "or",
                                                            "or_eq",
                                                            "outer_join",
                                                            "private",
                                                            "protected",
                                                            "public",
                                                            "register",
                                                            "reinterpret_cast",
                                                            "requires",
                                                            "return",
                                                            "right_join",
                                                            "shape_type",
                                                            "short",
                                                            "signed",
                                                            "sizeof",
                                                            "static",
                                                            "static_assert",
                                                            "static_cast",
                                                            "std",
                                                            "stderr",
                                                            "stdin",
                                                            "stdout",
                                                            "struct",
                                                            "switch",
                                                            "template",
                                                            "this",
                                                            "thread_local",
                                                            "throw",
                                                            "to_metadata",
                                                            "true",
                                                            "try",
                                                            "typedef",
                                                            "typeid",
                                                            "typename",
                                                            "types",
                                                            "union",
                                                            "unix",
                                                            "unsigned",
                                                            "using",
                                                            "virtual",
                                                            "void",
                                                            "volatile",
                                                            "wchar_t",
                                                            "while",
                                                            "xor",
                                                            "xor_eq"}));

// Replaces each run of other characters by one underscore, none at either end.
std::string words(std::string_view name) {
    std::string text;
    for (const char c : name) {
        if (ascii::is_letter(c) || ascii::is_digit(c)) {
            text += c;
        } else if (!text.empty() && text.back() != '_') {
            text += '_';
        }
    }
    if (!text.empty() && text.back() == '_') text.pop_back();
    const bool named = !text.empty() && !ascii::is_digit(text.front());
    return named ? text : std::string("x").append(text);
}

}  // namespace

std::string cpp_identifier(std::string_view name) {
    std::string text = words(name);
    if (unusable.contains(ascii::to_lower(text))) text += '_';
    return text;
}

std::string cpp_type_name(std::string_view name) {
    std::string text;
    bool begins = true;
    for (const char c : words(name)) {
        if (c == '_') {
            begins = true;
            continue;
        }
        text += begins ? ascii::to_upper(c) : c;
        begins = false;
    }
    // Keywords begin with a lower-case letter; NULL and EOF are macros.
    const bool macro = ascii::to_upper(text) == text && unusable.contains(ascii::to_lower(text));
    if (macro) text += '_';
    return text;
}

std::string CppNames::take(std::string identifier) {
    std::string free = identifier;
    for (int number = 2; !taken_.insert(free).second; ++number) {
        free = identifier;
        free += '_';
        free += std::to_string(number);
    }
    return free;
}

}  // namespace azoth::detail

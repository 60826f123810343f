#pragma once

#include <azoth/expression/forms.hpp>
#include <azoth/expression/functions/call.hpp>
#include <azoth/types/array_codec.hpp>
#include <azoth/types/range_codec.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace azoth::detail {

/// The result of lower() and upper(): the text, or a range's bound.
template <class T>
struct BoundOf {
    using type = lifted<std::string, T>;
};
template <class E>
struct BoundOf<Range<E>> {
    using type = std::optional<E>;
};
template <class E>
struct BoundOf<std::optional<Range<E>>> {
    using type = std::optional<E>;
};
template <class E>
struct BoundOf<MultiRange<E>> {
    using type = std::optional<E>;
};
template <>
struct BoundOf<Value> {
    using type = Value;
};
template <class T>
using bound_of = typename BoundOf<T>::type;
template <class T>
SqlType bound_type() {
    return sql_type_of<bound_of<T>>();
}

}  // namespace azoth::detail

namespace azoth::func {

/// Converts a text to lower case; of a range returns the lower bound, NULL if it has none.
template <detail::Operand A>
auto lower(const A& text) {
    using Bound = detail::bound_of<detail::operand_value<A>>;
    return FunctionExpr<Bound>(detail::make_function("lower", detail::arguments("lower", text),
                                                     detail::bound_type<detail::operand_value<A>>()));
}
/// Converts a text to upper case; of a range returns the upper bound, NULL if it has none.
template <detail::Operand A>
auto upper(const A& text) {
    using Bound = detail::bound_of<detail::operand_value<A>>;
    return FunctionExpr<Bound>(detail::make_function("upper", detail::arguments("upper", text),
                                                     detail::bound_type<detail::operand_value<A>>()));
}
/// Returns the number of characters; length() on SQLite.
template <detail::Operand A>
FunctionExpr<detail::lifted<std::int32_t, detail::operand_value<A>>> char_length(const A& text) {
    return FunctionExpr<detail::lifted<std::int32_t, detail::operand_value<A>>>(
        detail::make_function("char_length", detail::arguments("char_length", text), Integer()));
}
/// Returns the characters from a position, counted from 1: `count` of them, or all that follow.
template <detail::Operand A, detail::Operand B, detail::Operand... More>
requires(sizeof...(More) <= 1) auto substring(const A& text, const B& from, const More&... count) {
    return FunctionExpr<detail::lifted<std::string, detail::operand_value<A>, detail::operand_value<B>,
                                       detail::operand_value<More>...>>(
        detail::make_function("substring", detail::arguments("substring", text, from, count...), Text()));
}
/// Returns the number of characters; on SQLite before the first NUL of the text.
template <detail::Operand A>
auto length(const A& text) {
    return detail::strict_call<std::int32_t>("length", text);
}
/// Returns the number of bytes.
template <detail::Operand A>
auto octet_length(const A& text) {
    return detail::strict_call<std::int32_t>("octet_length", text);
}
/// Returns the number of bits.
template <detail::Operand A>
auto bit_length(const A& text) {
    return detail::strict_call<std::int32_t>("bit_length", text);
}
/// Removes characters (default: blanks) at both ends.
template <detail::Operand A, detail::Operand... More>
requires(sizeof...(More) <= 1) auto trim(const A& text, const More&... more) {
    return detail::strict_call<std::string>("trim", text, more...);
}
/// Removes characters (default: blanks) at both ends.
template <detail::Operand A, detail::Operand... More>
requires(sizeof...(More) <= 1) auto btrim(const A& text, const More&... more) {
    return detail::strict_call<std::string>("btrim", text, more...);
}
/// Removes characters (default: blanks) at the start.
template <detail::Operand A, detail::Operand... More>
requires(sizeof...(More) <= 1) auto ltrim(const A& text, const More&... more) {
    return detail::strict_call<std::string>("ltrim", text, more...);
}
/// Removes characters (default: blanks) at the end.
template <detail::Operand A, detail::Operand... More>
requires(sizeof...(More) <= 1) auto rtrim(const A& text, const More&... more) {
    return detail::strict_call<std::string>("rtrim", text, more...);
}
/// Replaces all occurrences of a text by another.
template <detail::Operand A, detail::Operand B, detail::Operand C>
auto replace(const A& text, const B& what, const C& by) {
    return detail::strict_call<std::string>("replace", text, what, by);
}
/// Replaces each character of `from` by the one at the same position of `to`, and removes those without one.
template <detail::Operand A, detail::Operand B, detail::Operand C>
auto translate(const A& text, const B& from, const C& to) {
    return detail::strict_call<std::string>("translate", text, from, to);
}
/// Returns the characters from a position, counted from 1: the given number of them, or all that follow.
template <detail::Operand A, detail::Operand B, detail::Operand... More>
requires(sizeof...(More) <= 1) auto substr(const A& text, const B& from, const More&... more) {
    return detail::strict_call<std::string>("substr", text, from, more...);
}
/// Returns the first characters; with a negative count, all but the last.
template <detail::Operand A, detail::Operand B>
auto left(const A& text, const B& count) {
    return detail::strict_call<std::string>("left", text, count);
}
/// Returns the last characters; with a negative count, all but the first.
template <detail::Operand A, detail::Operand B>
auto right(const A& text, const B& count) {
    return detail::strict_call<std::string>("right", text, count);
}
/// Extends a text at the start to a size, with blanks or the given text; a longer text is truncated.
template <detail::Operand A, detail::Operand B, detail::Operand... More>
requires(sizeof...(More) <= 1) auto lpad(const A& text, const B& size, const More&... more) {
    return detail::strict_call<std::string>("lpad", text, size, more...);
}
/// Extends a text at the end to a size, with blanks or the given text; a longer text is truncated.
template <detail::Operand A, detail::Operand B, detail::Operand... More>
requires(sizeof...(More) <= 1) auto rpad(const A& text, const B& size, const More&... more) {
    return detail::strict_call<std::string>("rpad", text, size, more...);
}
/// Repeats a text.
template <detail::Operand A, detail::Operand B>
auto repeat(const A& text, const B& times) {
    return detail::strict_call<std::string>("repeat", text, times);
}
/// Reverses the order of the characters.
template <detail::Operand A>
auto reverse(const A& text) {
    return detail::strict_call<std::string>("reverse", text);
}
/// Capitalizes each word.
template <detail::Operand A>
auto initcap(const A& text) {
    return detail::strict_call<std::string>("initcap", text);
}
/// Returns the position of a text in another, counted from 1; 0: it does not occur.
template <detail::Operand A, detail::Operand B>
auto strpos(const A& text, const B& what) {
    return detail::strict_call<std::int32_t>("strpos", text, what);
}
/// Returns the position of a text in another, counted from 1; 0: it does not occur (SQLite).
template <detail::Operand A, detail::Operand B>
auto instr(const A& text, const B& what) {
    return detail::strict_call<std::int32_t>("instr", text, what);
}
/// Returns the part of a text between delimiters, by its index, counted from 1.
template <detail::Operand A, detail::Operand B, detail::Operand C>
auto split_part(const A& text, const B& delimiter, const C& index) {
    return detail::strict_call<std::string>("split_part", text, delimiter, index);
}
/// Whether a text begins with another.
template <detail::Operand A, detail::Operand B>
auto starts_with(const A& text, const B& prefix) {
    return detail::strict_call<bool>("starts_with", text, prefix);
}
/// Returns the code of the first character.
template <detail::Operand A>
auto ascii(const A& text) {
    return detail::strict_call<std::int32_t>("ascii", text);
}
/// Returns the character of a code.
template <detail::Operand A>
auto chr(const A& code) {
    return detail::strict_call<std::string>("chr", code);
}
/// Returns the MD5 hash in hexadecimal.
template <detail::Operand A>
auto md5(const A& text) {
    return detail::strict_call<std::string>("md5", text);
}
/// Returns the text as a SQL literal.
template <detail::Operand A>
auto quote_literal(const A& text) {
    return detail::strict_call<std::string>("quote_literal", text);
}
/// Returns the text as a SQL identifier, quoted if necessary.
template <detail::Operand A>
auto quote_ident(const A& text) {
    return detail::strict_call<std::string>("quote_ident", text);
}
/// Converts bytes to text: "base64", "hex", "escape".
template <detail::Operand A, detail::Operand B>
auto encode(const A& bytes, const B& format) {
    return detail::strict_call<std::string>("encode", bytes, format);
}
/// Converts text to bytes: "base64", "hex", "escape".
template <detail::Operand A, detail::Operand B>
auto decode(const A& text, const B& format) {
    return detail::strict_call<std::vector<std::byte>>("decode", text, format);
}
/// Returns the number of matches of a regular expression.
template <detail::Operand A, detail::Operand B>
auto regexp_count(const A& text, const B& pattern) {
    return detail::strict_call<std::int32_t>("regexp_count", text, pattern);
}
/// Returns the captured parts of the match of a regular expression, as rows of arrays.
template <detail::Operand A, detail::Operand B, detail::Operand... More>
requires(sizeof...(More) <= 1) auto regexp_matches(const A& text, const B& pattern, const More&... more) {
    return detail::strict_call<std::vector<std::optional<std::string>>>("regexp_matches", text, pattern, more...);
}
/// Returns the parts of a text between the matches of a regular expression.
template <detail::Operand A, detail::Operand B, detail::Operand... More>
requires(sizeof...(More) <= 1) auto regexp_split_to_array(const A& text, const B& pattern, const More&... more) {
    return detail::strict_call<std::vector<std::string>>("regexp_split_to_array", text, pattern, more...);
}
/// Returns the parts of a text between delimiters; parts equal to the third argument are NULL.
template <detail::Operand A, detail::Operand B, detail::Operand... More>
requires(sizeof...(More) <= 1) auto string_to_array(const A& text, const B& delimiter, const More&... more) {
    return detail::strict_call<std::vector<std::optional<std::string>>>("string_to_array", text, delimiter, more...);
}
/// Formats a number, a date or a time.
template <detail::Operand A, detail::Operand B>
auto to_char(const A& value, const B& format) {
    return detail::strict_call<std::string>("to_char", value, format);
}
/// Converts a text by a format to a number.
template <detail::Operand A, detail::Operand B>
auto to_number(const A& text, const B& format) {
    return detail::strict_call<Decimal>("to_number", text, format);
}
/// Returns a number in hexadecimal.
template <detail::Operand A>
auto to_hex(const A& number) {
    return detail::strict_call<std::string>("to_hex", number);
}
/// Concatenates texts; NULL counts as the empty text.
template <detail::Operand A, detail::Operand... More>
auto concat(const A& first, const More&... more) {
    return detail::fixed_call<std::string>("concat", first, more...);
}
/// Concatenates texts with a separator; NULLs are left out.
template <detail::Operand A, detail::Operand... More>
auto concat_ws(const A& separator, const More&... more) {
    return detail::strict_call<std::string>("concat_ws", separator, more...);
}
/// Formats values by a pattern with %s, %I and %L.
template <detail::Operand A, detail::Operand... More>
auto format(const A& pattern, const More&... more) {
    return detail::fixed_call<std::string>("format", pattern, more...);
}

}  // namespace azoth::func

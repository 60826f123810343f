#include "sqlite/catalog_types.hpp"

#include "types/ascii.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <vector>

namespace azoth::sqlite {
namespace {

bool is_spelling(std::string_view name) {
    return std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ' ';
    });
}

// The numbers in "NUMERIC(6, 2)".
std::vector<int> sizes(std::string_view text) {
    std::vector<int> numbers;
    const std::size_t open = text.find('(');
    for (std::size_t at = std::min(open, text.size()); at < text.size();) {
        int number = 0;
        const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), number);
        if (error == std::errc()) {
            numbers.push_back(number);
            at = static_cast<std::size_t>(end - text.data());
        } else {
            ++at;
        }
    }
    return numbers;
}

}  // namespace

SqlType declared_type(const std::string& text) {
    std::string name = text.substr(0, text.find('('));
    while (!name.empty() && name.back() == ' ') name.pop_back();
    const std::vector<int> size = sizes(text);
    const int first = size.empty() ? -1 : size[0];
    const std::string word = ascii::to_upper(name);
    const auto has = [&](std::string_view part) { return word.find(part) != std::string::npos; };
    const auto spelt = [&](const SqlType& type) { return is_spelling(name) ? type.spelled(name) : type; };

    if (word == "BOOLEAN") return Boolean();
    if (word == "BOOL") return spelt(Boolean());
    if (word == "SMALLINT") return SmallInteger();
    if (word == "BIGINT") return BigInteger();
    // Whatever it is called, it holds 64 bits.
    if (has("INT")) return spelt(BigInteger());
    if (word == "VARCHAR") return String(first);
    if (word == "TEXT") return Text();
    if (word == "JSON") return Json();
    if (word == "DATE") return Date();
    if (word == "TIME") return Time();
    if (word == "DATETIME") return DateTime();
    if (word == "TIMESTAMP") return spelt(DateTime());
    if (has("CHAR") || has("CLOB") || has("TEXT")) return spelt(String(first));
    if (has("BLOB")) return LargeBinary();
    if (word == "REAL") return Real();
    if (has("REAL") || has("FLOA") || has("DOUB")) return spelt(Double());
    if (word == "NUMERIC") return Numeric(first, size.size() > 1 ? size[1] : -1);
    if (word == "DECIMAL") return spelt(Numeric(first, size.size() > 1 ? size[1] : -1));
    return UserDefinedType(is_spelling(name) ? name : std::string());
}

}  // namespace azoth::sqlite

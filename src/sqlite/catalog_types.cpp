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

// "(6, 2)", or an empty text.
bool are_sizes(std::string_view text) {
    if (text.empty()) return true;
    if (text.front() != '(' || text.back() != ')') return false;
    return std::ranges::all_of(text.substr(1, text.size() - 2),
                               [](char c) { return (c >= '0' && c <= '9') || c == ',' || c == ' ' || c == '-'; });
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
    // If the type itself has no size, the size stays part of its spelling: TINYINT(1), FLOAT(10).
    const bool sized = text.find('(') != std::string::npos;
    const std::string_view size_text = sized ? std::string_view(text).substr(text.find('(')) : std::string_view();
    const std::string whole = is_spelling(name) && are_sizes(size_text) ? text : std::string();
    const auto wholly = [&](const SqlType& type) { return whole.empty() ? spelt(type) : type.spelled(whole); };

    if (word == "BOOLEAN" && !sized) return Boolean();
    if (word == "BOOL" || word == "BOOLEAN") return wholly(Boolean());
    if (word == "SMALLINT" && !sized) return SmallInteger();
    if (word == "BIGINT" && !sized) return BigInteger();
    // An integer has 64 bits in SQLite, whatever the type is called.
    if (has("INT")) return wholly(BigInteger());
    if (word == "VARCHAR") return String(first);
    if (word == "TEXT" && !sized) return Text();
    if (word == "JSON") return Json();
    if (word == "DATE" && !sized) return Date();
    if (word == "TIME" && !sized) return Time();
    if (word == "DATETIME" && !sized) return DateTime();
    if (word == "DATETIME" || word == "TIMESTAMP") return wholly(DateTime());
    if (has("CHAR") || has("CLOB") || has("TEXT")) return spelt(String(first));
    if (word == "BLOB" && !sized) return LargeBinary();
    if (has("BLOB")) return whole.empty() ? SqlType(LargeBinary()) : LargeBinary().spelled(whole);
    if (word == "REAL" && !sized) return Real();
    if (has("REAL") || has("FLOA") || has("DOUB")) return wholly(Double());
    if (word == "NUMERIC") return Numeric(first, size.size() > 1 ? size[1] : -1);
    if (word == "DECIMAL") return spelt(Numeric(first, size.size() > 1 ? size[1] : -1));
    return UserDefinedType(whole.empty() && is_spelling(name) ? name : whole);
}

}  // namespace azoth::sqlite

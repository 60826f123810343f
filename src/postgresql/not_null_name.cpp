#include "postgresql/not_null_name.hpp"

#include <algorithm>
#include <cstddef>

namespace azoth::postgresql {
namespace {

constexpr std::size_t longest_name = 63;
constexpr std::string_view ending = "_not_null";

// At most `size` bytes of whole characters of UTF-8.
std::string_view clipped(std::string_view text, std::size_t size) {
    if (size >= text.size()) return text;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
    return text.substr(0, size);
}

// As the server's makeObjectName() does it: the longer name is shortened first. `number` is how much of the name is
// kept free for a number.
std::string name_of(std::string_view table, std::string_view column, std::size_t number) {
    const std::size_t room = longest_name - ending.size() - number - 1;
    std::size_t first = table.size();
    std::size_t second = column.size();
    while (first + second > room) (first > second ? first : second) -= 1;
    std::string name(clipped(table, first));
    name.append(1, '_').append(clipped(column, second)).append(ending);
    return name;
}

}  // namespace

std::string made_not_null_name(std::string_view table, std::string_view column) { return name_of(table, column, 0); }

bool is_made_not_null_name(std::string_view name, std::string_view table, std::string_view column) {
    const std::size_t at = name.find_last_not_of("0123456789");
    const std::size_t number = at == std::string_view::npos ? 0 : name.size() - at - 1;
    return name.substr(0, name.size() - number) == name_of(table, column, number);
}

}  // namespace azoth::postgresql

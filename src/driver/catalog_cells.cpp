#include "driver/catalog_cells.hpp"

#include <charconv>

namespace azoth::detail {

bool CatalogCells::flag() {
    const std::optional<std::string>& cell = optional_text();
    return cell && (*cell == "t" || *cell == "true" || *cell == "1");
}

std::optional<std::int64_t> CatalogCells::number() {
    const std::optional<std::string>& cell = optional_text();
    std::int64_t value = 0;
    if (!cell || std::from_chars(cell->data(), cell->data() + cell->size(), value).ec != std::errc()) {
        return std::nullopt;
    }
    return value;
}

std::vector<std::string> CatalogCells::list() {
    const std::optional<std::string>& cell = optional_text();
    return cell ? array_items(*cell) : std::vector<std::string>();
}

std::vector<std::string> array_items(std::string_view text) {
    std::vector<std::string> items;
    if (text.size() < 2 || text == "{}") return items;
    std::string item;
    bool quoted = false;
    bool was_quoted = false;
    for (std::size_t at = 1; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '\\' && at + 1 < text.size()) {
            item += text[++at];
        } else if (c == '"') {
            quoted = !quoted;
            was_quoted = true;
        } else if (!quoted && (c == ',' || c == '}')) {
            if (!was_quoted && item == "NULL") item.clear();
            items.push_back(std::move(item));
            item.clear();
            was_quoted = false;
        } else {
            item += c;
        }
    }
    return items;
}

std::vector<std::pair<std::string, std::string>> parameter_items(const std::vector<std::string>& items) {
    std::vector<std::pair<std::string, std::string>> parameters;
    for (const std::string& item : items) {
        const std::size_t equals = item.find('=');
        if (equals != std::string::npos) parameters.emplace_back(item.substr(0, equals), item.substr(equals + 1));
    }
    return parameters;
}

}  // namespace azoth::detail

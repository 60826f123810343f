#include "sql/catalog_cells.hpp"

#include <azoth/types/all.hpp>
#include <azoth/types/text_form.hpp>

#include <charconv>
#include <utility>

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
    using Texts = std::vector<std::optional<std::string>>;
    std::vector<std::string> items;
    const std::optional<std::string>& cell = optional_text();
    if (!cell) return items;
    const SqlType type = Codec<Texts>::sql_type();
    ByteBuffer wire;
    parse_text(wire, type, *cell);
    for (std::optional<std::string>& item :
         Codec<Texts>::decode(Cell{wire.data(), static_cast<std::int32_t>(wire.size()), wire_oid(type)})) {
        items.push_back(std::move(item).value_or(std::string()));
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

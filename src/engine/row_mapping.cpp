#include <azoth/engine/row_mapping.hpp>

#include <algorithm>

namespace azoth {

std::string_view RowMapping::key(std::size_t column) const {
    detail::check_index(data(), column);
    return data().rows->description().columns[column].name;
}

std::vector<std::string> RowMapping::keys() const {
    std::vector<std::string> names;
    names.reserve(size());
    for (const ColumnDescription& column : data().rows->description().columns) names.push_back(column.name);
    return names;
}

bool RowMapping::contains(std::string_view name) const noexcept {
    return std::ranges::any_of(data().rows->description().columns,
                               [&](const ColumnDescription& column) { return column.name == name; });
}

std::map<std::string, Value, std::less<>> RowMapping::to_map() const {
    std::map<std::string, Value, std::less<>> values;
    for (const auto& [name, value] : *this) {
        if (!values.emplace(name, value).second) {
            throw AmbiguousColumnError("Ambiguous column name '" + std::string(name) + "' in a row that becomes a map");
        }
    }
    return values;
}

}  // namespace azoth

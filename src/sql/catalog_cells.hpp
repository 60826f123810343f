#pragma once

#include <azoth/export.hpp>
#include <azoth/sql/catalog.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth::detail {

/// Reads the cells of a catalogue's row in the order of the query's columns.
class CatalogCells {
public:
    explicit CatalogCells(const CatalogRow& row) noexcept : row_(row) {}

    const std::optional<std::string>& optional_text() { return row_.at(at_++); }
    /// A text; empty for NULL.
    std::string text() { return optional_text().value_or(std::string()); }
    /// A boolean cast to text.
    bool flag();
    std::optional<std::int64_t> number();
    /// A one-dimensional array of texts cast to text. NULL is the empty list; a NULL element is the empty text. Throws
    /// DataError if the cell is not such an array.
    std::vector<std::string> list();

private:
    const CatalogRow& row_;
    std::size_t at_ = 0;
};

/// Splits storage parameters such as "fillfactor=70".
std::vector<std::pair<std::string, std::string>> parameter_items(const std::vector<std::string>& items);

}  // namespace azoth::detail

AZOTH_EXPORT_END

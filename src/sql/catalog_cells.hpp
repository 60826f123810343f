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

/// Reads the cells of a catalogue's row one after the other, in the order in which the query selects them.
class CatalogCells {
public:
    explicit CatalogCells(const CatalogRow& row) noexcept : row_(row) {}

    const std::optional<std::string>& optional_text() { return row_.at(at_++); }
    /// NULL is the empty text.
    std::string text() { return optional_text().value_or(std::string()); }
    /// A boolean cast to text.
    bool flag();
    std::optional<std::int64_t> number();
    /// An array of texts cast to text, of one dimension; NULL is the empty list, or the empty text in it. Throws
    /// DataError for what is no such thing.
    std::vector<std::string> list();

private:
    const CatalogRow& row_;
    std::size_t at_ = 0;
};

/// "fillfactor=70" and the like.
std::vector<std::pair<std::string, std::string>> parameter_items(const std::vector<std::string>& items);

}  // namespace azoth::detail

AZOTH_EXPORT_END

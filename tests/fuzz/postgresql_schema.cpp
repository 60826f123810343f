// What PostgreSQL's catalogue says: the cells of its rows, lists and parameters as texts, and types of any name,
// modifier and composition.

#include "bytes.hpp"
#include "postgresql/catalog_types.hpp"
#include "postgresql/type_names.hpp"
#include "sql/catalog_cells.hpp"
#include <azoth/error.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace azoth;
    using namespace azoth::fuzz;
    Pieces pieces(data, size);
    CatalogRow row;
    while (!pieces.empty() && row.size() < 40) {
        row.push_back(pieces.flag() ? std::optional<std::string>(pieces.text()) : std::nullopt);
    }
    const std::size_t cells = row.size();
    for (std::size_t i = 0; i < cells; ++i) {
        const CatalogRow one{row[i]};
        try {
            (void)detail::parameter_items(detail::CatalogCells(one).list());
        } catch (const Error&) {
        }
        try {
            (void)detail::CatalogCells(one).number();
        } catch (const Error&) {
        }
        (void)detail::CatalogCells(one).flag();
    }
    // A row has as many cells as the query has columns.
    row.resize(40);
    try {
        postgresql::CatalogTypes types;
        types.add(row);
        detail::CatalogCells reader(row);
        const postgresql::CatalogType type = postgresql::read_type(reader);
        (void)types.add_field(type.oid, type.name, type);
        (void)postgresql::type_name(types.describe(type));
        for (const SqlType& each : types.in_scope()) (void)postgresql::type_name(each);
    } catch (const Error&) {
    }
    return 0;
}

#pragma once

#include <azoth/export.hpp>
#include <azoth/types/cell.hpp>
#include <azoth/types/oid.hpp>
#include <azoth/types/sql_type.hpp>

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// What a database says of one of its own types: an enum, a domain, a composite, an extension's type, an array of them.
struct DatabaseType {
    /// What the binary form of the values is.
    enum class Form : std::uint8_t {
        opaque,          ///< azoth doesn't know: text if it looks like it, bytes in any case
        text,            ///< the text itself: enumerations, CITEXT
        versioned_text,  ///< the text behind a version number: LTREE
        domain,          ///< that of `part`
        record,          ///< that of a row, whose fields say their types
        array,           ///< that of an array of `part`
        range,           ///< that of a range of `part`
        multirange,      ///< that of a multirange of ranges `part`
        hstore
    };

    std::string name;  ///< of the type in its schema
    std::string schema;
    Form form = Form::opaque;
    Oid part = oid::unspecified;
    std::vector<Oid> fields;  ///< of a composite type
    SqlType type;  ///< the type as azoth says it; labels of an enumeration are not in it, for they may change
};

/// The types of a database by their OIDs. Immutable, so that rows are read as they were meant when they came, from any
/// thread.
class TypeTable {
public:
    explicit TypeTable(std::unordered_map<Oid, DatabaseType> types) : types_(std::move(types)) {}

    /// Null: not known.
    const DatabaseType* find(Oid type) const noexcept {
        const auto found = types_.find(type);
        return found == types_.end() ? nullptr : &found->second;
    }
    const std::unordered_map<Oid, DatabaseType>& all() const noexcept { return types_; }

private:
    std::unordered_map<Oid, DatabaseType> types_;
};

/// The type of a cell's format, built in or the database's own; the null type where azoth has none for it.
SqlType type_of(const Cell& cell);

namespace detail {

/// What the database says of the cell's type; null: nothing.
const DatabaseType* database_type(const Cell& cell) noexcept;
/// Whether the cell's type is known to have another form than this.
bool is_known_otherwise(const Cell& cell, DatabaseType::Form form) noexcept;

}  // namespace detail
}  // namespace azoth

AZOTH_EXPORT_END

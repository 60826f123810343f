#pragma once

#include <azoth/types/cell.hpp>
#include <azoth/types/oid.hpp>
#include <azoth/types/sql_type.hpp>

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace azoth {

/// A type made in the database: an enum, a domain, a composite, an extension's type, an array of them.
struct DatabaseType {
    /// The binary form of the values.
    enum class Form : std::uint8_t {
        opaque,          ///< unknown: read as text if it is text, and as bytes
        text,            ///< the text: enums, CITEXT
        versioned_text,  ///< the text after a version number: LTREE
        domain,          ///< the form of `part`
        record,          ///< a row, whose fields have their types
        array,           ///< an array of `part`
        range,           ///< a range of `part`
        multirange,      ///< a multirange of ranges `part`
        hstore           ///< HSTORE
    };

    std::string name;  ///< of the type in its schema
    /// The type's schema.
    std::string schema;
    /// The binary form of the values.
    Form form = Form::opaque;
    /// The type of the elements, bounds or base values.
    Oid part = oid::unspecified;
    std::vector<Oid> fields;  ///< of a composite type
    SqlType type;             ///< the type in azoth's terms; without an enum's labels, which may change
};

/// The types of a database by their OIDs. Immutable, so that rows are read with the types that were known when they
/// arrived. Threads: may be used from any thread.
class TypeTable {
public:
    /// Makes a table of types.
    explicit TypeTable(std::unordered_map<Oid, DatabaseType> types) : types_(std::move(types)) {}

    /// Returns a type; null: it is not known.
    const DatabaseType* find(Oid type) const noexcept {
        const auto found = types_.find(type);
        return found == types_.end() ? nullptr : &found->second;
    }
    /// All types.
    const std::unordered_map<Oid, DatabaseType>& all() const noexcept { return types_; }

private:
    std::unordered_map<Oid, DatabaseType> types_;
};

/// Returns the type of a cell's format, built-in or made in the database; the null type if azoth has none.
SqlType type_of(const Cell& cell);

namespace detail {

/// The database's properties of the cell's type; null: none are known.
const DatabaseType* database_type(const Cell& cell) noexcept;
/// Whether the cell's type is known to have another form.
bool is_known_otherwise(const Cell& cell, DatabaseType::Form form) noexcept;

}  // namespace detail
}  // namespace azoth

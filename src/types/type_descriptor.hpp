#pragma once

#include <azoth/export.hpp>
#include <azoth/types/sql_type.hpp>

#include <cstdint>
#include <span>
#include <string_view>

// What azoth knows of each type, as data. Names that only one dialect or the header generator uses are here, too,
// although those floors are higher: data depends on nothing, and a type needs one row instead of one in each floor.
// Code that only a dialect needs is in the dialect's folder.
AZOTH_EXPORT_BEGIN

namespace azoth::detail {

/// Types that the rules of expressions treat in the same way.
enum class TypeFamily : std::uint8_t {
    unknown,
    integer,
    numeric,
    floating,
    text,
    boolean,
    date,
    time,
    timestamp,
    interval,
    json,
    array,
    range,
    named,  ///< a string as the other operand is taken for a value of this type
    other
};

/// How strings are read from and written to a type. Values of a type without an OID of its own are sent as text,
/// independent of their binary form.
enum class TextRole : std::uint8_t {
    none,       ///< strings are not supported
    bytes,      ///< the binary form is the text
    versioned,  ///< the binary form is a version number and the text
    form        ///< the binary form is converted from and to the text form
};

/// How SQLite stores a type's values.
enum class SqliteStorage : std::uint8_t {
    text_form,  ///< TEXT, the text form
    text,       ///< TEXT, the bytes of the binary form
    boolean,
    integer,           ///< INTEGER, of TypeDescriptor::wire_size bytes on the wire
    unsigned_integer,  ///< the same, without a sign
    real,              ///< REAL, of TypeDescriptor::wire_size bytes on the wire
    numeric,
    bytes,
    date,
    time,
    time_with_offset,
    timestamp,
    instant,
    uuid,
    json,
    jsonb
};

/// A type, or a binary form without an SqlType that can only be read as text (TID, XID, ...).
struct TypeDescriptor {
    TypeKind kind = TypeKind::null;
    bool zoned = false;                ///< the row is that of the kind's types with a time zone
    std::string_view enumerator = {};  ///< the name of the enumerator in TypeKind
    Oid format = oid::unspecified;     ///< unspecified: the OID differs between databases, or there is none
    Oid array_format = oid::unspecified;
    Oid part = oid::unspecified;         ///< a range's bounds, a multirange's ranges
    char delimiter = ',';                ///< between the elements of an array's text
    std::int8_t wire_size = 0;           ///< of numbers: bytes
    std::string_view name = {};          ///< in messages, and in PostgreSQL's DDL and CAST
    std::string_view catalog_name = {};  ///< PostgreSQL's pg_type.typname, which reflection reads
    std::string_view title = {};         ///< PostgreSQL's name in messages; empty: catalog_name
    std::string_view sqlite_name = {};   ///< in SQLite's DDL and CAST; empty: SQLite has no such type
    bool sized = false;                  ///< a length, or precision and scale, may follow the names
    bool extension = false;              ///< made by CREATE EXTENSION: found by catalog_name in any schema
    bool number = false;                 ///< shown without quotes
    bool object_number = false;          ///< the OID of an object in the catalogue: OID, REGCLASS, ...
    bool concatenates = false;           ///< || concatenates two values
    TypeFamily family = TypeFamily::named;
    TextRole text = TextRole::none;
    SqliteStorage storage = SqliteStorage::text_form;
    std::string_view cpp_value = {};  ///< the C++ type of a value in generated headers; empty: std::string
    std::string_view cpp_type = {};   ///< the class that creates the SqlType in generated headers; empty: az::SqlType
    bool cpp_implied = false;         ///< a column of cpp_value has this type by default
};

/// The row of a type. Domains, arrays and user-defined types share a row with what they have in common.
const TypeDescriptor& descriptor(const SqlType& type) noexcept;
/// The row of a binary form; null if azoth does not know the OID.
const TypeDescriptor* descriptor_of_format(Oid format) noexcept;
/// The row of the elements of a built-in array type; null if it is not one.
const TypeDescriptor* descriptor_of_elements(Oid array) noexcept;
/// The type of an extension by its name; null if azoth does not know it.
const TypeDescriptor* descriptor_of_extension(std::string_view catalog_name) noexcept;
/// All rows.
std::span<const TypeDescriptor> descriptors() noexcept;

}  // namespace azoth::detail

AZOTH_EXPORT_END

#pragma once

#include <azoth/types/sql_type.hpp>

#include <cstdint>
#include <span>
#include <string_view>

// What azoth knows of each type, as data. Names that only one dialect or the writer of headers uses are here too,
// although those floors lie above: as data they depend on nothing, and a type stays one row instead of one in each
// floor. Code that only a dialect needs stays in its folder.
namespace azoth::detail {

/// Types that the rules of expressions treat alike.
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
    named,  ///< the type of a value beside it decides: a string there is taken for a value of this type
    other
};

/// How strings are read from and written to a type. Values of a type without an OID of its own are sent as text
/// whatever their binary form is.
enum class TextRole : std::uint8_t {
    none,       ///< they are not
    bytes,      ///< the binary form is the text
    versioned,  ///< the binary form is a version number and the text
    form        ///< the binary form is another one, which is converted from and to the text form
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

/// One type, or a binary form that no SqlType has and that can be read as text only (TID, XID, ...).
struct TypeDescriptor {
    TypeKind kind = TypeKind::null;
    bool zoned = false;                ///< the row of the kind's types with a time zone
    std::string_view enumerator = {};  ///< of TypeKind
    Oid format = oid::unspecified;     ///< unspecified: the OID differs from database to database, or there is none
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
    bool object_number = false;          ///< the number of an object of the catalogue: OID, REGCLASS, ...
    bool concatenates = false;           ///< || joins two values of it
    TypeFamily family = TypeFamily::named;
    TextRole text = TextRole::none;
    SqliteStorage storage = SqliteStorage::text_form;
    std::string_view cpp_value = {};  ///< the C++ type of a value in generated headers; empty: std::string
    std::string_view cpp_type = {};   ///< the class that makes the SqlType there; empty: az::SqlType
    bool cpp_implied = false;         ///< a column of cpp_value has this type where none is given
};

/// The row of a type. Domains, arrays and types of the user's own have rows that say what all of them have in common.
const TypeDescriptor& descriptor(const SqlType& type) noexcept;
/// The row of a binary form; null: azoth doesn't know the OID.
const TypeDescriptor* descriptor_of_format(Oid format) noexcept;
/// The row of the elements of a built-in array type; null: it is no such type.
const TypeDescriptor* descriptor_of_elements(Oid array) noexcept;
/// The type of an extension by its name; null: azoth has none.
const TypeDescriptor* descriptor_of_extension(std::string_view catalog_name) noexcept;
/// All rows.
std::span<const TypeDescriptor> descriptors() noexcept;

}  // namespace azoth::detail

#pragma once

#include <azoth/types/oid.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace azoth {

/// Kind of a SQL type.
enum class TypeKind : std::uint8_t {
    null,                    ///< not known: NULL, or an expression whose type the database determines
    boolean,                 ///< BOOLEAN
    small_integer,           ///< SMALLINT
    integer,                 ///< INTEGER
    big_integer,             ///< BIGINT
    real,                    ///< REAL
    double_precision,        ///< DOUBLE PRECISION
    numeric,                 ///< NUMERIC
    string,                  ///< VARCHAR, CHAR
    text,                    ///< TEXT
    binary,                  ///< BYTEA, BLOB
    date,                    ///< DATE
    time,                    ///< TIME, with or without time zone
    timestamp,               ///< TIMESTAMP, with or without time zone
    interval,                ///< INTERVAL
    uuid,                    ///< UUID
    json,                    ///< JSON
    jsonb,                   ///< JSONB
    array,                   ///< an array
    enumeration,             ///< an enum
    domain,                  ///< a domain
    composite,               ///< a composite type
    int4_range,              ///< INT4RANGE
    int8_range,              ///< INT8RANGE
    numeric_range,           ///< NUMRANGE
    date_range,              ///< DATERANGE
    timestamp_range,         ///< TSRANGE
    timestamptz_range,       ///< TSTZRANGE
    int4_multirange,         ///< INT4MULTIRANGE
    int8_multirange,         ///< INT8MULTIRANGE
    numeric_multirange,      ///< NUMMULTIRANGE
    date_multirange,         ///< DATEMULTIRANGE
    timestamp_multirange,    ///< TSMULTIRANGE
    timestamptz_multirange,  ///< TSTZMULTIRANGE
    inet,                    ///< INET
    cidr,                    ///< CIDR
    macaddr,                 ///< MACADDR
    macaddr8,                ///< MACADDR8
    bit,                     ///< BIT
    varbit,                  ///< BIT VARYING
    hstore,                  ///< HSTORE
    oid,                     ///< OID
    regclass,                ///< REGCLASS
    regconfig,               ///< REGCONFIG
    money,                   ///< MONEY
    tsvector,                ///< TSVECTOR
    tsquery,                 ///< TSQUERY
    xml,                     ///< XML
    jsonpath,                ///< JSONPATH
    citext,                  ///< CITEXT
    tuple,                   ///< a row of values
    user_defined             ///< a type of another name, whose values are sent and read as text
};

class SqlType;

/// The properties that a domain adds to its base type, in SQL.
struct DomainDetail {
    /// The default; empty: none.
    std::string default_sql;
    /// The condition of the check; empty: none.
    std::string check_sql;
    std::string constraint;  ///< name of the check
    /// NOT NULL.
    bool not_null = false;
    /// Further checks of a domain of a database: name and condition.
    std::vector<std::pair<std::string, std::string>> more_checks;

    friend bool operator==(const DomainDetail&, const DomainDetail&) = default;
};

/// Maximum depth of nested types: domains over domains, fields of composites, variants. Making a deeper type throws
/// ArgumentError.
inline constexpr std::uint16_t max_type_depth = 100;

/// Maximum number of types in a type, counted at each occurrence. Making a type with more throws ArgumentError: without
/// the limit, nested composites with two equal fields would be small, but take exponential time to traverse.
inline constexpr std::uint32_t max_type_parts = 100'000;

/// The properties of certain kinds of types, shared between copies of a type.
struct TypeDetail {
    std::string name;    ///< of enum, domain, composite and user-defined types
    std::string schema;  ///< of the name; empty: the search path determines it
    /// Name of the collation; empty: the default.
    std::string collation;
    std::string spelling;               ///< the name in DDL, instead of the kind's usual one: CHAR, FLOAT, DECIMAL
    std::vector<std::string> labels;    ///< an enum's values, an interval's fields, the names of a composite's fields
    std::vector<SqlType> elements;      ///< an array's element, a domain's base type, a composite's fields
    std::vector<std::string> variants;  ///< names of the dialects in which variant_types replaces this type
    /// The types of the variants.
    std::vector<SqlType> variant_types;
    std::string bind_sql;    ///< SQL around a parameter, which replaces "{}"
    std::string column_sql;  ///< SQL around a column of a result, which replaces "{}"
    /// The properties of a domain.
    DomainDetail domain;
    bool native_enum = true;  ///< enum: CREATE TYPE if the database has it; else VARCHAR
    bool check_enum = false;  ///< enum, boolean: a CHECK constraint if it is not native
    std::uint16_t depth = 0;  ///< depth of nested types with details; set by SqlType
    std::uint32_t parts = 0;  ///< number of types in it, counted at each occurrence; set by SqlType
};

/// A SQL type: kind, length or precision and scale, and further properties of the kind. The derived classes (Integer,
/// String, Numeric, ...) only construct it, so copying one of them to a SqlType loses nothing.
class SqlType {
public:
    constexpr SqlType() noexcept = default;
    /// Makes a type without detail.
    explicit SqlType(TypeKind kind, int length = -1, int scale = -1, bool with_timezone = false) noexcept
        : kind_(kind), with_timezone_(with_timezone), length_(length), scale_(scale) {}
    /// Makes a type with detail. Throws ArgumentError if it exceeds max_type_depth or max_type_parts.
    SqlType(TypeKind kind, TypeDetail detail, int length = -1);

    /// The kind.
    TypeKind kind() const noexcept { return kind_; }
    /// Whether the type is not known.
    bool is_null() const noexcept { return kind_ == TypeKind::null; }
    /// Whether a time or timestamp has a time zone.
    bool with_timezone() const noexcept { return with_timezone_; }
    /// Number of characters of a string, bits of a bit string, digits of a number or of a fraction of a second,
    /// dimensions of an array; -1: not given.
    int length() const noexcept { return length_; }
    /// The same number, for digits.
    int precision() const noexcept { return length_; }
    /// The same number, for arrays.
    int dimensions() const noexcept { return length_; }
    /// Number of digits after the point; -1: not given.
    int scale() const noexcept { return scale_; }
    /// The detail; an empty one if the type has none.
    const TypeDetail& detail() const noexcept;
    /// An array's element or a domain's base type; else the null type.
    const SqlType& element() const noexcept;

    /// Returns this type, replaced by `other` in statements for the dialect of that name.
    SqlType with_variant(const SqlType& other, std::string_view dialect) const;
    /// The type that replaces this one in a dialect; by default this one.
    const SqlType& variant_for(std::string_view dialect) const noexcept;
    /// Returns this type with a collation.
    SqlType with_collation(std::string_view collation) const;
    /// Returns this type with SQL around every parameter of it: "{}" is the place of the value, as in
    /// `String().with_bind_expression("lower({})")`. Ignored by COPY and text(). Throws ArgumentError unless "{}"
    /// occurs once. The SQL is sent as it is: never put user input into it.
    SqlType with_bind_expression(std::string_view sql) const;
    /// Returns this type with SQL around columns of a result: `with_column_expression("ST_AsText({})")`.
    SqlType with_column_expression(std::string_view sql) const;
    /// Returns this type with another name in DDL, followed by its size: `Numeric(6, 2).spelled("DECIMAL")`.
    SqlType spelled(std::string_view name) const;

    friend bool operator==(const SqlType& a, const SqlType& b) noexcept;

private:
    /// Returns this type with its detail changed by change(TypeDetail&).
    template <class Change>
    SqlType with_detail(const Change& change) const;

    TypeKind kind_ = TypeKind::null;
    bool with_timezone_ = false;
    int length_ = -1;
    int scale_ = -1;
    std::shared_ptr<const TypeDetail> detail_;
};

/// Returns the wire format of a type's values; unspecified for types whose OID differs from database to database.
Oid wire_oid(const SqlType& type) noexcept;
/// Returns the type of a wire format, without length or precision; the null type if azoth has none.
SqlType type_of_format(Oid format);
/// Returns the OID of PostgreSQL's array type of an element type; unspecified if there is no built-in one.
Oid array_oid(Oid element) noexcept;
/// Returns the OID of the elements of a built-in array type; unspecified for any other.
Oid element_oid(Oid array) noexcept;

/// Returns the kind of PostgreSQL's range type over a type; null if there is no built-in one.
TypeKind range_kind(const SqlType& subtype) noexcept;
/// Returns the kind of PostgreSQL's multirange type over a type; null if there is no built-in one.
TypeKind multirange_kind(const SqlType& subtype) noexcept;
namespace detail {
const SqlType& base_of_domain(const SqlType& domain) noexcept;
}
/// The base type of a domain, or of a domain over a domain (text if it is not known); other types are returned
/// unchanged.
inline const SqlType& base_type(const SqlType& type) noexcept {
    return type.kind() == TypeKind::domain ? detail::base_of_domain(type) : type;
}
/// The wire format of the bounds of a built-in range type, or of the ranges of a multirange; unspecified for any other.
Oid subtype_oid(Oid range_or_multirange) noexcept;

/// Returns a generic name of the type for messages: "INTEGER", "VARCHAR(50)".
std::string to_string(const SqlType& type);

/// SMALLINT.
class SmallInteger : public SqlType {
public:
    /// Makes the type.
    SmallInteger() noexcept : SqlType(TypeKind::small_integer) {}
};

/// INTEGER.
class Integer : public SqlType {
public:
    /// Makes the type.
    Integer() noexcept : SqlType(TypeKind::integer) {}
};

/// BIGINT.
class BigInteger : public SqlType {
public:
    /// Makes the type.
    BigInteger() noexcept : SqlType(TypeKind::big_integer) {}
};

/// FLOAT. PostgreSQL stores four bytes for a precision of at most 24 binary digits, else eight.
class Float : public SqlType {
public:
    /// Makes the type; -1: the default precision.
    explicit Float(int precision = -1);
};

/// REAL: four bytes.
class Real : public SqlType {
public:
    /// Makes the type.
    Real() noexcept : SqlType(TypeKind::real) {}
};

/// DOUBLE PRECISION: eight bytes.
class Double : public SqlType {
public:
    /// Makes the type.
    Double() noexcept : SqlType(TypeKind::double_precision) {}
};

/// NUMERIC.
class Numeric : public SqlType {
public:
    /// Makes the type; -1: no limit.
    explicit Numeric(int precision = -1, int scale = -1) noexcept : SqlType(TypeKind::numeric, precision, scale) {}
};

/// BOOLEAN.
class Boolean : public SqlType {
public:
    /// Makes the type.
    Boolean() noexcept : SqlType(TypeKind::boolean) {}
    /// Adds a CHECK constraint if truth values are stored as numbers.
    SqlType with_check(std::string_view constraint_name = {}) const;
};

/// VARCHAR, with the maximum number of characters.
class String : public SqlType {
public:
    /// Makes the type; -1: no limit.
    explicit String(int length = -1) noexcept : SqlType(TypeKind::string, length) {}
};

/// CHAR: padded with blanks to its length.
class Char : public SqlType {
public:
    /// Makes the type; -1: the database's default, one character.
    explicit Char(int length = -1);
};

/// TEXT.
class Text : public SqlType {
public:
    /// Makes the type.
    Text() noexcept : SqlType(TypeKind::text) {}
};

/// BYTEA or BLOB.
class LargeBinary : public SqlType {
public:
    /// Makes the type.
    LargeBinary() noexcept : SqlType(TypeKind::binary) {}
};

/// DATE.
class Date : public SqlType {
public:
    /// Makes the type.
    Date() noexcept : SqlType(TypeKind::date) {}
};

/// The type of `with_timezone`.
struct WithTimezone {
    explicit WithTimezone() = default;
};
/// Adds a time zone to a Time or DateTime: `DateTime(with_timezone)`.
inline constexpr WithTimezone with_timezone{};

/// A time of day; the precision is the number of digits of a second's fraction.
class Time : public SqlType {
public:
    /// Makes the type without time zone; -1: the default precision.
    explicit Time(int precision = -1) noexcept : SqlType(TypeKind::time, precision) {}
    /// Makes the type with time zone; -1: the default precision.
    explicit Time(WithTimezone, int precision = -1) noexcept : SqlType(TypeKind::time, precision, -1, true) {}
};

/// TIMESTAMP: a date and a time of day. With a time zone it is an instant (`std::chrono::sys_time`), without one a
/// local time (`std::chrono::local_time`).
class DateTime : public SqlType {
public:
    /// Makes the type without time zone; -1: the default precision.
    explicit DateTime(int precision = -1) noexcept : SqlType(TypeKind::timestamp, precision) {}
    /// Makes the type with time zone; -1: the default precision.
    explicit DateTime(WithTimezone, int precision = -1) noexcept : SqlType(TypeKind::timestamp, precision, -1, true) {}
};

/// UUID.
class Uuid : public SqlType {
public:
    /// Makes the type.
    Uuid() noexcept : SqlType(TypeKind::uuid) {}
};

/// JSON.
class Json : public SqlType {
public:
    /// Makes the type.
    Json() noexcept : SqlType(TypeKind::json) {}
};

/// JSONB.
class Jsonb : public SqlType {
public:
    /// Makes the type.
    Jsonb() noexcept : SqlType(TypeKind::jsonb) {}
};

/// An array of any number of dimensions of any type except arrays.
class Array : public SqlType {
public:
    /// Makes an array of a type; -1: the number of dimensions is not declared.
    explicit Array(const SqlType& element, int dimensions = -1);
};

/// A set of labels with a name: a type of its own on PostgreSQL, VARCHAR on other databases.
class Enum : public SqlType {
public:
    /// Makes an enum.
    Enum(std::string_view name, std::vector<std::string> labels, std::string_view schema = {});
    Enum(std::string_view name, std::initializer_list<std::string_view> labels, std::string_view schema = {})
        : Enum(name, std::vector<std::string>(labels.begin(), labels.end()), schema) {}
    /// Returns this type as VARCHAR on every database.
    Enum not_native() const;
    /// Adds a CHECK constraint for the labels if the type is not native.
    Enum with_check() const;
    /// Sets the length of VARCHAR if the type is not native; by default that of the longest label.
    Enum with_length(int length) const;

private:
    explicit Enum(SqlType type) noexcept : SqlType(std::move(type)) {}
};

/// A named base type with constraints in the database. Its values are sent and read as those of the base type.
class Domain : public SqlType {
public:
    /// Makes a domain over a type.
    Domain(std::string_view name, const SqlType& base, std::string_view schema = {});
    /// Sets the condition on VALUE, as SQL text.
    Domain check(std::string_view sql, std::string_view constraint_name = {}) const;
    /// Sets NOT NULL.
    Domain not_null() const;
    /// Sets the default: a string, which is written as a literal.
    Domain default_value(std::string_view value) const;
    /// Sets the default as SQL text.
    Domain default_sql(std::string_view sql) const;

private:
    template <class Change>
    Domain changed(const Change& change) const;
    explicit Domain(SqlType type) noexcept : SqlType(std::move(type)) {}
};

/// A named row type with the types of its fields: CREATE TYPE ... AS (...).
class Composite : public SqlType {
public:
    /// Makes a type without names of the fields, for reading values.
    Composite(std::string_view name, std::vector<SqlType> fields, std::string_view schema = {});
    /// Makes a type with the names of the fields, so that it can be created.
    Composite(std::string_view name, std::vector<std::pair<std::string, SqlType>> fields, std::string_view schema = {});
};

/// A type that only the database knows: values are sent and read as text.
class UserDefinedType : public SqlType {
public:
    /// Makes a type of a name.
    explicit UserDefinedType(std::string_view name, std::string_view schema = {});
};

/// Makes INTERVAL limited to fields ("DAY TO SECOND") and digits of a second's fraction.
SqlType interval_type(std::string_view fields = {}, int precision = -1);

}  // namespace azoth

#pragma once

#include <azoth/export.hpp>
#include <azoth/types/oid.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

enum class TypeKind : std::uint8_t {
    null,  ///< not known; a NULL, or an expression whose type the database decides
    boolean,
    small_integer,
    integer,
    big_integer,
    real,
    double_precision,
    numeric,
    string,
    text,
    binary,
    date,
    time,
    timestamp,
    interval,
    uuid,
    json,
    jsonb,
    array,
    enumeration,
    domain,
    composite,
    int4_range,
    int8_range,
    numeric_range,
    date_range,
    timestamp_range,
    timestamptz_range,
    int4_multirange,
    int8_multirange,
    numeric_multirange,
    date_multirange,
    timestamp_multirange,
    timestamptz_multirange,
    inet,
    cidr,
    macaddr,
    macaddr8,
    bit,
    varbit,
    hstore,
    oid,
    regclass,
    regconfig,
    money,
    tsvector,
    tsquery,
    xml,
    jsonpath,
    citext,
    tuple,
    user_defined  ///< a type named by the user, its values sent and read as text
};

class SqlType;

/// What a domain adds to its base type, in SQL's words.
struct DomainDetail {
    std::string default_sql;
    std::string check_sql;
    std::string constraint;  ///< the name of the check
    bool not_null = false;
    /// Further checks, as a database may have them: name and condition.
    std::vector<std::pair<std::string, std::string>> more_checks;

    friend bool operator==(const DomainDetail&, const DomainDetail&) = default;
};

/// The most types that stand one within another: a domain over a domain, a composite's field, a variant. A type that
/// would have more throws ArgumentError when it is made.
inline constexpr std::uint16_t max_type_depth = 100;

/// The most types that a type holds, counted as often as they stand in it. One that would hold more throws
/// ArgumentError when it is made: a composite of two fields of one composite of two fields, and so on, is small, but
/// what walks through it would take a time that doubles with each level.
inline constexpr std::uint32_t max_type_parts = 100'000;

/// What only some types have; shared between copies of a type.
struct TypeDetail {
    std::string name;    ///< enum, domain, composite and user-defined types
    std::string schema;  ///< of the name; empty: the search path decides
    std::string collation;
    std::string spelling;               ///< what DDL calls it instead of the kind's usual name: CHAR, FLOAT, DECIMAL
    std::vector<std::string> labels;    ///< an enum's values, an interval's fields, the names of a composite's fields
    std::vector<SqlType> elements;      ///< an array's element, a domain's base type, a composite's fields
    std::vector<std::string> variants;  ///< names of the dialects for which variant_types holds another type
    std::vector<SqlType> variant_types;
    std::string bind_sql;    ///< SQL around a parameter, "{}" in the place of it
    std::string column_sql;  ///< SQL around a column of the result
    DomainDetail domain;
    bool native_enum = true;  ///< enum: CREATE TYPE where the database has it, else VARCHAR
    bool check_enum = false;  ///< enum, boolean: a CHECK constraint where it is not native
    std::uint16_t depth = 0;  ///< how many types with details stand one within another in this one; set by SqlType
    std::uint32_t parts = 0;  ///< how many types there are in it, those in its parts counted again; set by SqlType
};

/// A SQL type as a value: kind, length or precision and scale, and what else the kind needs. The classes below it
/// (Integer, String, Numeric, ...) only construct it, so a SqlType copied from one of them loses nothing.
class SqlType {
public:
    constexpr SqlType() noexcept = default;
    explicit SqlType(TypeKind kind, int length = -1, int scale = -1, bool with_timezone = false) noexcept
        : kind_(kind), with_timezone_(with_timezone), length_(length), scale_(scale) {}
    SqlType(TypeKind kind, TypeDetail detail, int length = -1);

    TypeKind kind() const noexcept { return kind_; }
    bool is_null() const noexcept { return kind_ == TypeKind::null; }
    bool with_timezone() const noexcept { return with_timezone_; }
    /// Characters of a string, bits of a bit string, digits of a number or of a fraction of a second, dimensions of an
    /// array; -1: not given.
    int length() const noexcept { return length_; }
    int precision() const noexcept { return length_; }
    int dimensions() const noexcept { return length_; }
    int scale() const noexcept { return scale_; }
    /// Never null: a type without detail answers with an empty one.
    const TypeDetail& detail() const noexcept;
    /// An array's element or a domain's base type; the null type where there is none.
    const SqlType& element() const noexcept;

    /// The same type, but `other` where the statement is rendered for the dialect of that name.
    SqlType with_variant(const SqlType& other, std::string_view dialect) const;
    /// The type that stands for this one in a dialect.
    const SqlType& variant_for(std::string_view dialect) const noexcept;
    SqlType with_collation(std::string_view collation) const;
    /// The same type, but every parameter of it stands inside SQL: "{}" is the place of the value, as in
    /// `String().with_bind_expression("lower({})")`. COPY and text() leave it out. Throws ArgumentError unless "{}"
    /// occurs once. The SQL is sent as it stands: never put user input there.
    SqlType with_bind_expression(std::string_view sql) const;
    /// The same for the columns of a result: `with_column_expression("ST_AsText({})")`.
    SqlType with_column_expression(std::string_view sql) const;
    /// The same type, but called `name` in DDL, its size behind it: `Numeric(6, 2).spelled("DECIMAL")`.
    SqlType spelled(std::string_view name) const;

    friend AZOTH_EXPORT bool operator==(const SqlType& a, const SqlType& b) noexcept;

private:
    /// The same type, its detail changed by change(TypeDetail&).
    template <class Change>
    SqlType with_detail(const Change& change) const;

    TypeKind kind_ = TypeKind::null;
    bool with_timezone_ = false;
    int length_ = -1;
    int scale_ = -1;
    std::shared_ptr<const TypeDetail> detail_;
};

/// The wire format of a type's values; unspecified for types whose OID differs from database to database.
Oid wire_oid(const SqlType& type) noexcept;
/// The type that a wire format belongs to, without length or precision; the null type where azoth has none.
SqlType type_of_format(Oid format);
/// The OID of PostgreSQL's array type over an element type; unspecified where it has none built in.
Oid array_oid(Oid element) noexcept;
/// The OID of the elements of a built-in array type; unspecified for any other.
Oid element_oid(Oid array) noexcept;

/// The kind of PostgreSQL's range or multirange over a type; null where it has none built in.
TypeKind range_kind(const SqlType& subtype) noexcept;
TypeKind multirange_kind(const SqlType& subtype) noexcept;
namespace detail {
const SqlType& base_of_domain(const SqlType& domain) noexcept;
}
/// What a domain, or a domain over a domain, is based on (text where the domain doesn't say); other types themselves.
inline const SqlType& base_type(const SqlType& type) noexcept {
    return type.kind() == TypeKind::domain ? detail::base_of_domain(type) : type;
}
/// The wire format of the bounds of a built-in range type, the ranges of a multirange; unspecified for any other.
Oid subtype_oid(Oid range_or_multirange) noexcept;

/// A generic name of the type, as in "INTEGER" or "VARCHAR(50)", for messages.
std::string to_string(const SqlType& type);

class SmallInteger : public SqlType {
public:
    SmallInteger() noexcept : SqlType(TypeKind::small_integer) {}
};

class Integer : public SqlType {
public:
    Integer() noexcept : SqlType(TypeKind::integer) {}
};

class BigInteger : public SqlType {
public:
    BigInteger() noexcept : SqlType(TypeKind::big_integer) {}
};

/// FLOAT; up to a precision of 24 binary digits PostgreSQL stores four bytes, else eight.
class Float : public SqlType {
public:
    explicit Float(int precision = -1);
};

/// REAL: four bytes.
class Real : public SqlType {
public:
    Real() noexcept : SqlType(TypeKind::real) {}
};

/// DOUBLE PRECISION: eight bytes.
class Double : public SqlType {
public:
    Double() noexcept : SqlType(TypeKind::double_precision) {}
};

class Numeric : public SqlType {
public:
    explicit Numeric(int precision = -1, int scale = -1) noexcept : SqlType(TypeKind::numeric, precision, scale) {}
};

class Boolean : public SqlType {
public:
    Boolean() noexcept : SqlType(TypeKind::boolean) {}
    /// A CHECK constraint, where truth values are stored as numbers.
    SqlType with_check(std::string_view constraint_name = {}) const;
};

/// VARCHAR, with the number of characters it holds at most.
class String : public SqlType {
public:
    explicit String(int length = -1) noexcept : SqlType(TypeKind::string, length) {}
};

/// CHAR: padded with blanks to its length.
class Char : public SqlType {
public:
    explicit Char(int length = -1);
};

class Text : public SqlType {
public:
    Text() noexcept : SqlType(TypeKind::text) {}
};

/// BYTEA or BLOB.
class LargeBinary : public SqlType {
public:
    LargeBinary() noexcept : SqlType(TypeKind::binary) {}
};

class Date : public SqlType {
public:
    Date() noexcept : SqlType(TypeKind::date) {}
};

struct WithTimezone {
    explicit WithTimezone() = default;
};
/// Says of a Time or DateTime that it has a time zone: `DateTime(with_timezone)`.
inline constexpr WithTimezone with_timezone{};

/// Time of day; the precision is the number of digits of a second's fraction.
class Time : public SqlType {
public:
    explicit Time(int precision = -1) noexcept : SqlType(TypeKind::time, precision) {}
    explicit Time(WithTimezone, int precision = -1) noexcept : SqlType(TypeKind::time, precision, -1, true) {}
};

/// A date and a time of day: with a time zone it is an instant (`std::chrono::sys_time`), without one a reading of a
/// wall clock (`std::chrono::local_time`).
class DateTime : public SqlType {
public:
    explicit DateTime(int precision = -1) noexcept : SqlType(TypeKind::timestamp, precision) {}
    explicit DateTime(WithTimezone, int precision = -1) noexcept : SqlType(TypeKind::timestamp, precision, -1, true) {}
};

class Uuid : public SqlType {
public:
    Uuid() noexcept : SqlType(TypeKind::uuid) {}
};

class Json : public SqlType {
public:
    Json() noexcept : SqlType(TypeKind::json) {}
};

class Jsonb : public SqlType {
public:
    Jsonb() noexcept : SqlType(TypeKind::jsonb) {}
};

/// An array of any number of dimensions of any type but an array.
class Array : public SqlType {
public:
    explicit Array(const SqlType& element, int dimensions = -1);
};

/// A set of labels under a name. PostgreSQL: a type of its own; elsewhere VARCHAR.
class Enum : public SqlType {
public:
    Enum(std::string_view name, std::vector<std::string> labels, std::string_view schema = {});
    Enum(std::string_view name, std::initializer_list<std::string_view> labels, std::string_view schema = {})
        : Enum(name, std::vector<std::string>(labels.begin(), labels.end()), schema) {}
    /// VARCHAR on every database.
    Enum not_native() const;
    /// A CHECK constraint that admits the labels only, where the type isn't a native one.
    Enum with_check() const;
    /// VARCHAR of that length, where the type isn't a native one; by default that of the longest label.
    Enum with_length(int length) const;

private:
    explicit Enum(SqlType type) noexcept : SqlType(std::move(type)) {}
};

/// A named base type, with constraints in the database. Values travel as those of the base.
class Domain : public SqlType {
public:
    Domain(std::string_view name, const SqlType& base, std::string_view schema = {});
    /// The condition on VALUE, as SQL text.
    Domain check(std::string_view sql, std::string_view constraint_name = {}) const;
    Domain not_null() const;
    /// The default: a string, which is written as a literal.
    Domain default_value(std::string_view value) const;
    /// The default as SQL text.
    Domain default_sql(std::string_view sql) const;

private:
    template <class Change>
    Domain changed(const Change& change) const;
    explicit Domain(SqlType type) noexcept : SqlType(std::move(type)) {}
};

/// A named row type with the types of its fields, as CREATE TYPE ... AS (...) makes it.
class Composite : public SqlType {
public:
    Composite(std::string_view name, std::vector<SqlType> fields, std::string_view schema = {});
    /// With the names of the fields, so that it can be created.
    Composite(std::string_view name, std::vector<std::pair<std::string, SqlType>> fields, std::string_view schema = {});
};

/// A type known to the database alone: values are sent and read as text.
class UserDefinedType : public SqlType {
public:
    explicit UserDefinedType(std::string_view name, std::string_view schema = {});
};

/// INTERVAL limited to fields ("DAY TO SECOND") and digits of a second's fraction.
SqlType interval_type(std::string_view fields = {}, int precision = -1);

}  // namespace azoth

AZOTH_EXPORT_END

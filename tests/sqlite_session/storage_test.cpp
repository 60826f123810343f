#include "catch.hpp"
#include "database.hpp"
#include <azoth/error.hpp>
#include <azoth/types/array_codec.hpp>
#include <azoth/types/decimal.hpp>
#include <azoth/types/interval.hpp>

#include <cmath>
#include <cstring>
#include <limits>

namespace {

using namespace azoth;
using std::chrono::local_days;
using std::chrono::sys_days;
using namespace std::chrono_literals;

// The value stored in a column without affinity and read back as a column of the type.
Cell round_trip(Database& db, Answer& answer, const SqlType& type, const ParameterBuffer& parameters) {
    db.execute("CREATE TABLE IF NOT EXISTS stored (value)");
    db.execute("DELETE FROM stored");
    db.execute(statement_of("INSERT INTO stored VALUES (?)", {type}), &parameters);
    answer = db.execute(statement_of("SELECT value FROM stored", {}, {type}));
    return answer.rows->cell(0, 0);
}

template <class T>
T round_trip(Database& db, const T& value, const SqlType& type = Codec<T>::sql_type()) {
    ParameterBuffer parameters;
    parameters.add(value, type);
    Answer answer;
    const Cell cell = round_trip(db, answer, type, parameters);
    CHECK(cell.type == (wire_oid(type) == oid::unspecified ? oid::text : wire_oid(type)));
    return Codec<T>::decode(cell);
}

std::string storage_class(Database& db) { return db.scalar<std::string>("SELECT typeof(value) FROM stored"); }
std::string stored_text(Database& db) { return db.scalar<std::string>("SELECT CAST(value AS TEXT) FROM stored"); }

ParameterBuffer wire(const SqlType& type, std::span<const std::byte> bytes) {
    ParameterBuffer parameters;
    Cell cell{bytes.data(), static_cast<std::int32_t>(bytes.size()), wire_oid(type)};
    parameters.add(Value(cell, type));
    return parameters;
}

ParameterBuffer number(std::string_view digits, const SqlType& type = Numeric()) {
    ParameterBuffer parameters;
    parameters.add(Decimal(digits), type);
    return parameters;
}

template <class T>
ByteBuffer integer_bytes(T value) {
    ByteBuffer bytes;
    bytes.put(value);
    return bytes;
}

std::string digits_of(const Cell& cell) {
    CHECK(cell.type == oid::numeric);
    return Codec<Decimal>::decode(cell).to_string();
}

TEST_CASE("integers are stored as INTEGER and read at their width", "[sqlite]") {
    Database db;
    CHECK(round_trip(db, std::int64_t{std::numeric_limits<std::int64_t>::min()}) ==
          std::numeric_limits<std::int64_t>::min());
    CHECK(storage_class(db) == "integer");
    CHECK(round_trip(db, std::int32_t{-5}) == -5);
    CHECK(round_trip(db, std::int16_t{32767}) == 32767);
    CHECK(round_trip(db, std::uint32_t{4000000000}) == 4000000000);
}

TEST_CASE("booleans are stored as 0 and 1", "[sqlite]") {
    Database db;
    CHECK(round_trip(db, true));
    CHECK(stored_text(db) == "1");
    CHECK_FALSE(round_trip(db, false));
    CHECK(storage_class(db) == "integer");
}

TEST_CASE("floating-point numbers are stored as REAL", "[sqlite]") {
    Database db;
    CHECK(round_trip(db, 0.1) == 0.1);
    CHECK(storage_class(db) == "real");
    CHECK(round_trip(db, 0.1F) == 0.1F);
    CHECK(round_trip(db, std::numeric_limits<double>::denorm_min()) == std::numeric_limits<double>::denorm_min());
    CHECK(round_trip(db, -std::numeric_limits<double>::infinity()) == -std::numeric_limits<double>::infinity());
}

TEST_CASE("NaN throws, because SQLite would store NULL", "[sqlite]") {
    Database db;
    CHECK_THROWS_AS(db.execute("SELECT ?", std::nan("")), DataError);
}

TEST_CASE("text is stored as TEXT, even if it is empty or long", "[sqlite]") {
    Database db;
    CHECK(round_trip(db, std::string("Grüße, 世界")) == "Grüße, 世界");
    CHECK(storage_class(db) == "text");
    CHECK(round_trip(db, std::string()).empty());
    CHECK(storage_class(db) == "text");
    const std::string large(3'000'000, 'x');
    CHECK(round_trip(db, large) == large);
    CHECK(round_trip(db, std::string("text"), Text()) == "text");
}

TEST_CASE("bytes are stored as BLOB, even if there are none", "[sqlite]") {
    Database db;
    const std::vector<std::byte> bytes{std::byte{0}, std::byte{255}, std::byte{'\''}};
    CHECK(round_trip(db, bytes) == bytes);
    CHECK(storage_class(db) == "blob");
    CHECK(round_trip(db, std::vector<std::byte>()).empty());
    CHECK(storage_class(db) == "blob");
}

TEST_CASE("NULL is NULL for every type", "[sqlite]") {
    Database db;
    CHECK_FALSE(db.scalar<std::optional<std::int64_t>>("SELECT ?", std::optional<std::string>()).has_value());
    CHECK(db.scalar<std::string>("SELECT typeof(?)", std::optional<double>()) == "null");
}

TEST_CASE("timestamps are stored in the form of SQLite's functions", "[sqlite]") {
    Database db;
    const Timestamp time = local_days(2024y / 2 / 29) + 13h + 5min + 7s + 42us;
    CHECK(round_trip(db, time) == time);
    CHECK(stored_text(db) == "2024-02-29 13:05:07.000042");
    const Timestamp old = local_days(-44y / 3 / 15) + 1us;
    CHECK(round_trip(db, old) == old);
    CHECK(stored_text(db) == "0045-03-15 00:00:00.000001 BC");
    const Timestamp late = local_days(9999y / 12 / 31) + 24h;
    CHECK(round_trip(db, late) == late);
    CHECK(stored_text(db) == "10000-01-01 00:00:00.000000");
    CHECK(round_trip(db, Timestamp::max()) == Timestamp::max());
    CHECK(stored_text(db) == "infinity");
    CHECK(round_trip(db, Timestamp::min()) == Timestamp::min());
}

TEST_CASE("an instant is stored in UTC and read back from any offset", "[sqlite]") {
    Database db;
    const Timestamptz instant = sys_days(2024y / 7 / 1) + 10h;
    CHECK(round_trip(db, instant) == instant);
    CHECK(stored_text(db) == "2024-07-01 10:00:00.000000");
    CHECK(db.scalar<Timestamptz>("SELECT '2024-07-01T12:00:00+02:00'") == instant);
    CHECK(db.scalar<Timestamptz>("SELECT '2024-07-01 10:00:00Z'") == instant);
    CHECK(db.scalar<Timestamptz>("SELECT '2024-07-01 04:30:00.0-05:30'") == instant);
    CHECK(db.scalar<Timestamptz>("SELECT datetime('2024-07-01 10:00')") == instant);
    CHECK(db.scalar<bool>("SELECT ? <= CURRENT_TIMESTAMP", instant));
}

TEST_CASE("an invalid timestamp stays text and its codec throws", "[sqlite]") {
    Database db;
    for (const char* wrong : {"2023-02-29 00:00:00", "2024-01-01 25:00:00", "2024-01-01 10:00:00+01:00", "yesterday",
                              "2024-01-01 10:00:00.1234567", "2024-1-1", "", "2024-01-01 10:00:00 "}) {
        CAPTURE(wrong);
        const Answer answer = db.execute(statement_of("SELECT '" + std::string(wrong) + "'", {}, {DateTime()}));
        CHECK(answer.rows->cell(0, 0).type == oid::text);
        CHECK_THROWS_AS(Codec<Timestamp>::decode(answer.rows->cell(0, 0)), DataError);
    }
    CHECK(db.scalar<Timestamp>("SELECT '2024-01-01'") == local_days(2024y / 1 / 1));
    CHECK(db.scalar<Timestamp>("SELECT '2024-01-01 10:00:00.1234560'") == local_days(2024y / 1 / 1) + 10h + 123456us);
}

TEST_CASE("dates and times of day are stored as text", "[sqlite]") {
    Database db;
    Answer answer;
    const auto date = [&](std::int32_t days) {
        const ByteBuffer bytes = integer_bytes(days);
        const Cell cell = round_trip(db, answer, Date(), wire(Date(), bytes.bytes()));
        CHECK(cell.type == oid::date);
        return load_big_endian<std::int32_t>(cell.data);
    };
    CHECK(date(0) == 0);
    CHECK(stored_text(db) == "2000-01-01");
    CHECK(date(-731000) == -731000);
    CHECK(stored_text(db) == "0003-08-04 BC");
    CHECK(date(2145031948) == 2145031948);
    CHECK(date(std::numeric_limits<std::int32_t>::max()) == std::numeric_limits<std::int32_t>::max());
    const auto time = [&](std::int64_t microseconds) {
        const ByteBuffer bytes = integer_bytes(microseconds);
        const Cell cell = round_trip(db, answer, Time(), wire(Time(), bytes.bytes()));
        CHECK(cell.type == oid::time);
        return load_big_endian<std::int64_t>(cell.data);
    };
    CHECK(time(86'399'999'999) == 86'399'999'999);
    CHECK(stored_text(db) == "23:59:59.999999");
    CHECK(time(86'400'000'000) == 86'400'000'000);
    CHECK_THROWS_AS(time(-1), DataError);

    ByteBuffer zoned;
    zoned.put(std::int64_t{3'600'000'000});
    zoned.put(std::int32_t{-(5 * 3600 + 45 * 60)});
    const SqlType type = Time(with_timezone);
    const Cell cell = round_trip(db, answer, type, wire(type, zoned.bytes()));
    CHECK(stored_text(db) == "01:00:00.000000+05:45");
    CHECK(std::ranges::equal(cell.bytes(), zoned.bytes()));
}

TEST_CASE("every day of four hundred years keeps its date", "[sqlite]") {
    Database db;
    const StatementText statement = statement_of("SELECT ?, date('2000-01-01', ? || ' days')", {Date(), Integer()}, {});
    for (std::int32_t days = -73'049; days < 73'048; days += 487) {
        ParameterBuffer parameters = wire(Date(), integer_bytes(days).bytes());
        parameters.add(days, Integer());
        const Answer answer = db.execute(statement, &parameters);
        CHECK(answer.rows->cell(0, 0).text() == answer.rows->cell(0, 1).text());
    }
}

TEST_CASE("a UUID is 32 hexadecimal digits and read from other forms", "[sqlite]") {
    Database db;
    ByteBuffer bytes;
    for (int i = 0; i < 16; ++i) bytes.put(static_cast<std::uint8_t>(i * 17));
    Answer answer;
    const Cell cell = round_trip(db, answer, Uuid(), wire(Uuid(), bytes.bytes()));
    CHECK(stored_text(db) == "00112233445566778899aabbccddeeff");
    CHECK(cell.type == oid::uuid);
    CHECK(std::ranges::equal(cell.bytes(), bytes.bytes()));
    for (const char* same : {"'00112233-4455-6677-8899-AABBCCDDEEFF'", "x'00112233445566778899aabbccddeeff'"}) {
        const Answer other = db.execute(statement_of("SELECT " + std::string(same), {}, {Uuid()}));
        CHECK(std::ranges::equal(other.rows->cell(0, 0).bytes(), bytes.bytes()));
    }
    const Answer wrong = db.execute(statement_of("SELECT '00112233-4455-6677-8899-AABBCCDDEEFG'", {}, {Uuid()}));
    CHECK(wrong.rows->cell(0, 0).type == oid::text);
}

TEST_CASE("JSON documents are text, or a number if SQLite made one of it", "[sqlite]") {
    Database db;
    CHECK(round_trip(db, std::string(R"({"a": [1, 2]})"), Json()) == R"({"a": [1, 2]})");
    CHECK(storage_class(db) == "text");
    CHECK(round_trip(db, std::string(R"({"a": [1, 2]})"), Jsonb()) == R"({"a": [1, 2]})");
    CHECK(stored_text(db) == R"({"a": [1, 2]})");
    db.execute("CREATE TABLE documents (document JSON)");
    ParameterBuffer parameters;
    parameters.add(std::string("5"), Jsonb());
    db.execute(statement_of("INSERT INTO documents VALUES (?)", {Jsonb()}), &parameters);
    const Answer answer = db.execute(statement_of("SELECT document FROM documents", {}, {Jsonb()}));
    CHECK(Codec<std::string>::decode(answer.rows->cell(0, 0)) == "5");
}

TEST_CASE("a NUMERIC is stored as a number and read without loss", "[sqlite]") {
    Database db;
    Answer answer;
    const auto stored = [&](std::string_view digits, const SqlType& type) {
        return digits_of(round_trip(db, answer, type, number(digits, type)));
    };
    CHECK(stored("1.10", Numeric(10, 2)) == "1.10");
    CHECK(storage_class(db) == "real");
    CHECK(stored("42.00", Numeric(10, 2)) == "42.00");
    CHECK(storage_class(db) == "integer");
    CHECK(stored("-0.000123", Numeric()) == "-0.000123");
    CHECK(stored("9223372036854775807", Numeric()) == "9223372036854775807");
    CHECK(stored("1e20", Numeric()) == "100000000000000000000");
    CHECK(stored("0", Numeric(4, 1)) == "0.0");
    CHECK(stored("123456789012.345", Numeric()) == "123456789012.345");
}

TEST_CASE("a NUMERIC column of a table returns the stored value", "[sqlite]") {
    Database db;
    db.execute("CREATE TABLE prices (price NUMERIC(10, 2))");
    const ParameterBuffer parameters = number("1.10");
    db.execute(statement_of("INSERT INTO prices VALUES (?)", {Numeric()}), &parameters);
    const Answer answer = db.execute(statement_of("SELECT price FROM prices WHERE price = ? AND price + 1 > ?",
                                                  {Numeric(), Numeric()}, {Numeric(10, 2)}),
                                     [] {
                                         static ParameterBuffer both = number("1.1");
                                         both.add(std::int64_t{2}, Numeric());
                                         return &both;
                                     }());
    REQUIRE(answer.row_count == 1);
    CHECK(digits_of(answer.rows->cell(0, 0)) == "1.10");
}

TEST_CASE("a NUMERIC with more digits than a number in SQLite can have throws", "[sqlite]") {
    Database db;
    const StatementText statement = statement_of("SELECT ?", {Numeric()});
    for (const char* digits : {"12345678901234567890.123", "0.12345678901234567890", "9223372036854775808.5"}) {
        const ParameterBuffer parameters = number(digits);
        CHECK_THROWS_AS(db.execute(statement, &parameters), DataError);
    }
    const ParameterBuffer parameters = number("NaN");
    CHECK_THROWS_AS(db.execute(statement, &parameters), DataError);
}

TEST_CASE("NUMERIC text is read to its last digit, and a sum of decimals at its scale", "[sqlite]") {
    Database db;
    const auto read = [&](std::string_view sql, const SqlType& type) {
        const Answer answer = db.execute(statement_of(std::string(sql), {}, {type}));
        return digits_of(answer.rows->cell(0, 0));
    };
    CHECK(read("SELECT '12345678901234567890.1230'", Numeric()) == "12345678901234567890.1230");
    CHECK(read("SELECT 0.1 + 0.2", Numeric(10, 2)) == "0.30");
    CHECK(read("SELECT 0.1 + 0.2", Numeric()) == "0.30000000000000004");
    CHECK(read("SELECT 1.234", Numeric(10, 2)) == "1.234");
    CHECK(read("SELECT 9e999", Numeric()) == "Infinity");
    const Answer answer = db.execute(statement_of("SELECT 'ten'", {}, {Numeric()}));
    CHECK(answer.rows->cell(0, 0).type == oid::text);
}

TEST_CASE("a type without a storage form is stored as PostgreSQL's text", "[sqlite]") {
    Database db;
    const Interval interval(14, -3, 4'000'000);
    CHECK(round_trip(db, interval) == interval);
    CHECK(stored_text(db) == "1 year 2 mons -3 days +00:00:04");
    const std::vector<std::int32_t> numbers{1, 2, 3};
    CHECK(round_trip(db, numbers) == numbers);
    CHECK(stored_text(db) == "{1,2,3}");
    const Answer wrong = db.execute(statement_of("SELECT 'soon'", {}, {SqlType(TypeKind::interval)}));
    CHECK(wrong.rows->cell(0, 0).type == oid::text);
}

TEST_CASE("an array whose variant is JSON is stored as a JSON array", "[sqlite]") {
    Database db;
    const SqlType texts = Array(Text()).with_variant(Json(), "sqlite");
    using Texts = std::vector<std::optional<std::string>>;
    const auto check = [&](const auto& value, const SqlType& type, std::string_view json) {
        CHECK(round_trip(db, value, type) == value);
        CHECK(stored_text(db) == json);
        CHECK(storage_class(db) == "text");
    };
    check(std::vector<std::string>{"a", "b"}, texts, R"(["a","b"])");
    check(std::vector<std::string>{}, texts, "[]");
    check(Texts{"", std::nullopt, "null", "it's \"q\" \\ \n\x01 \xC3\xA9 [1,{]"}, texts,
          "[\"\",null,\"null\",\"it's \\\"q\\\" \\\\ \\u000a\\u0001 \xC3\xA9 [1,{]\"]");
    check(std::vector<std::vector<std::string>>{{"a", "b"}, {"c", "d"}}, texts, R"([["a","b"],["c","d"]])");
    check(std::vector<std::vector<std::optional<std::int32_t>>>{{1, std::nullopt}, {-3, 4}},
          Array(Integer()).with_variant(Json(), "sqlite"), "[[1,null],[-3,4]]");
    check(std::vector<bool>{true, false}, Array(Boolean()).with_variant(Json(), "sqlite"), "[true,false]");
    check(std::vector<Decimal>{Decimal(std::string_view("1.50")), Decimal::nan()},
          Array(Numeric()).with_variant(Json(), "sqlite"), R"([1.50,"NaN"])");
    check(std::vector<local_days>{local_days(2024y / 2 / 29)}, Array(Date()).with_variant(Json(), "sqlite"),
          R"(["2024-02-29"])");
    check(std::vector<std::string>{R"({"a":[1,"]"]})", "[]"}, Array(Json()).with_variant(Json(), "sqlite"),
          R"([{"a":[1,"]"]},[]])");
    check(std::vector<std::string>{"sad", "ok"}, Array(Enum("mood", {"sad", "ok"})).with_variant(Json(), "sqlite"),
          R"(["sad","ok"])");
    // SQLite's own functions can read it.
    round_trip(db, std::vector<std::string>{"a", "b"}, texts);
    CHECK(db.scalar<std::string>("SELECT json_extract(value, '$[1]') FROM stored") == "b");
}

TEST_CASE("a JSON array is read from any spelling, and one of another type is an error", "[sqlite]") {
    Database db;
    db.execute("CREATE TABLE stored (value)");
    const auto stored = [&](const std::string& json, const SqlType& element) {
        db.execute("DELETE FROM stored");
        db.execute("INSERT INTO stored VALUES ('" + json + "')");
        return db.execute(
            statement_of("SELECT value FROM stored", {}, {Array(element).with_variant(Json(), "sqlite")}));
    };
    const Answer spelt = stored(" [ \"\\u00e9\\ud83d\\ude00\\/\\t\" , null ] ", Text());
    CHECK(Codec<std::vector<std::optional<std::string>>>::decode(spelt.rows->cell(0, 0)) ==
          std::vector<std::optional<std::string>>{"\xC3\xA9\xF0\x9F\x98\x80/\t", std::nullopt});
    const Answer numbers = stored("[1, 2.0e3]", Double());
    CHECK(Codec<std::vector<double>>::decode(numbers.rows->cell(0, 0)) == std::vector<double>{1, 2000});
    for (const char* const json : {"", "3", "[1, 2", "[[1], 2]", "[[1], [2, 3]]", "[1, [2]]", "[\"x\"]", "[true]",
                                   "[1.5]", "[5000000000]", "[{}]", "[[[[[[[1]]]]]]]"}) {
        INFO(json);
        const Answer answer = stored(json, Integer());
        CHECK_THROWS_AS(Codec<std::vector<std::int32_t>>::decode(answer.rows->cell(0, 0)), DataError);
    }
    const Answer surrogate = stored("[\"\\ud83d\"]", Text());
    CHECK_THROWS_AS(Codec<std::vector<std::string>>::decode(surrogate.rows->cell(0, 0)), DataError);
}

TEST_CASE("statements with the same SQL that store arrays differently are prepared separately", "[sqlite]") {
    Database db;
    db.execute("CREATE TABLE stored (value)");
    const SqlType plain = Array(Text());
    const auto insert = [&](const SqlType& type) {
        ParameterBuffer parameters;
        parameters.add(std::vector<std::string>{"a"}, type);
        db.execute(statement_of("INSERT INTO stored VALUES (?)", {type}), &parameters);
        return db.scalar<std::string>("SELECT value FROM stored ORDER BY rowid DESC LIMIT 1");
    };
    CHECK(insert(plain) == "{a}");
    CHECK(insert(plain.with_variant(Json(), "sqlite")) == "[\"a\"]");
    CHECK(insert(plain) == "{a}");
}

TEST_CASE("a domain and an enumeration are stored as their base types", "[sqlite]") {
    Database db;
    TypeDetail detail;
    detail.name = "price";
    detail.elements.push_back(Numeric(10, 2));
    const SqlType price(TypeKind::domain, detail);
    CHECK(round_trip(db, Decimal("1.10"), price).to_string() == "1.10");
    CHECK(storage_class(db) == "real");
    TypeDetail labels;
    labels.name = "mood";
    labels.labels.assign(1, "glad");
    ParameterBuffer parameters;
    parameters.add(std::string("glad"), SqlType(TypeKind::enumeration, labels));
    Answer answer;
    const Cell cell = round_trip(db, answer, SqlType(TypeKind::enumeration, labels), parameters);
    CHECK(cell.type == oid::text);
    CHECK(cell.text() == "glad");
}

TEST_CASE("malformed wire values throw", "[sqlite]") {
    Database db;
    const std::vector<SqlType> types{Integer(), BigInteger(), Boolean(), Double(), Numeric(),
                                     Date(),    DateTime(),   Uuid(),    Jsonb(),  Time(with_timezone)};
    for (const SqlType& type : types) {
        const ByteBuffer bytes = integer_bytes(std::int16_t{7});
        const ParameterBuffer parameters = wire(type, bytes.bytes().first(2));
        CHECK_THROWS_AS(db.execute(statement_of("SELECT ?", {type}), &parameters), DataError);
    }
}

TEST_CASE("a value of another type than its column's is read as stored", "[sqlite]") {
    Database db;
    const auto format = [&](std::string_view sql, const SqlType& type) {
        return db.execute(statement_of("SELECT " + std::string(sql), {}, {type})).rows->cell(0, 0).type;
    };
    CHECK(format("'12'", Integer()) == oid::text);
    CHECK(format("3000000000", Integer()) == oid::int8);
    CHECK(format("3.5", Integer()) == oid::float8);
    CHECK(format("3.0", Integer()) == oid::int4);
    CHECK(format("2", Boolean()) == oid::int8);
    CHECK(format("1", Double()) == oid::float8);
    CHECK(format("9007199254740993", Double()) == oid::int8);
    CHECK(format("0.1", Real()) == oid::float8);
    CHECK(format("0.5", Real()) == oid::float4);
    CHECK(format("1e300", Real()) == oid::float8);
    CHECK(format("5", String()) == oid::int8);
    CHECK(format("x'00'", String()) == oid::bytea);
    CHECK(format("'a'", LargeBinary()) == oid::text);
    CHECK(format("x'00'", Numeric()) == oid::bytea);
    CHECK(format("1", SqlType()) == oid::int8);
}

TEST_CASE("many rows of all sizes keep their cells", "[sqlite]") {
    Database db;
    const Answer answer = db.execute(statement_of(
        "WITH RECURSIVE n(x) AS (SELECT 0 UNION ALL SELECT x + 1 FROM n WHERE x < 19999) "
        "SELECT x, CASE WHEN x % 5000 = 4999 THEN hex(zeroblob(100 * x)) ELSE printf('%.*c', x % 97, 'a') END, "
        "CASE WHEN x % 3 = 0 THEN NULL ELSE x / 2.0 END FROM n",
        {}, {BigInteger(), String(), Double()}));
    REQUIRE(answer.rows->size() == 20000);
    bool same = true;
    for (std::size_t i = 0; i < answer.rows->size(); ++i) {
        const std::byte* at = answer.rows->row(i);
        const auto number = Codec<std::int64_t>::decode(answer.rows->read_cell(at, 0));
        const auto string = Codec<std::string_view>::decode(answer.rows->read_cell(at, 1));
        const Cell real = answer.rows->read_cell(at, 2);
        // printf writes at least one character.
        const std::size_t length = i % 5000 == 4999 ? 200 * i : std::max<std::size_t>(i % 97, 1);
        same = same && number == static_cast<std::int64_t>(i) && string.size() == length;
        same = same && (i % 3 == 0 ? real.is_null() : Codec<double>::decode(real) == static_cast<double>(i) / 2);
    }
    CHECK(same);
}

}  // namespace

TEST_CASE("infinities stored as text are read as PostgreSQL reads them", "[unit]") {
    Database db;
    db.execute("CREATE TABLE written (value)");
    const auto read = [&](std::string_view text, const SqlType& type) {
        ParameterBuffer parameters;
        parameters.add(text, Text());
        db.execute("DELETE FROM written");
        db.execute(statement_of("INSERT INTO written VALUES (?)", {Text()}), &parameters);
        return db.execute(statement_of("SELECT value FROM written", {}, {type}));
    };
    for (const char* const text : {"infinity", "Infinity", "+infinity", "+INFINITY"}) {
        INFO(text);
        CHECK(read(text, DateTime()).rows->cell(0, 0).type == oid::timestamp);
        CHECK(std::isinf(Codec<double>::decode(read(text, Double()).rows->cell(0, 0))));
        CHECK(std::isinf(Codec<float>::decode(read(text, Real()).rows->cell(0, 0))));
        CHECK(read(text, Date()).rows->cell(0, 0).type == oid::date);
    }
    CHECK(Codec<double>::decode(read("-Infinity", Double()).rows->cell(0, 0)) < 0);
    CHECK(Codec<double>::decode(read("-inf", Double()).rows->cell(0, 0)) < 0);
    CHECK(std::isnan(Codec<double>::decode(read("nan", Double()).rows->cell(0, 0))));
    CHECK(std::isnan(Codec<float>::decode(read("NaN", Real()).rows->cell(0, 0))));
    // Text that is not a number is read as text.
    CHECK(read("infinite", Double()).rows->cell(0, 0).type == oid::text);
    CHECK(read("++infinity", DateTime()).rows->cell(0, 0).type == oid::text);
}

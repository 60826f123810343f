#include "postgresql_session/server.hpp"
#include "server_settings.hpp"
#include <azoth/types/all.hpp>
#include <azoth/types/text_form.hpp>
#include <azoth/types/type_error.hpp>

#include <map>
#include <set>
#include <string>

using namespace azoth;
namespace pg = azoth::postgresql::test;

namespace {

// A literal for each type; types without one have values that cannot be written.
const std::map<std::string, std::string, std::less<>> samples{
    {"bool", "t"},
    {"bytea", "\\xdeadbeef"},
    {"char", "x"},
    {"name", "a name"},
    {"int8", "-9223372036854775808"},
    {"int2", "-32768"},
    {"int2vector", "1 2 3"},
    {"int4", "2147483647"},
    {"regproc", "now"},
    {"text", "it's \"text\", {é}"},
    {"oid", "4294967295"},
    {"tid", "(7,3)"},
    {"xid", "42"},
    {"cid", "43"},
    {"oidvector", "23 25"},
    {"json", "{\"a\": [1, 2]}"},
    {"xml", "<a>b</a>"},
    {"point", "(1.5,-2)"},
    {"lseg", "[(1,2),(3,4)]"},
    {"path", "((1,2),(3,4))"},
    {"box", "(3,4),(1,2)"},
    {"polygon", "((1,2),(3,4),(5,6))"},
    {"line", "{1,-1,0}"},
    {"circle", "<(1,2),3>"},
    {"cidr", "192.168.0.0/16"},
    {"float4", "1.1"},
    {"float8", "1e+300"},
    {"unknown", "anything"},
    {"money", "-$1,234.50"},
    {"macaddr", "08:00:2b:01:02:03"},
    {"macaddr8", "08:00:2b:01:02:03:04:05"},
    {"inet", "192.168.0.7/24"},
    {"bpchar", "padded "},
    {"varchar", "varying"},
    {"date", "2024-02-29"},
    {"time", "23:59:59.999999"},
    {"timestamp", "0044-03-15 12:00:00 BC"},
    {"timestamptz", "2024-02-29 12:00:00.5+00"},
    {"interval", "1 year -2 days 03:04:05"},
    {"timetz", "12:00:00+05:30"},
    {"bit", "1"},
    {"varbit", "10110"},
    {"numeric", "-12345.678900"},
    {"refcursor", "a cursor"},
    {"regprocedure", "now()"},
    {"regoper", "||/"},
    {"regoperator", "=(integer,integer)"},
    {"regclass", "pg_type"},
    {"regtype", "integer"},
    {"regrole", "azoth"},
    {"regnamespace", "pg_catalog"},
    {"regcollation", "\"C\""},
    {"regconfig", "english"},
    {"regdictionary", "simple"},
    {"uuid", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"},
    {"pg_lsn", "16/B374D848"},
    {"tsvector", "'cat':3A 'fat':2,4"},
    {"tsquery", "'fat' & !( 'cat' | 'rat':*A )"},
    {"jsonb", "{\"a\": 1}"},
    {"jsonpath", "$.\"a\"[*]"},
    {"txid_snapshot", "10:20:10,14"},
    {"pg_snapshot", "10:20:10,14"},
    {"xid8", "18446744073709551615"},
    {"int4range", "[1,5)"},
    {"int8range", "(,5)"},
    {"numrange", "(1.5,2.5]"},
    {"tsrange", "[\"2024-01-01 00:00:00\",infinity]"},
    {"tstzrange", "[\"2024-01-01 00:00:00+00\",)"},
    {"daterange", "empty"},
    {"int4multirange", "{[1,5),[7,9)}"},
    {"int8multirange", "{}"},
    {"nummultirange", "{(,1.5]}"},
    {"tsmultirange", "{[\"2024-01-01 00:00:00\",)}"},
    {"tstzmultirange", "{(,)}"},
    {"datemultirange", "{[2024-01-01,2024-02-01)}"},
};

// Values of these types are the number of an object that the server prints by its name.
const std::set<std::string, std::less<>> named_objects{"regproc",      "regprocedure", "regoper",      "regoperator",
                                                       "regclass",     "regtype",      "regrole",      "regnamespace",
                                                       "regcollation", "regconfig",    "regdictionary"};

struct CatalogType {
    Oid oid;
    std::string name;
    std::string type;     // typtype
    std::string element;  // of an array
};

task<std::vector<CatalogType>> types_with_binary_form(Session& session) {
    const Answer answer = co_await pg::execute(
        session,
        "SELECT t.oid, t.typname::text, t.typtype::text, coalesce(e.typname::text, '') FROM pg_catalog.pg_type t "
        "LEFT JOIN pg_catalog.pg_type e ON e.typarray = t.oid WHERE t.typsend <> 0 AND t.typnamespace = "
        "'pg_catalog'::regnamespace ORDER BY t.oid");
    std::vector<CatalogType> types;
    for (std::size_t row = 0; row < answer.rows->size(); ++row) {
        types.push_back({pg::cell<std::uint32_t>(answer, row, 0), pg::cell<std::string>(answer, row, 1),
                         pg::cell<std::string>(answer, row, 2), pg::cell<std::string>(answer, row, 3)});
    }
    co_return types;
}

std::string quoted(const std::string& text) {
    std::string literal = "'";
    for (const char c : text) literal += c == '\'' ? "''" : std::string(1, c);
    return literal + '\'';
}

std::string type_in_sql(const std::string& name) { return "pg_catalog.\"" + name + '"'; }

// An expression of the type; empty if none can be written.
std::string value_of_type(const CatalogType& type) {
    if (const auto sample = samples.find(type.name); sample != samples.end()) {
        return quoted(sample->second) + "::" + type_in_sql(type.name);
    }
    if (const auto sample = samples.find(type.element); sample != samples.end()) {
        return "ARRAY[" + quoted(sample->second) + "::" + type_in_sql(type.element) + ", NULL]";
    }
    if (type.type == "c") return "json_populate_record(NULL::" + type_in_sql(type.name) + ", '{}')";
    if (type.name == "record") return "ROW(1, 'two'::text, NULL::int4, ARRAY[1.5])";
    if (type.name == "_record") return "ARRAY[ROW(1, 'a b'::text)]";
    if (type.type == "p") return {};
    return "NULL::" + type_in_sql(type.name);
}

// Runs body(session) in a database that has only PostgreSQL's own objects: functions, operators and types made by
// others would be found by the same names.
template <class Body>
void in_stock_database(Body body) {
    const auto administrate = [](std::string sql) {
        pg::with_session([&](Session& session) -> task<void> {
            co_await pg::execute(session, "DROP DATABASE IF EXISTS azoth_stock WITH (FORCE)");
            if (!sql.empty()) co_await pg::execute(session, sql);
        });
    };
    administrate("CREATE DATABASE azoth_stock TEMPLATE template0");
    const std::string url = azoth_tests::url_of_database("azoth_stock?sslmode=disable");
    pg::with_session(body, url);
    administrate({});
}

}  // namespace

TEST_CASE("every type of the catalog that has a binary form is readable", "[types]") {
    std::size_t printed_alike = 0;
    std::size_t readable = 0;
    std::vector<std::string> without_value;
    in_stock_database([&](Session& session) -> task<void> {
        co_await pg::execute(session, "SET lc_monetary = 'C'");
        const std::vector<CatalogType> types = co_await types_with_binary_form(session);
        for (const CatalogType& type : types) {
            const std::string value = value_of_type(type);
            if (value.empty()) {
                without_value.push_back(type.name);
                continue;
            }
            INFO(type.name << ": " << value);
            const std::string sql = "SELECT " + value + ", format('%s', " + value + ")";
            const Answer answer = co_await pg::execute(session, sql);
            const Cell cell = answer.rows->cell(0, 0);
            if (cell.is_null()) {
                ++readable;
                continue;
            }
            const auto bytes = Codec<std::vector<std::byte>>::decode(cell);
            CHECK(bytes.size() == static_cast<std::size_t>(cell.size));
            std::string text;
            append_text(text, cell);
            ++readable;
            const bool numbers = named_objects.contains(type.name) || named_objects.contains(type.element);
            // The format of a literal without a type is text in the answer.
            const bool row = type.type == "c";
            if (numbers || row) continue;
            CHECK(text == pg::cell<std::string>(answer, 0, 1));
            ++printed_alike;
        }
    });
    for (const std::string& name : without_value) {
        INFO(name);
        // Pseudo-types of functions, which have no values.
        CHECK((name == "cstring" || name == "void" || name == "pg_ddl_command" || name.starts_with("any")));
    }
    CHECK(readable > 400);
    CHECK(printed_alike > 120);
    WARN("types with a binary form: " << readable << " readable, " << printed_alike
                                      << " of them printed as the server does");
}

TEST_CASE("a column of an unknown type is read as text and as bytes, and reports its OID", "[types]") {
    pg::with_session([](Session& session) -> task<void> {
        co_await pg::execute(session, "DROP TYPE IF EXISTS weather, floatrange");
        co_await pg::execute(session, "CREATE TYPE weather AS ENUM ('rain')");
        co_await pg::execute(session, "CREATE TYPE floatrange AS RANGE (subtype = float8)");
        const Answer answer = co_await pg::execute(
            session, "SELECT 'rain'::weather, 'weather'::regtype::oid, '[1,2)'::floatrange, 'empty'::floatrange");
        const Cell cell = answer.rows->cell(0, 0);
        CHECK(Codec<std::string>::decode(cell) == "rain");
        CHECK(Codec<std::vector<std::byte>>::decode(cell).size() == 4);
        CHECK(answer.rows->description().columns[0].format == pg::cell<std::uint32_t>(answer, 0, 1));
        const Cell range = answer.rows->cell(0, 2);
        CHECK(Codec<std::string>::decode(range) == "[1,2)");
        CHECK(Codec<Range<double>>::decode(range) == Range<double>(1, 2));
        CHECK(Codec<Range<double>>::decode(answer.rows->cell(0, 3)).empty());
    });
}

TEST_CASE("numbers calculated by the server are read with the digits that it shows", "[types]") {
    pg::with_session([](Session& session) -> task<void> {
        const std::vector<std::string> expressions{"sqrt(2::numeric)",   "1/3::numeric",        "exp(1.5::numeric)",
                                                   "ln(10::numeric)",    "10::numeric ^ -20",   "avg(x::numeric)",
                                                   "stddev(x::numeric)", "0.1::float8::numeric"};
        for (const std::string& expression : expressions) {
            INFO(expression);
            const Answer answer = co_await pg::execute(
                session, "SELECT v, v::text FROM (SELECT " + expression + " AS v FROM generate_series(1, 7) x" +
                             (expression.find("x::") == std::string::npos ? " LIMIT 1" : "") + ") s");
            CHECK(pg::cell<Decimal>(answer, 0, 0).to_string() == pg::cell<std::string>(answer, 0, 1));
        }
    });
}

#include "server.hpp"

#include <libpq-fe.h>

#include <cstring>
#include <random>
#include <span>

namespace azoth::postgresql::test {
namespace {

// Random SQL whose answer is the same each time it is asked.
class Generator {
public:
    explicit Generator(std::uint32_t seed) : random_(seed) {}

    std::string query() {
        std::string sql = "SELECT ";
        const int columns = below(100) < 3 ? 0 : 1 + below(12);
        for (int i = 0; i < columns; ++i) {
            if (i != 0) sql += ", ";
            sql += column();
            if (chance(20)) sql += " AS \"c\u00e4 " + std::to_string(below(3)) + "\"";
        }
        const int rows = chance(5) ? 20'000 : chance(20) ? 1000 : below(8);
        sql += " FROM generate_series(1, " + std::to_string(rows) + ") AS i";
        if (chance(20)) sql += " WHERE " + expression("boolean", 2);
        if (chance(20)) sql += " LIMIT " + std::to_string(below(50));
        return sql;
    }

private:
    int below(int limit) { return static_cast<int>(random_() % static_cast<std::uint32_t>(limit)); }
    bool chance(int percent) { return below(100) < percent; }
    template <std::size_t N>
    std::string one_of(const char* const (&choices)[N]) {
        return choices[static_cast<std::size_t>(below(static_cast<int>(N)))];
    }

    std::string scalar_type() {
        return one_of(
            {"boolean",        "int2",      "int4",      "int8",        "float4",   "float8",    "numeric",
             "text",           "varchar",   "bpchar",    "\"char\"",    "name",     "bytea",     "date",
             "time",           "timetz",    "timestamp", "timestamptz", "interval", "uuid",      "json",
             "jsonb",          "inet",      "cidr",      "macaddr",     "macaddr8", "bit",       "varbit",
             "money",          "oid",       "xid",       "xid8",        "tid",      "point",     "box",
             "line",           "lseg",      "path",      "polygon",     "circle",   "tsvector",  "tsquery",
             "int4range",      "int8range", "numrange",  "daterange",   "tsrange",  "tstzrange", "int4multirange",
             "datemultirange", "pg_lsn",    "regclass",  "regtype",     "jsonpath", "xml"});
    }

    std::string digits(int most) {
        std::string text = std::to_string(1 + below(9));
        for (int left = below(most); left > 0; --left) text += static_cast<char>('0' + below(10));
        return text;
    }
    std::string sign() { return chance(30) ? "-" : ""; }
    std::string two(int limit) {
        const int value = below(limit);
        return (value < 10 ? "0" : "") + std::to_string(value);
    }
    std::string date() {
        return std::to_string(1 + below(9998) + 1000).substr(0, 4) + "-" + std::to_string(1 + below(12)) + "-" +
               std::to_string(1 + below(28));
    }
    std::string time() { return two(24) + ":" + two(60) + ":" + two(60) + (chance(50) ? "." + digits(5) : ""); }
    std::string hex(int bytes) {
        std::string text;
        for (int i = 0; i < 2 * bytes; ++i) text += "0123456789abcdef"[below(16)];
        return text;
    }
    std::string number() { return sign() + digits(8) + (chance(50) ? "." + digits(8) : ""); }
    std::string words() {
        std::string text;
        for (int left = below(12); left > 0; --left) {
            text += one_of({"a", "B ", "\u00fc", "\u4e16\u754c", "''", "\\", "\"", "{", ",", "NULL", " ", "\n",
                            "\U0001f600", "%", ":x"});
        }
        return text;
    }

    std::string literal(const std::string& type) {
        const auto quoted = [&](const std::string& text) { return "'" + text + "'::" + type; };
        if (type == "boolean") return one_of({"true", "false", "i > 3", "i % 2 = 0"});
        if (type == "int2") return "(" + sign() + digits(4) + " % 32768)::int2";
        if (type == "int4") return chance(40) ? "i" : quoted(sign() + digits(8));
        if (type == "int8") return chance(40) ? "i::int8 * " + digits(9) : quoted(sign() + digits(17));
        if (type == "float4" || type == "float8") {
            return chance(15) ? quoted(one_of({"NaN", "Infinity", "-Infinity", "-0"}))
                              : quoted(number() + "e" + sign() + std::to_string(below(30)));
        }
        if (type == "numeric") {
            return chance(10) ? quoted(one_of({"NaN", "0", "0.00000000000000000001", "Infinity"}))
                              : quoted(sign() + digits(40) + "." + digits(30));
        }
        if (type == "\"char\"") return "'" + digits(1).substr(0, 1) + "'::\"char\"";
        if (type == "text" || type == "varchar" || type == "bpchar" || type == "name") {
            return chance(20) ? "('row ' || i)::" + type : quoted(words());
        }
        if (type == "bytea") return "'\\x" + hex(below(40)) + "'::bytea";
        if (type == "date") return chance(10) ? quoted("infinity") : quoted(date());
        if (type == "time") return quoted(time());
        if (type == "timetz") return quoted(time() + "+0" + std::to_string(below(10)));
        if (type == "timestamp") return quoted(date() + " " + time());
        if (type == "timestamptz") return quoted(date() + " " + time() + "-0" + std::to_string(below(10)));
        if (type == "interval") {
            return quoted(sign() + std::to_string(below(50)) + " mons " + sign() + std::to_string(below(99)) +
                          " days " + time());
        }
        if (type == "uuid") return quoted(hex(16));
        if (type == "json" || type == "jsonb") {
            return one_of({"jsonb_build_object('i', i, 'a', array[1, i])", "'[1, null, {\"a\": \"\u00e9\"}]'::jsonb",
                           "to_jsonb(i::text)"}) +
                   "::" + type;
        }
        if (type == "inet")
            return chance(50) ? quoted("10." + std::to_string(below(256)) + ".0.1/16") : quoted("fe80::" + hex(2));
        if (type == "cidr") return quoted("10." + std::to_string(below(256)) + ".0.0/16");
        if (type == "macaddr") return quoted(hex(6));
        if (type == "macaddr8") return quoted(hex(8));
        if (type == "bit") return "B'" + std::string(static_cast<std::size_t>(1 + below(20)), '1') + "'";
        if (type == "varbit") return "B'10" + std::string(static_cast<std::size_t>(below(70)), '0') + "'::varbit";
        if (type == "money") return quoted(number());
        if (type == "oid" || type == "xid" || type == "xid8") return quoted(digits(8));
        if (type == "tid") return quoted("(" + digits(3) + "," + digits(2) + ")");
        if (type == "point") return quoted("(" + number() + "," + number() + ")");
        if (type == "box" || type == "lseg" || type == "path" || type == "polygon") {
            return quoted("((" + number() + "," + number() + "),(" + number() + "," + number() + "))");
        }
        if (type == "line") return quoted("{1," + number() + "," + number() + "}");
        if (type == "circle") return quoted("<(" + number() + "," + number() + ")," + digits(4) + ">");
        if (type == "tsvector") return "to_tsvector('simple', 'fat cats ate ' || i)";
        if (type == "tsquery") return "to_tsquery('simple', 'fat & (cat | rat" + digits(3) + ")')";
        if (type == "int4range" || type == "int8range" || type == "numrange") {
            return quoted("[" + digits(3) + "," + digits(3) + "000000)");
        }
        if (type == "daterange" || type == "tsrange" || type == "tstzrange") {
            return quoted("[1999-01-01," + std::to_string(2000 + below(99)) + "-01-01)");
        }
        if (type == "int4multirange") return quoted("{[1," + std::to_string(2 + below(50)) + "),[100,200)}");
        if (type == "datemultirange") return quoted("{[1999-01-01,2001-01-01)}");
        if (type == "pg_lsn") return quoted(hex(3) + "/" + hex(4));
        if (type == "regclass") return quoted(one_of({"pg_class", "pg_type", "pg_proc"}));
        if (type == "regtype") return quoted(one_of({"int4", "text", "jsonb"}));
        if (type == "jsonpath") return quoted("$.a[*] ? (@ > " + digits(4) + ")");
        return "xmlelement(name a, i)";
    }

    // Of that type.
    std::string expression(const std::string& type, int depth) {
        switch (depth > 0 ? below(8) : 7) {
            case 0: return "NULL::" + type;
            case 1: {
                const std::string first = expression(type, depth - 1);
                return "CASE WHEN i % 3 = 0 THEN " + first + " ELSE " + expression(type, depth - 1) + " END";
            }
            case 2: return "coalesce(NULL, " + expression(type, depth - 1) + ")";
            default: return literal(type);
        }
    }

    std::string column() {
        const std::string type = scalar_type();
        const std::string value = expression(type, 3);
        switch (below(16)) {
            case 0: return "array[" + value + ", NULL, " + literal(type) + "]";
            case 1: return "array[[" + literal(type) + "], [" + literal(type) + "]]";
            case 2: return "ROW(" + value + ", " + expression(scalar_type(), 1) + ", NULL)";
            case 3: return "(" + value + ")::text";
            case 4: return "octet_length((" + value + ")::text)";
            case 5: return "repeat((" + literal(type) + ")::text, " + std::to_string(below(60)) + ")";
            case 6: return chance(20) ? "1 / (i - 3)" : value;
            default: return value;
        }
    }

    std::mt19937 random_;
};

struct ClearResult {
    void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, ClearResult>;

std::string_view view(const char* text) { return text == nullptr ? std::string_view() : std::string_view(text); }

void compare(const Answer& answer, const Result& expected) {
    REQUIRE(PQresultStatus(expected.get()) == PGRES_TUPLES_OK);
    REQUIRE(answer.rows);
    REQUIRE(answer.tag == PQcmdStatus(expected.get()));
    const auto rows = static_cast<std::size_t>(PQntuples(expected.get()));
    const auto columns = static_cast<std::size_t>(PQnfields(expected.get()));
    REQUIRE(answer.rows->size() == rows);
    REQUIRE(answer.rows->column_count() == columns);
    REQUIRE(answer.row_count == static_cast<std::int64_t>(rows));
    for (std::size_t c = 0; c < columns; ++c) {
        const ColumnDescription& column = answer.rows->description().columns[c];
        REQUIRE(column.name == PQfname(expected.get(), static_cast<int>(c)));
        REQUIRE(column.format == PQftype(expected.get(), static_cast<int>(c)));
    }
    for (std::size_t r = 0; r < rows; ++r) {
        const std::byte* at = answer.rows->row(r);
        for (std::size_t c = 0; c < columns; ++c) {
            const Cell found = answer.rows->read_cell(at, c);
            const int row = static_cast<int>(r);
            const int column = static_cast<int>(c);
            const bool null = PQgetisnull(expected.get(), row, column) != 0;
            const int size = PQgetlength(expected.get(), row, column);
            const bool same =
                found.is_null() == null &&
                (null || (found.size == size && std::memcmp(found.data, PQgetvalue(expected.get(), row, column),
                                                            static_cast<std::size_t>(size)) == 0));
            if (!same) FAIL("row " << r << ", column " << c << " differs");
        }
    }
}

struct Found {
    Answer answer;
    std::string sqlstate;  // of the error, if there was one
};

task<void> ask_for(Session& session, const std::string& sql, Answer& answer) {
    const Statement statement(sql);
    answer = co_await session.execute(request(statement));
}

task<Found> ask(Session& session, const std::string& sql) {
    Found found;
    const std::exception_ptr error = co_await failure(ask_for(session, sql, found.answer));
    if (error) found.sqlstate = as<DatabaseError>(error).sqlstate();
    co_return found;
}

TEST_CASE("the session gives the bytes that libpq gives, for random queries", "[postgresql]") {
    const char* const wanted = std::getenv("AZOTH_TEST_SEED");
    const auto seed = wanted != nullptr ? static_cast<std::uint32_t>(std::stoul(wanted)) : std::random_device{}();
    WARN("AZOTH_TEST_SEED=" << seed);
    const std::unique_ptr<PGconn, decltype(&PQfinish)> libpq(PQconnectdb((tcp_url() + "&client_encoding=UTF8").c_str()),
                                                             &PQfinish);
    REQUIRE(PQstatus(libpq.get()) == CONNECTION_OK);
    int answers = 0;
    int errors = 0;
    const auto body = [&](Session& session) -> task<void> {
        Generator generator(seed);
        for (int i = 0; i < 500; ++i) {
            const std::string sql = generator.query();
            INFO("query " << i << ": " << sql);
            const Result expected(PQexecParams(libpq.get(), sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 1));
            const Found found = co_await ask(session, sql);
            if (PQresultStatus(expected.get()) == PGRES_TUPLES_OK) {
                REQUIRE(found.sqlstate.empty());
                compare(found.answer, expected);
                ++answers;
            } else {
                REQUIRE(found.sqlstate == view(PQresultErrorField(expected.get(), PG_DIAG_SQLSTATE)));
                ++errors;
            }
        }
    };
    with_session(body, socket_url());
    INFO(answers << " answers, " << errors << " errors");
    CHECK(answers > 350);
    CHECK(errors > 0);
}

}  // namespace
}  // namespace azoth::postgresql::test

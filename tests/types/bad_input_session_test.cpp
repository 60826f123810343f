#include "engine/support.hpp"
#include "postgresql_session/server.hpp"
#include <azoth/types/all.hpp>

#include <functional>
#include <limits>

// Invalid values throw an error that shows where and why, on both databases, and the connection remains usable.

using namespace azoth;
namespace pg = azoth::postgresql::test;
using azoth_tests::is_postgresql;

namespace {

MetaData meta;

struct Things {
    Column<std::int64_t> id{"id", primary_key};
    Column<std::optional<std::int32_t>> number{"number"};
    Column<std::optional<std::string>> word{"word"};
    Column<std::optional<std::chrono::local_days>> day{"day"};
    Column<std::optional<std::string>> document{"document", Json()};
    Column<std::optional<std::vector<std::int32_t>>> numbers{"numbers",
                                                             Array(Integer()).with_variant(Json(), "sqlite")};
};
const Table<Things> things{"things", meta};

// Runs body(connection) with the table, on each database; afterwards the connection still works, in its transaction.
template <class Body>
void on_each_database(Body body) {
    for (const std::string& url : azoth_tests::urls()) {
        INFO(url);
        pg::run([&]() -> task<void> {
            auto engine = create_async_engine(url);
            auto conn = co_await engine.connect();
            co_await meta.drop_all(conn);
            co_await meta.create_all(conn);
            co_await conn.execute(insert(things).values(things.id = 1, things.number = 7));
            co_await body(conn, is_postgresql(url));
            const auto number = co_await conn.scalar(select(things.number).where(things.id == 1));
            CHECK(number == 7);
            co_await meta.drop_all(conn);
            co_await conn.commit();
            co_await conn.close();
            co_await engine.dispose();
        });
    }
}

// The message of the DataError that a statement ends with.
template <class S>
task<std::string> refusal(AsyncConnection& conn, S statement) {
    std::string message = "executed";
    try {
        co_await conn.execute(statement);
    } catch (const DataError& error) {
        message = error.what();
    }
    co_return message;
}

template <class S, class Rows>
task<std::string> refusal_of_rows(AsyncConnection& conn, S statement, const Rows& rows) {
    auto savepoint = co_await conn.begin_nested();
    std::string message = "executed";
    try {
        co_await conn.execute(statement, rows);
    } catch (const DataError& error) {
        message = error.what();
    }
    if (message == "executed") {
        co_await savepoint.commit();
    } else {
        co_await savepoint.rollback();
    }
    co_return message;
}

template <class Make>
std::string unmade(Make make) {
    try {
        make();
    } catch (const DataError& error) {
        return error.what();
    }
    return "made";
}

}  // namespace

TEST_CASE("a value that its column cannot store throws with the names of the column and both types", "[types]") {
    on_each_database([](AsyncConnection&, bool) -> task<void> {
        CHECK_THAT(unmade([] { return things.number = std::int64_t{5000000000}; }),
                   ContainsSubstring("column 'number': int64_t value can't be stored as INTEGER: it is out of range"));
        CHECK_THAT(unmade([] { return things.number = Decimal::nan(); }),
                   ContainsSubstring("column 'number'") && ContainsSubstring("is not an integer"));
        CHECK_THAT(unmade([] { return things.day = std::chrono::local_days(std::chrono::days(2147483000)); }),
                   ContainsSubstring("column 'day'") && ContainsSubstring("DATE") && ContainsSubstring("5874897 AD"));
        CHECK_THAT(
            unmade([] { return things.word = std::string("a\0b", 3); }),
            ContainsSubstring("column 'word': text value can't be stored as VARCHAR: it is not UTF-8, or holds a NUL"));
        CHECK_THAT(unmade([] { return things.word == std::string("\xFF"); }),
                   ContainsSubstring("column 'word'") && ContainsSubstring("UTF-8"));
        CHECK_THAT(unmade([] { return things.document = "{\"a\":"; }),
                   ContainsSubstring("column 'document': text value can't be stored as JSON: malformed JSON"));
        co_return;
    });
}

TEST_CASE("an invalid value in many rows throws with its row and column", "[types]") {
    on_each_database([](AsyncConnection& conn, bool) -> task<void> {
        std::vector<std::tuple<std::int64_t, std::int64_t>> numbers;
        numbers.emplace_back(2, 1);
        numbers.emplace_back(3, 5000000000);
        const std::string number =
            co_await refusal_of_rows(conn, insert(things).columns(things.id, things.number), numbers);
        CHECK_THAT(number, ContainsSubstring("row 2, column 'number': int64_t value can't be stored as INTEGER"));
        std::vector<std::tuple<std::int64_t, std::string>> words;
        words.emplace_back(2, "good");
        words.emplace_back(3, std::string("\0", 1));
        const std::string word = co_await refusal_of_rows(conn, insert(things).columns(things.id, things.word), words);
        CHECK_THAT(word, ContainsSubstring("row 2, column 'word': text value can't be stored as VARCHAR"));
        std::vector<std::tuple<std::int64_t, std::string>> documents;
        documents.emplace_back(2, "[1,]");
        const std::string document =
            co_await refusal_of_rows(conn, insert(things).columns(things.id, things.document), documents);
        CHECK_THAT(document, ContainsSubstring("row 1, column 'document'") && ContainsSubstring("malformed JSON"));
        const auto count = co_await conn.scalar(select(func::count()).select_from(things));
        CHECK(count == 1);
    });
}

TEST_CASE("a value that does not fit the requested type throws with the names of the column and both types",
          "[types]") {
    on_each_database([](AsyncConnection& conn, bool postgresql) -> task<void> {
        auto wide =
            co_await conn.execute(text("SELECT 5000000000 AS wide, 1.5 AS fraction, 'text' AS word, NULL AS missing"));
        const auto row = wide.one();
        CHECK_THAT(
            unmade([&] { return row.get<std::int32_t>("wide"); }),
            ContainsSubstring("column 'wide': value of type bigint can't be read as int32_t: it is out of range"));
        CHECK_THAT(unmade([&] { return row.get<std::int64_t>("fraction"); }),
                   ContainsSubstring("column 'fraction': value of type " +
                                     std::string(postgresql ? "numeric" : "double precision")));
        CHECK_THAT(unmade([&] { return row.get<std::int64_t>("word"); }),
                   ContainsSubstring("column 'word': value of type text can't be read as int64_t"));
        CHECK_THAT(unmade([&] { return row.get<std::string>("missing"); }),
                   ContainsSubstring("column 'missing' is NULL"));
        CHECK_THAT(unmade([&] { return row["wide"].as<std::int32_t>(); }),
                   ContainsSubstring("bigint can't be read as int32_t"));
    });
}

TEST_CASE("an array with other dimensions or elements than requested throws", "[types]") {
    on_each_database([](AsyncConnection& conn, bool postgresql) -> task<void> {
        const std::vector<std::int32_t> numbers{1, 2};
        co_await conn.execute(update(things).values(things.numbers = numbers).where(things.id == 1));
        auto result = co_await conn.execute(select(things.numbers));
        const auto row = result.one();
        CHECK(row.get<std::vector<std::int32_t>>("numbers") == numbers);
        CHECK_THAT(
            unmade([&] { return row.get<std::vector<std::vector<std::int32_t>>>("numbers"); }),
            ContainsSubstring(
                "column 'numbers': value of type integer[] can't be read as std::vector: it has 1 dimensions, not 2"));
        CHECK_THAT(unmade([&] { return row.get<std::vector<std::string>>("numbers"); }),
                   ContainsSubstring("column 'numbers': value of type integer can't be read as std::string"));
        if (!postgresql) co_return;
        const std::vector<std::vector<std::int32_t>> ragged{{1}, {1, 2}};
        CHECK_THAT(unmade([&] { return Value(ragged, Array(Integer())); }),
                   ContainsSubstring("its inner vectors differ in length"));
    });
}

TEST_CASE("an error that only the server detects is thrown, and the session remains usable", "[types]") {
    pg::with_session([](Session& session) -> task<void> {
        // Bytes that are not a value of the type: too short, too long, not UTF-8, a year out of the range of dates.
        struct Bad {
            SqlType type;
            std::string cast;
            std::string bytes;
            std::string sqlstate;
        };
        std::vector<Bad> all;
        all.push_back({Integer(), "int4", std::string(3, '\0'), "08P01"});
        all.push_back({Integer(), "int4", std::string(5, '\0'), "22P03"});
        all.push_back({Uuid(), "uuid", std::string(15, '\0'), "08P01"});
        all.push_back({Text(), "text", std::string("\xC3\x28"), "22021"});
        all.push_back({Jsonb(), "jsonb", std::string("\1{"), "22P02"});
        all.push_back({Date(), "date", std::string("\x7F\xFF\xFF\xF0"), "22008"});
        all.push_back({Array(Integer()), "int4[]", std::string("\0\0\0\7\0\0\0\0\0\0\0\x17", 12), "54000"});
        for (const Bad& bad : all) {
            INFO(bad.cast << ' ' << bad.sqlstate);
            const pg::Statement statement("SELECT $1::" + bad.cast, {bad.type});
            ParameterBuffer parameters;
            parameters.add(Cell{reinterpret_cast<const std::byte*>(bad.bytes.data()),
                                static_cast<std::int32_t>(bad.bytes.size()), oid::bytea});
            const std::exception_ptr error = co_await pg::failure(session.execute(pg::request(statement, &parameters)));
            CHECK(pg::as<DatabaseError>(error).sqlstate() == bad.sqlstate);
            CHECK(session.is_usable());
            co_await pg::check_number(session, "SELECT 42::int8", 42);
        }
    });
}

TEST_CASE("more parameters than PostgreSQL's limit throw before anything is sent", "[types]") {
    pg::with_session([](Session& session) -> task<void> {
        const pg::Statement statement("SELECT 1", std::vector<SqlType>(65536, Integer()));
        ParameterBuffer parameters;
        for (int i = 0; i < 65536; ++i) parameters.add(std::int32_t{1}, Integer());
        const std::exception_ptr error = co_await pg::failure(session.execute(pg::request(statement, &parameters)));
        const auto refused = pg::as<InterfaceError>(error);
        CHECK_THAT(refused.what(), ContainsSubstring("65536 parameters, PostgreSQL allows 65535"));
        CHECK(refused.outcome() == Outcome::not_sent);
        co_await pg::check_number(session, "SELECT 42::int8", 42);
        // The largest number is accepted.
        std::string sql = "SELECT cardinality(ARRAY[$1";
        for (int i = 2; i <= 65535; ++i) sql += ",$" + std::to_string(i);
        const pg::Statement largest(sql + "]::int4[])::int8", std::vector<SqlType>(65535, Integer()));
        ParameterBuffer most;
        for (int i = 0; i < 65535; ++i) most.add(std::int32_t{i}, Integer());
        const Answer answer = co_await session.execute(pg::request(largest, &most));
        CHECK(pg::cell<std::int64_t>(answer) == 65535);
    });
}

TEST_CASE("the error for a value of another type in SQLite names its storage class", "[types]") {
    pg::run([]() -> task<void> {
        auto engine = create_async_engine("sqlite://");
        auto conn = co_await engine.connect();
        co_await meta.create_all(conn);
        co_await conn.execute(text("INSERT INTO things (id, number, day) VALUES (1, 'seven', 'yesterday')"));
        auto result = co_await conn.execute(select(things.number, things.day));
        const auto row = result.one();
        CHECK_THAT(unmade([&] { return row.get<0>(); }),
                   ContainsSubstring("column 'number': value of type text can't be read as int32_t"));
        CHECK_THAT(unmade([&] { return row.get<1>(); }),
                   ContainsSubstring("column 'day': value of type text can't be read as"));
        const auto one = co_await conn.scalar(select(things.id));
        CHECK(one == 1);
    });
}

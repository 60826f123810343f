#include "engine/support.hpp"
#include "postgresql_session/server.hpp"
#include "server_settings.hpp"
#include "server_version.hpp"
#include <azoth/types/display.hpp>
#include <azoth/types/text_form.hpp>
#include <azoth/types/type_table.hpp>

#include <fstream>
#include <sstream>

using namespace azoth;
namespace pg = azoth::postgresql::test;
using namespace std::chrono_literals;

namespace {

// The number of type queries that the server has logged.
std::size_t questions() {
    std::ifstream log(azoth_tests::server_log());
    std::size_t count = 0;
    for (std::string line; std::getline(log, line);) {
        const bool execution = line.find("LOG:  execute") != std::string::npos;
        if (execution && line.find("WITH RECURSIVE met") != std::string::npos) ++count;
    }
    return count;
}

// The types of these tests, in a schema of their own that is recreated.
const std::vector<std::string> set_up{
    "CREATE EXTENSION IF NOT EXISTS hstore",
    "CREATE EXTENSION IF NOT EXISTS citext",
    "CREATE EXTENSION IF NOT EXISTS ltree",
    "DROP SCHEMA IF EXISTS made CASCADE",
    "CREATE SCHEMA made",
    "CREATE TYPE made.mood AS ENUM ('sad', 'happy')",
    "CREATE DOMAIN made.even AS int4 CHECK (VALUE % 2 = 0)",
    "CREATE DOMAIN made.small_even AS made.even CHECK (VALUE < 100)",
    "CREATE TYPE made.place AS (name text, number made.small_even, mood made.mood, notes hstore)",
    "CREATE TYPE made.journey AS (origin made.place, stops made.place[], label citext)",
    "CREATE TYPE made.span AS RANGE (subtype = float8, multirange_type_name = made.spans)",
};

std::string logged_url() { return pg::environment("AZOTH_TEST_POSTGRESQL") + "?options=-c%20log_statement%3Dall"; }

task<void> execute_all(AsyncConnection& conn, const std::vector<std::string>& statements) {
    for (const std::string& sql : statements) co_await conn.execute(text(sql));
    co_await conn.commit();
}

task<Value> value(AsyncConnection& conn, std::string sql) {
    auto result = co_await conn.execute(text(sql));
    co_return result.one()[0];
}

std::string shown(const Value& value) {
    std::ostringstream out;
    out << value;
    return out.str();
}

// Runs body(engine) after creating the types.
template <class Body>
void with_types(Body body, EngineOptions options = {}) {
    pg::run([&]() -> task<void> {
        auto engine = create_async_engine(logged_url(), options);
        {
            auto conn = co_await engine.connect();
            if (!co_await azoth_tests::has_postgresql(conn, 14)) co_return;
            co_await execute_all(conn, set_up);
        }
        co_await body(engine);
        co_await engine.dispose();
    });
}

// The same with a connection.
template <class Body>
void with_connection(Body body) {
    with_types([&](AsyncEngine& engine) -> task<void> {
        auto conn = co_await engine.connect();
        co_await body(conn);
    });
}

struct Place {
    std::string name;
    std::optional<std::int32_t> number;
    std::optional<std::string> mood;
    std::optional<HStoreMap> notes;

    friend bool operator==(const Place&, const Place&) = default;
};

}  // namespace

template <>
struct azoth::CompositeName<Place> {
    static constexpr std::string_view value = "made.place";
};

TEST_CASE("a value of an enumeration is its label", "[types]") {
    with_connection([](AsyncConnection& conn) -> task<void> {
        const Value mood = co_await value(conn, "SELECT 'happy'::made.mood");
        CHECK(mood.as<std::string>() == "happy");
        CHECK(shown(mood) == "'happy'");
        CHECK(mood.type().kind() == TypeKind::enumeration);
        CHECK(to_string(mood.type()) == "made.mood");
        const Value none = co_await value(conn, "SELECT NULL::made.mood");
        CHECK(none.is_null());
        CHECK(to_string(none.type()) == "made.mood");
    });
}

TEST_CASE("a value of an hstore is its pairs, as a map and as text", "[types]") {
    with_connection([](AsyncConnection& conn) -> task<void> {
        const Value pairs = co_await value(conn, "SELECT 'a=>1, \"b c\"=>NULL'::hstore");
        CHECK(pairs.as<HStoreMap>() == HStoreMap{{"a", "1"}, {"b c", std::nullopt}});
        CHECK(pairs.as<std::string>() == "\"a\"=>\"1\", \"b c\"=>NULL");
        CHECK(pairs.type().kind() == TypeKind::hstore);
        CHECK_THROWS_AS(pairs.as<std::vector<std::string>>(), DataError);
    });
}

TEST_CASE("values of CITEXT, of domains and of domains over domains are those of their base", "[types]") {
    with_connection([](AsyncConnection& conn) -> task<void> {
        const Value word = co_await value(conn, "SELECT 'Word'::citext");
        CHECK(word.as<std::string>() == "Word");
        CHECK(word.type().kind() == TypeKind::citext);
        const Value number = co_await value(conn, "SELECT 8::made.small_even");
        CHECK(number.as<std::int32_t>() == 8);
        CHECK(number.type().kind() == TypeKind::integer);
        const Value numbers = co_await value(conn, "SELECT ARRAY[8, NULL]::made.small_even[]");
        CHECK(numbers.as<std::vector<std::optional<std::int32_t>>>() ==
              std::vector<std::optional<std::int32_t>>{8, std::nullopt});
        CHECK(shown(numbers) == "'{8,NULL}'");
        auto result = co_await conn.execute(text("SELECT ARRAY[8, 10]::made.small_even[]"));
        CHECK(result.one().get<std::vector<std::int32_t>>(0) == std::vector<std::int32_t>{8, 10});
    });
}

TEST_CASE("a value of a composite has its fields, of any types", "[types]") {
    const std::string place = "ROW('Ada''s, \"place\"', 8, 'sad', 'k=>v')::made.place";
    with_connection([&](AsyncConnection& conn) -> task<void> {
        const Place expected{"Ada's, \"place\"", 8, "sad", HStoreMap{{"k", "v"}}};
        const Value one = co_await value(conn, "SELECT " + place);
        CHECK(one.as<Place>() == expected);
        CHECK(one.type().kind() == TypeKind::composite);
        CHECK(one.type().detail().labels == std::vector<std::string>{"name", "number", "mood", "notes"});
        auto typed = co_await conn.execute(text("SELECT " + place + ", ARRAY[" + place + "]"));
        CHECK(typed.one().get<Place>(0) == expected);
        CHECK(typed.one().get<std::vector<Place>>(1) == std::vector<Place>{expected});
        // The server converts the whole to text.
        const std::string journey = "ROW(" + place + ", ARRAY[" + place + ", NULL], 'Round trip')::made.journey";
        auto both = co_await conn.execute(text("SELECT " + journey + ", format('%s', " + journey + ")"));
        CHECK(both.one()[0].as<std::string>() == both.one()[1].as<std::string>());
        CHECK(both.one().get<std::string>(0) == both.one()[1].as<std::string>());
    });
}

TEST_CASE("an anonymous row is readable although only its bytes contain its types", "[types]") {
    with_connection([](AsyncConnection& conn) -> task<void> {
        const Value row = co_await value(
            conn,
            "SELECT ROW('sad'::made.mood, 8::made.even, 'k=>v'::hstore, ARRAY[ROW('x', 2, NULL, NULL)::made.place])");
        CHECK(row.as<std::string>() == R"_((sad,8,"""k""=>""v""","{""(x,2,,)""}"))_");
    });
}

TEST_CASE("arrays and ranges of user-defined types are readable", "[types]") {
    with_connection([](AsyncConnection& conn) -> task<void> {
        const Value moods = co_await value(conn, "SELECT ARRAY['sad', 'happy']::made.mood[]");
        CHECK(moods.as<std::vector<std::string>>() == std::vector<std::string>{"sad", "happy"});
        CHECK(to_string(moods.type()) == "made.mood[]");
        const Value maps = co_await value(conn, "SELECT ARRAY['a=>1', '']::hstore[]");
        CHECK(maps.as<std::vector<HStoreMap>>() == std::vector<HStoreMap>{{{"a", "1"}}, {}});
        CHECK(maps.as<std::string>() == R"({"\"a\"=>\"1\"",""})");
        const Value span = co_await value(conn, "SELECT '[1.5,2)'::made.span");
        CHECK(span.as<std::string>() == "[1.5,2)");
        CHECK(span.as<Range<double>>() == Range<double>(1.5, 2));
        const Value spans = co_await value(conn, "SELECT '{[1.5,2),[3,4)}'::made.spans");
        CHECK(spans.as<std::string>() == "{[1.5,2),[3,4)}");
        CHECK(spans.as<MultiRange<double>>().size() == 2);
    });
}

TEST_CASE("a row with values of user-defined types is printed in readable form", "[types]") {
    with_connection([](AsyncConnection& conn) -> task<void> {
        auto result = co_await conn.execute(text("SELECT 1, 'sad'::made.mood, 'k=>v'::hstore, '{2,4}'::made.even[]"));
        CHECK(result.to_string() == R"([(1, 'sad', '"k"=>"v"', '{2,4}')])");
    });
}

TEST_CASE("a value of a user-defined type is sent as it was read", "[types]") {
    with_connection([](AsyncConnection& conn) -> task<void> {
        for (const std::string sql : {"'sad'::made.mood", "'a=>1'::hstore", "'{2,4}'::made.even[]",
                                      "ROW('x', 2, NULL, 'k=>v')::made.place", "'[1,2)'::made.span"}) {
            INFO(sql);
            const Value read = co_await value(conn, "SELECT " + sql);
            const std::string type = sql.substr(sql.rfind(':') + 1);
            const auto again = text("SELECT :v::" + type + " IS NOT DISTINCT FROM " + sql).bind("v", read);
            auto result = co_await conn.execute(again);
            CHECK(result.one()[0].as<bool>());
        }
    });
}

TEST_CASE("the sessions of an engine query a type once", "[types]") {
    with_types([](AsyncEngine& engine) -> task<void> {
        auto first = co_await engine.connect();
        auto second = co_await engine.connect();
        const std::size_t before = questions();
        const std::string sql = "SELECT ROW('x', 2, 'sad', NULL)::made.place, 'sad'::made.mood, ''::hstore";
        co_await first.execute(text(sql));
        const std::size_t after_first = questions();
        CHECK(after_first == before + 1);
        co_await first.execute(text(sql));
        co_await second.execute(text(sql));
        // The parts of the composite were returned with it.
        co_await second.execute(text("SELECT '{2,4}'::made.even[], 'happy'::made.mood"));
        CHECK(questions() == before + 2);  // an array type is not part of its element type
        co_await first.execute(text("SELECT '{2,4}'::made.even[]"));
        CHECK(questions() == before + 2);
    });
}

TEST_CASE("answers without user-defined types cause no query", "[types]") {
    with_connection([](AsyncConnection& conn) -> task<void> {
        const std::size_t before = questions();
        co_await conn.execute(
            text("SELECT 1, 'a'::text, now(), ARRAY[1.5], '[1,2)'::int4range, '{}'::jsonb, 8::made.even"));
        co_await conn.execute(text("SELECT ROW(1, 'a')"));
        CHECK(questions() == before);
    });
}

TEST_CASE("a type that was dropped and created again is a different type", "[types]") {
    with_types([](AsyncEngine& engine) -> task<void> {
        auto first = co_await engine.connect();
        auto second = co_await engine.connect();
        const std::string sql = "SELECT 'sad'::made.mood AS mood";
        const auto old_rows = co_await first.execute(text(sql));
        const Value before = co_await value(second, sql);
        CHECK(before.as<std::string>() == "sad");
        co_await first.commit();
        co_await second.commit();
        const std::vector<std::string> remake{"DROP TYPE made.mood CASCADE",
                                              "CREATE TYPE made.mood AS (degree int4, note hstore)"};
        co_await execute_all(first, remake);
        for (AsyncConnection* const conn : {&first, &second}) {
            const Value mood = co_await value(*conn, "SELECT ROW(3, 'k=>v')::made.mood");
            CHECK(mood.as<std::string>() == R"_((3,"""k""=>""v"""))_");
            CHECK(mood.type().kind() == TypeKind::composite);
        }
        // Rows that were received earlier keep their type.
        CHECK(old_rows.one()[0].as<std::string>() == "sad");
    });
}

TEST_CASE("statements prepared with a type that was created again use the new one", "[types]") {
    pg::with_session([](Session& session) -> task<void> {
        for (const std::string& sql : set_up) co_await pg::execute(session, sql);
        const SqlType mood = Enum("mood", {}, "made");
        const pg::Statement insert("INSERT INTO moods VALUES ($1) RETURNING mood", {mood}, StatementKind::insert);
        const pg::Statement cast("SELECT $1::made.mood", {mood}, StatementKind::select);
        ParameterBuffer parameters;
        parameters.add(std::string("happy"), mood);
        for (const char* const labels : {"'sad', 'happy'", "'happy', 'new'", "'x', 'happy'"}) {
            co_await pg::execute(session, "DROP TABLE IF EXISTS moods");
            co_await pg::execute(session, "DROP TYPE made.mood CASCADE");
            co_await pg::execute(session, std::string("CREATE TYPE made.mood AS ENUM (") + labels + ")");
            co_await pg::execute(session, "CREATE TABLE moods (mood made.mood)");
            for (const pg::Statement* const statement : {&insert, &cast}) {
                INFO(statement->sql << " with " << labels);
                const Answer answer = co_await session.execute(pg::request(*statement, &parameters));
                CHECK(pg::cell<std::string>(answer) == "happy");
            }
        }
        co_await pg::execute(session, "DROP TABLE moods");
    });
}

TEST_CASE("a label added to an enumeration is read and sent", "[types]") {
    with_connection([](AsyncConnection& conn) -> task<void> {
        const Value sad = co_await value(conn, "SELECT 'sad'::made.mood");
        co_await conn.commit();
        const std::vector<std::string> add{"ALTER TYPE made.mood ADD VALUE 'proud'"};
        co_await execute_all(conn, add);
        const Value proud = co_await value(conn, "SELECT 'proud'::made.mood");
        CHECK(proud.as<std::string>() == "proud");
        // Also as a value of a type that was known before the label was added.
        auto result = co_await conn.execute(
            text("SELECT :v::made.mood::text").bind("v", Value(std::string("proud"), sad.type())));
        CHECK(result.one()[0].as<std::string>() == "proud");
    });
}

TEST_CASE("a field added to a composite is queried when it first occurs", "[types]") {
    with_connection([](AsyncConnection& conn) -> task<void> {
        co_await value(conn, "SELECT ROW('x', 2, NULL, NULL)::made.place");
        co_await conn.commit();
        const std::vector<std::string> extend{"CREATE TYPE made.later AS (a hstore)",
                                              "ALTER TYPE made.place ADD ATTRIBUTE later made.later"};
        co_await execute_all(conn, extend);
        const Value place = co_await value(conn, "SELECT ROW('x', 2, NULL, NULL, ROW('k=>v'))::made.place");
        CHECK(place.as<std::string>() == R"_((x,2,,,"(""""""k""""=>""""v"""""")"))_");
        CHECK(place.type().detail().labels.size() == 5);
    });
}

TEST_CASE("an error about a user-defined type names it", "[types]") {
    with_connection([](AsyncConnection& conn) -> task<void> {
        auto result =
            co_await conn.execute(text("SELECT 'sad'::made.mood AS mood, 'a=>1'::hstore AS pairs, '1'::ltree AS path"));
        const auto row = result.one();
        CHECK_THROWS_WITH(row.get<std::int32_t>("mood"), ContainsSubstring("column 'mood'") &&
                                                             ContainsSubstring("value of type mood (oid ") &&
                                                             ContainsSubstring("int32_t"));
        CHECK_THROWS_WITH(row.get<std::vector<std::string>>("pairs"), ContainsSubstring("value of type hstore (oid "));
        CHECK(row.get<std::string>("path") == "1");
    });
}

TEST_CASE("many statements at once with unknown types query them once and are all answered", "[types]") {
    pg::with_session(
        [](Session& session) -> task<void> {
            for (const std::string& sql : set_up) co_await pg::execute(session, sql);
            const std::size_t before = questions();
            const pg::Statement moods("SELECT i, 'sad'::made.mood, ''::hstore FROM generate_series(1, 3) i");
            const pg::Statement place("SELECT ROW('x', 2, 'sad', NULL)::made.place");
            const pg::Statement plain("SELECT 1");
            std::size_t good = 0;
            auto body = [&](std::size_t i) -> task<void> {
                const pg::Statement& statement = i % 3 == 0 ? moods : i % 3 == 1 ? place : plain;
                const Answer answer = co_await session.execute(pg::request(statement));
                std::string shown;
                append_text(shown, answer.rows->cell(0, i % 3 == 0 ? 1 : 0));
                good += shown == (i % 3 == 0 ? "sad" : i % 3 == 1 ? "(x,2,sad,)" : "1") ? 1 : 0;
            };
            co_await pg::at_once(60, body);
            CHECK(good == 60);
            CHECK(questions() == before + 2);  // one for each statement
            CHECK(session.is_clean());
        },
        logged_url() + "&sslmode=disable");
}

TEST_CASE("a type is looked up inside a transaction, but not in a failed one", "[types]") {
    pg::with_session([](Session& session) -> task<void> {
        for (const std::string& sql : set_up) co_await pg::execute(session, sql);
        co_await session.control("BEGIN");
        co_await pg::execute(session, "CREATE TYPE made.inner AS (a hstore)");
        const pg::Statement inner("SELECT ROW('k=>v')::made.inner");
        const pg::Statement wrong("SELECT 1/0");
        std::string shown;
        // The second fails before the type query of the first can be sent.
        auto body = [&](std::size_t i) -> task<void> {
            if (i == 1) {
                co_await pg::failure(session.execute(pg::request(wrong)));
                co_return;
            }
            const Answer answer = co_await session.execute(pg::request(inner));
            append_display(shown, answer.rows->cell(0, 0));
        };
        co_await session.control("SAVEPOINT s");
        co_await pg::at_once(2, body);
        CHECK(shown.starts_with("'\\x"));
        co_await session.control("ROLLBACK TO s");
        co_await pg::at_once(1, body);
        CHECK(shown.ends_with(R"_('("""k""=>""v""")')_"));
        co_await session.control("ROLLBACK");
        CHECK(session.is_clean());
    });
}

TEST_CASE("a lookup that takes too long does not delay its answer", "[types]") {
    pg::run([]() -> task<void> {
        pg::SessionPtr blocker = co_await pg::connect(pg::tcp_url());
        pg::SessionPtr session = co_await pg::connect(pg::tcp_url());
        for (const std::string& sql : set_up) co_await pg::execute(*blocker, sql);
        co_await blocker->control("BEGIN");
        co_await pg::execute(*blocker, "LOCK TABLE pg_catalog.pg_range IN ACCESS EXCLUSIVE MODE");
        const pg::Statement pairs("SELECT 'a=>1'::hstore");
        Request request = pg::request(pairs);
        request.timeout = 200ms;
        const Answer answer = co_await session->execute(request);
        CHECK(Codec<HStoreMap>::decode(answer.rows->cell(0, 0)).size() == 1);
        // Later requests wait for the server as always, and know the type then.
        co_await blocker->control("COMMIT");
        const Answer again = co_await session->execute(pg::request(pairs));
        CHECK(pg::cell<std::string>(again) == "\"a\"=>\"1\"");
        CHECK(session->is_clean());
        co_await session->close();
        co_await blocker->close();
    });
}

TEST_CASE("a session that is lost while it looks up a type returns the answer that it has", "[types]") {
    pg::run([]() -> task<void> {
        pg::SessionPtr blocker = co_await pg::connect(pg::tcp_url());
        pg::SessionPtr session = co_await pg::connect(pg::tcp_url());
        for (const std::string& sql : set_up) co_await pg::execute(*blocker, sql);
        const std::int64_t process = co_await pg::process_of(*session);
        co_await blocker->control("BEGIN");
        co_await pg::execute(*blocker, "LOCK TABLE pg_catalog.pg_range IN ACCESS EXCLUSIVE MODE");
        const pg::Statement pairs("SELECT 'a=>1'::hstore");
        std::size_t pairs_read = 0;
        auto body = [&](std::size_t i) -> task<void> {
            if (i == 0) {
                co_await pg::sleep(100ms);
                co_await pg::execute(*blocker, "SELECT pg_terminate_backend(" + std::to_string(process) + ")");
                co_return;
            }
            const Answer answer = co_await session->execute(pg::request(pairs));
            pairs_read = Codec<HStoreMap>::decode(answer.rows->cell(0, 0)).size();
        };
        co_await pg::at_once(2, body);
        CHECK(pairs_read == 1);
        CHECK_FALSE(session->is_usable());
        co_await blocker->close();
    });
}

TEST_CASE("rows that are read in batches have their types", "[types]") {
    with_types([](AsyncEngine& engine) -> task<void> {
        auto conn = co_await engine.connect();
        auto stream = co_await conn.stream(
            text("SELECT i, ROW('x', 2, 'sad', 'k=>v')::made.place FROM generate_series(1, 2500) i"));
        std::size_t good = 0;
        while (auto row = co_await stream.next()) {
            good += (*row)[1].as<std::string>() == R"_((x,2,sad,"""k""=>""v"""))_" ? 1 : 0;
        }
        CHECK(good == 2500);
    });
}

TEST_CASE("a cursor that holds the session reads without a type query", "[types]") {
    pg::with_session([](Session& session) -> task<void> {
        for (const std::string& sql : set_up) co_await pg::execute(session, sql);
        const pg::Statement moods("SELECT 'sad'::made.mood FROM generate_series(1, 3)", {}, StatementKind::select);
        const auto cursor = co_await session.open(pg::request(moods));
        for (int i = 0; i < 3; ++i) {
            const Answer answer = co_await cursor->fetch(1);
            CHECK(pg::cell<std::string>(answer) == "sad");
        }
        co_await cursor->close();
        CHECK(session.is_clean());
    });
}

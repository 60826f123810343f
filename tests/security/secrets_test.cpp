#include "attack.hpp"
#include "engine/support.hpp"
#include "secrets_watch.hpp"
#include "temporary.hpp"
#include <azoth/copy.hpp>
#include <azoth/migration.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>

#include <cstdio>
#include <exception>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace az = azoth;

namespace azoth_tests::secrets {
namespace {

using namespace std::chrono_literals;

// The secrets in parameters, in rows, in raw SQL and in errors of functions. Each has only one spelling.
const std::string email = "planted-mail@secret.example";
const std::string planted_word = "plantedword";
const std::string quoted = "planted 'quoted' \"word\"";
const std::string long_name = "planted-name-that-is-longer-than-its-column";
const std::string day = "7193-13-77";
const std::string json = "{\"planted-key\": planted-json}";
const std::string raised = "planted-in-raise";
const std::string in_text = "planted-in-text";
const std::string planted_bytes = "planted-bytes";
const std::string planted_number = "918273645546";
const std::string small_number = "918273";

struct PeopleColumns {
    az::Column<std::int64_t> id{"id", az::primary_key};
    az::Column<std::string> email{"email", az::String(40), az::unique};
    az::Column<std::string> name{"name", az::String(40)};
    az::Column<std::int64_t> ssn{"ssn"};
    az::Column<std::vector<std::byte>> photo{"photo"};
};

az::MetaData people_meta;
const az::Table<PeopleColumns> people{"secrets_people", people_meta,
                                      az::CheckConstraint("ssn < 900000000000").name("secrets_ssn")};

struct Person {
    std::int64_t id;
    std::string email;
    std::string name;
    std::int64_t ssn;
    std::vector<std::byte> photo;
};

std::vector<std::byte> photo() {
    std::vector<std::byte> result;
    for (const char c : planted_bytes) result.push_back(static_cast<std::byte>(c));
    return result;
}

Person person(std::int64_t id, std::string mail = email, std::int64_t ssn = 1) {
    return Person{id, std::move(mail), planted_word, ssn, photo()};
}

using Attempt = std::function<az::task<void>(az::AsyncEngine)>;

az::task<void> of_raw(az::AsyncEngine engine, std::string sql) {
    auto conn = co_await engine.connect();
    co_await conn.exec_driver_sql(sql);
    co_await conn.commit();
}

Attempt raw(std::string sql) {
    return [sql = std::move(sql)](az::AsyncEngine engine) { return of_raw(std::move(engine), sql); };
}

az::task<void> of_value(az::AsyncEngine engine, std::string sql, std::string value, bool alone) {
    const auto statement = az::text(sql).bind("v", value);
    if (alone) {
        co_await engine.execute(statement);
        co_return;
    }
    auto conn = co_await engine.connect();
    co_await conn.execute(statement);
}

Attempt with_value(std::string sql, std::string value, bool alone = false) {
    return [sql = std::move(sql), value = std::move(value), alone](az::AsyncEngine engine) {
        return of_value(std::move(engine), sql, value, alone);
    };
}

az::task<void> insert_one(az::AsyncEngine engine, Person row) {
    auto conn = co_await engine.connect();
    co_await conn.execute(insert(people).values(people.id = row.id, people.email = row.email, people.name = row.name,
                                                people.ssn = row.ssn, people.photo = row.photo));
    co_await conn.commit();
}

az::task<void> insert_many(az::AsyncEngine engine, std::vector<Person> rows) {
    auto conn = co_await engine.connect();
    co_await conn.execute(insert(people), rows);
    co_await conn.commit();
}

az::task<void> copy_many(az::AsyncEngine engine, std::vector<Person> rows) {
    auto conn = co_await engine.connect();
    co_await az::copy_in(conn, people, rows);
    co_await conn.commit();
}

az::task<void> insert_in_sync(az::AsyncEngine engine, Person row) {
    auto conn = co_await engine.connect();
    co_await conn.run_sync([&row](az::Connection& sync) {
        const std::vector<Person> rows{row};
        sync.execute(insert(people), rows);
    });
}

az::task<void> insert_and_commit(az::AsyncEngine engine, Person row) {
    auto conn = co_await engine.connect();
    const auto statement = insert(people).values(people.id = row.id, people.email = row.email, people.name = row.name,
                                                 people.ssn = row.ssn, people.photo = row.photo);
    co_await conn.execute(statement, az::then_commit);
}

az::task<void> read_wrongly(az::AsyncEngine engine) {
    const auto result =
        co_await engine.execute(az::text("SELECT " + planted_number + " AS narrow").columns<std::int64_t>());
    const az::Row row = az::Row(result.one());
    static_cast<void>(row.get<std::int16_t>("narrow"));
}

az::task<void> stream_wrongly(az::AsyncEngine engine) {
    auto conn = co_await engine.connect();
    auto stream = co_await conn.stream(az::text("SELECT " + planted_number + " AS narrow").columns<std::int16_t>());
    const auto rows = co_await stream.all();
    const auto [narrow] = rows.at(0);
    static_cast<void>(narrow);
}

az::task<void> time_out(az::AsyncEngine engine, std::string sql) {
    auto conn = co_await engine.connect();
    co_await conn.execute(az::text(sql).bind("v", planted_word), az::timeout(30ms));
}

az::task<void> be_cancelled(az::AsyncEngine engine, std::string sql) {
    const auto executor = co_await boost::asio::this_coro::executor;
    boost::asio::cancellation_signal signal;
    std::exception_ptr error;
    bool done = false;
    co_spawn(executor, of_value(engine, sql, planted_word, false),
             bind_cancellation_slot(signal.slot(), [&](const std::exception_ptr& thrown) {
                 error = thrown;
                 done = true;
             }));
    co_await sleep_for(30ms);
    signal.emit(boost::asio::cancellation_type::terminal);
    for (int i = 0; i < 500 && !done; ++i) co_await sleep_for(10ms);
    if (error) std::rethrow_exception(error);
}

az::task<void> migrate(az::AsyncEngine engine, std::string sql) {
    Folder folder;
    folder.write("0001_secret.up.sql", sql);
    az::Migrator migrator(engine, az::MigrationDirectory(folder.path()));
    co_await migrator.up();
}

/// Awaits it and records its exception.
az::task<bool> fails(Watch& watch, az::task<void> work) {
    try {
        co_await std::move(work);
    } catch (...) {
        watch.note(std::current_exception());
        co_return true;
    }
    co_return false;
}

/// Each attempt must fail, so that there is an error to examine.
void all_fail(Watch& watch, const std::string& url, const std::vector<Attempt>& attempts, bool hide = true) {
    run([](Watch& seen, std::string where, const std::vector<Attempt>& all, bool hides) -> az::task<void> {
        auto engine = az::create_async_engine(where, seen.options(hides));
        {
            auto conn = co_await engine.connect();
            co_await people_meta.drop_all(conn);  // and its trigger
            co_await people_meta.create_all(conn);
            co_await conn.exec_driver_sql("DROP TABLE IF EXISTS azoth_migrations");
            co_await conn.commit();
        }
        co_await insert_one(engine, person(1));
        for (std::size_t i = 0; i < all.size(); ++i) {
            const bool failed = co_await fails(seen, all[i](engine));
            INFO("attempt " << i);
            CHECK(failed);
        }
        co_await engine.dispose();
    }(watch, url, attempts, hide));
}

/// Without the option the same attempts show the secrets, so the watch examines the right texts.
void are_seen_otherwise(const std::string& url, const std::vector<Attempt>& attempts,
                        const std::vector<std::string>& planted) {
    Watch watch;
    all_fail(watch, url, attempts, false);
    for (const std::string& secret : planted) {
        INFO(secret);
        CHECK(watch.count(secret) != 0);
    }
}

void report(const Watch& watch, const std::string& url, const std::vector<std::string>& planted) {
    std::size_t found = 0;
    for (const std::string& secret : planted) {
        const std::size_t times = watch.count(secret);
        found += times;
        INFO("on " << url.substr(0, 6) << " the secret " << secret << " is in" << watch.texts_with(secret));
        attack("read a hidden value in errors, logs, spans, measurements or hooks", times != 0);
    }
    std::printf("secrets: %zu planted, %zu found\n", planted.size(), found);
}

std::vector<Attempt> attempts_everywhere() {
    std::vector<Attempt> all;
    const auto add = [&all](auto function, auto... arguments) {
        all.emplace_back([=](az::AsyncEngine engine) { return function(engine, arguments...); });
    };
    const auto taken = [] { return std::vector<Person>{person(7, "other"), person(8)}; };
    add(insert_one, person(2));
    add(insert_one, person(2, "other", std::stoll(planted_number)));
    add(insert_many, taken());
    add(copy_many, taken());
    add(copy_many, std::vector<Person>{person(9, "third", std::stoll(planted_number))});
    add(insert_in_sync, person(2));
    add(insert_and_commit, person(2));
    all.push_back(raw("INSERT INTO secrets_people (id, email, name) VALUES (3, '" + in_text + "', NULL)"));
    all.push_back(raw("SELECT '" + in_text + "', " + planted_number + " FROM nowhere /* " + raised + " */"));
    all.push_back(raw("SELECT '" + in_text + "' '"));
    all.push_back(with_value("SELECT a FROM nowhere WHERE a = :v AND b = '" + in_text + "'", planted_word));
    all.push_back(with_value("SELECT a FROM nowhere WHERE a = :v", quoted, true));
    add(read_wrongly);
    add(stream_wrongly);
    add(migrate, "INSERT INTO secrets_people (id, email, name) VALUES (3, '" + in_text + "', NULL)");
    return all;
}

}  // namespace

TEST_CASE("A hidden parameter can't be read in any text of PostgreSQL or azoth", "[security]") {
    const std::string url = postgresql_url();
    if (url.empty()) return;
    std::vector<Attempt> all = attempts_everywhere();
    for (const bool alone : {false, true}) {
        all.push_back(with_value("SELECT CAST(CAST(:v AS text) AS integer)", planted_word, alone));
        all.push_back(with_value("SELECT CAST(CAST(:v AS text) AS date)", day, alone));
        all.push_back(with_value("SELECT CAST(CAST(:v AS text) AS jsonb)", json, alone));
        all.push_back(with_value("SELECT CAST(CAST(:v AS text) AS smallint)", small_number, alone));
        all.push_back(with_value("SELECT CAST(CAST(:v AS text) AS uuid)", quoted, alone));
        all.push_back(with_value("UPDATE secrets_people SET name = CAST(:v AS text)", long_name, alone));
    }
    const std::string planted_block =
        "DO $$ BEGIN RAISE EXCEPTION '" + raised + "' USING DETAIL = '" + raised + "', HINT = '" + raised + "'; END $$";
    all.push_back(raw(planted_block));
    all.push_back(raw("DO $$ BEGIN RAISE WARNING '" + raised + "' USING DETAIL = '" + raised + "'; RAISE NOTICE '" +
                      raised + "'; EXECUTE 'SELECT ''" + in_text + "''::integer'; END $$"));
    all.emplace_back([](az::AsyncEngine engine) { return migrate(engine, "SELECT '" + in_text + "'::integer"); });
    const std::string sleep = "SELECT pg_sleep(10) FROM secrets_people WHERE CAST(:v AS text) <> '" + in_text + "'";
    all.emplace_back([sleep](az::AsyncEngine engine) { return time_out(engine, sleep); });
    all.emplace_back([sleep](az::AsyncEngine engine) { return be_cancelled(engine, sleep); });
    all.push_back(with_value("SELECT pg_terminate_backend(pg_backend_pid(), 5000), CAST(:v AS text)", planted_word));
    Watch watch;
    all_fail(watch, url, all);
    const std::vector<std::string> planted{email,         planted_word,   quoted,        long_name, day,
                                           json,          "planted-json", "planted-key", raised,    in_text,
                                           planted_bytes, planted_number, small_number};
    report(watch, url, planted);
    are_seen_otherwise(url, all, planted);
}

TEST_CASE("A hidden parameter can't be read in any text of SQLite or azoth", "[security]") {
    std::vector<Attempt> all = attempts_everywhere();
    for (const bool alone : {false, true}) {
        all.push_back(with_value("SELECT json_extract('{}', :v)", planted_word, alone));
        all.push_back(with_value("SELECT json(:v)", json, alone));
        all.push_back(with_value("SELECT 'a' REGEXP :v", "(" + planted_word, alone));
    }
    all.push_back(raw("SELECT no_such_name"));
    all.push_back(raw("SELECT 1 '" + in_text + "' 'x'"));
    all.emplace_back([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        co_await conn.exec_driver_sql(
            "CREATE TRIGGER secrets_raise BEFORE UPDATE ON secrets_people BEGIN SELECT RAISE(ABORT, 'CHECK constraint "
            "failed: " +
            raised + "'); END");
        co_await conn.exec_driver_sql("UPDATE secrets_people SET name = 'x'");
    });
    const std::string endless =
        "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 2000000000 AND :v <> '" + in_text +
        "') SELECT count(*) FROM c";
    all.emplace_back([endless](az::AsyncEngine engine) { return time_out(engine, endless); });
    all.emplace_back([endless](az::AsyncEngine engine) { return be_cancelled(engine, endless); });
    Watch watch;
    Folder folder;
    const std::string url = "sqlite:///" + (folder.path() / "secrets.db").string();
    all_fail(watch, url, all);
    const std::vector<std::string> planted{email,         planted_word,   quoted, raised,        in_text,
                                           planted_bytes, planted_number, json,   "planted-json"};
    report(watch, url, planted);
    are_seen_otherwise(url, all, planted);
}

TEST_CASE("An error without its values still names the condition, the constraint and the statement", "[security]") {
    const std::string url = postgresql_url();
    if (url.empty()) return;
    Watch watch;
    run([](Watch& seen, std::string where) -> az::task<void> {
        auto engine = az::create_async_engine(where, seen.options(true));
        auto conn = co_await engine.connect();
        try {
            co_await conn.exec_driver_sql("SELECT 'h\xc3\xb6lle', nowhere FROM pg_class WHERE relname = 'x'");
            FAIL("it was executed");
        } catch (const az::ProgrammingError& error) {
            CHECK(error.sqlstate() == "42703");
            CHECK(error.message() == "the database refused the statement: undefined_column");
            CHECK(error.statement() == "SELECT ?, nowhere FROM pg_class WHERE relname = ?");
            CHECK(error.position() == 11);
        }
        co_await engine.dispose();
    }(watch, url));
}

}  // namespace azoth_tests::secrets

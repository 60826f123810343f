#include "catch.hpp"
#include "schema.hpp"
#include "support.hpp"
#include <azoth/listen.hpp>
#include <azoth/migration.hpp>
#include <azoth/reflection.hpp>

#include <chrono>
#include <filesystem>

namespace az = azoth;
using namespace azoth_tests;
using namespace std::chrono_literals;

TEST_CASE("Options of an engine are given by name in the call", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    INFO(url);
    run([](std::string where) -> az::task<void> {
        auto engine = az::create_async_engine(where, {.pool_size = 1, .max_overflow = 0, .pool_timeout = 1ms});
        auto conn = co_await engine.connect();
        bool timed_out = false;
        try {
            auto second = co_await engine.connect();
        } catch (const az::ConnectionTimeoutError&) {
            timed_out = true;
        }
        CHECK(timed_out);
    }(url));
}

TEST_CASE("Options of a migrator are given by name in the call", "[engine]") {
    const auto folder = std::filesystem::temp_directory_path() / "azoth_options_test";
    std::filesystem::remove_all(folder);
    az::MigrationDirectory::create(folder, "one", "CREATE TABLE a (id int)");
    run([](std::filesystem::path files) -> az::task<void> {
        auto engine = az::create_async_engine("sqlite://");
        const az::Migrator dry(engine, az::MigrationDirectory(files), {.table = "steps", .dry_run = true});
        const auto steps = co_await dry.up();
        CHECK(steps.size() == 1);
        const az::Migrator real(engine, az::MigrationDirectory(files), {.table = "steps"});
        co_await real.up();
        CHECK((co_await engine.scalar(az::text("SELECT count(*) FROM steps").columns<std::int64_t>())) == 1);
    }(folder));
    std::filesystem::remove_all(folder);
}

TEST_CASE("Options of reflection have a name beside the call", "[engine]") {
    run([]() -> az::task<void> {
        auto engine = az::create_async_engine("sqlite://");
        auto conn = co_await engine.connect();
        co_await conn.exec_driver_sql("CREATE TABLE a (id int)");
        co_await conn.exec_driver_sql("CREATE TABLE b (id int)");
        az::MetaData found;
        const az::ReflectOptions options{.only = {"b"}};
        co_await az::reflect(found, conn, options);
        CHECK(found.tables().size() == 1);
        const az::DiffOptions comparing{.include = [](const std::string& name) { return name != "a"; }};
        const az::SchemaDiff difference = co_await az::diff(found, conn, comparing);
        CHECK(difference.empty());
    }());
}

TEST_CASE("Options of a listener are given by name in an awaited call", "[engine]") {
    run([]() -> az::task<void> {
        auto engine = az::create_async_engine("sqlite://");
        auto conn = co_await engine.connect();
        bool refused = false;
        try {
            auto listener = co_await az::listen(conn, "orders", {.buffer = 10, .buffer_bytes = 1'000});
        } catch (const az::NotSupportedError&) {
            refused = true;
        }
        CHECK(refused);
    }());
}

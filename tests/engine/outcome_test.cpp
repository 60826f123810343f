#include "catch.hpp"
#include "each_database.hpp"

// An error's outcome follows from what was sent and answered.
namespace az = azoth;
using namespace azoth_tests;

namespace {

template <class Read>
std::optional<az::DataError> reading(Read read) {
    try {
        static_cast<void>(read());
    } catch (const az::DataError& error) {
        return error;
    }
    return std::nullopt;
}

}  // namespace

TEST_CASE("An answer that can't be read as its type belongs to a statement that was executed", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        const auto made =
            az::text("INSERT INTO engine_users (name) VALUES ('outcome') RETURNING name").columns<std::int64_t>();
        {
            const auto result = co_await engine.execute(made);
            const auto error = reading([&] { return result.scalar(); });
            REQUIRE(error);
            CHECK(error->outcome() == az::Outcome::committed);
            CHECK(reading([&] { return result[0].get<std::int64_t>("name"); })->outcome() == az::Outcome::committed);
        }
        const auto seen = co_await names(engine);
        CHECK(seen.size() == 4);
        auto conn = co_await engine.connect();
        co_await conn.exec_driver_sql("DELETE FROM engine_users WHERE name = 'outcome'");
        const auto open = co_await conn.execute(made);
        CHECK(reading([&] { return open.scalar(); })->outcome() == az::Outcome::executed);
        const auto null = co_await conn.execute(az::text("SELECT NULL").columns<std::string>());
        CHECK(reading([&] { return null[0].get<0>(); })->outcome() == az::Outcome::executed);
        co_await conn.rollback();
        co_await conn.exec_driver_sql("DELETE FROM engine_users WHERE name = 'outcome'");
        const auto ended = co_await conn.execute(made, az::then_commit);
        CHECK(reading([&] { return ended.scalar(); })->outcome() == az::Outcome::committed);
        const auto shape = co_await failure<az::DataError>(
            engine.execute(az::text("DELETE FROM engine_users").columns<std::int64_t>()));
        REQUIRE(shape);
        CHECK(shape->outcome() == az::Outcome::committed);
    });
}

TEST_CASE("A statement that the server refuses was not executed", "[engine][postgresql]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.execution_options(az::Isolation::autocommit).connect();
        const auto syntax = co_await failure<az::ProgrammingError>(conn.exec_driver_sql("SELEC 1"));
        REQUIRE(syntax);
        CHECK(syntax->outcome() == az::Outcome::not_executed);
        const auto ran = co_await failure<az::DataError>(conn.exec_driver_sql("SELECT 1 / (SELECT 0)"));
        REQUIRE(ran);
        CHECK(ran->outcome() == az::Outcome::rolled_back);
    });
}

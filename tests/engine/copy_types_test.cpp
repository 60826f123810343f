#include "catch.hpp"
#include "each_database.hpp"
#include <azoth/copy.hpp>

#include <tuple>

// A binary COPY contains no types, so the types are compared first.
namespace az = azoth;
using namespace azoth_tests;

namespace {

enum class Hue { red, blue };

az::task<void> make_copied(az::AsyncConnection& conn, std::string columns) {
    co_await conn.exec_driver_sql("DROP TABLE IF EXISTS engine_copied");
    co_await conn.exec_driver_sql("CREATE TABLE engine_copied (" + columns + ")");
}

/// The result of copying one value into a column of another type.
template <class T>
az::task<std::optional<az::ProgrammingError>> copy_one(az::AsyncConnection& conn, T value, std::string type,
                                                       az::SqlType as = az::Codec<az::value_of<T>>::sql_type()) {
    co_await make_copied(conn, "first integer, \"the one\" " + type);
    az::MetaData meta_of_one;
    const az::Table<> table("engine_copied", meta_of_one, az::Column<std::int32_t>("first"),
                            az::Column<T>("the one", as));
    const std::vector<std::tuple<std::int32_t, T>> rows{{1, value}};
    const auto error = co_await failure<az::ProgrammingError>(
        az::copy_in(conn, insert(table).columns(table["first"], table["the one"]), rows));
    co_return error;
}

}  // namespace

template <>
struct azoth::EnumLabels<Hue> {
    static constexpr std::string_view name = "engine_hue";
    static constexpr std::pair<Hue, std::string_view> labels[] = {{Hue::red, "red"}, {Hue::blue, "dark blue"}};
};

TEST_CASE("COPY refuses a column that the database has of another type, by its name", "[engine][postgresql]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.execution_options(az::Isolation::autocommit).connect();
        std::vector<std::optional<az::ProgrammingError>> errors;
        errors.push_back(co_await copy_one(conn, 1.0, "bigint"));
        errors.push_back(co_await copy_one(conn, std::int64_t(4), "timestamp"));
        errors.push_back(co_await copy_one(conn, std::int64_t(4), "double precision"));
        errors.push_back(co_await copy_one(conn, std::int64_t(4), "integer"));
        errors.push_back(co_await copy_one(conn, std::int64_t(4), "money"));
        errors.push_back(co_await copy_one(conn, std::int32_t(4), "date"));
        errors.push_back(co_await copy_one(conn, std::int32_t(4), "real"));
        errors.push_back(co_await copy_one(conn, std::string("12345678"), "bigint"));
        errors.push_back(co_await copy_one(conn, std::string("x"), "bytea"));
        errors.push_back(co_await copy_one(conn, std::string("x"), "jsonb"));
        const std::vector<std::int32_t> numbers(1, 1);
        errors.push_back(co_await copy_one(conn, numbers, "integer"));
        errors.push_back(co_await copy_one(conn, numbers, "bigint[]"));
        const az::Timestamptz now{};
        errors.push_back(co_await copy_one(conn, now, "timestamp"));
        for (const auto& error : errors) {
            REQUIRE(error);
            CHECK(error->sqlstate() == "42804");
            CHECK(error->column() == "the one");
            CHECK(error->outcome() == az::Outcome::not_sent);
            CHECK_THAT(std::string(error->message()), StartsWith("COPY cannot write to column \"the one\": it is "));
        }
        CHECK(errors.front()->message() ==
              "COPY cannot write to column \"the one\": it is bigint in the database, and the program gives DOUBLE "
              "PRECISION");
        const auto count = co_await conn.scalar(az::text("SELECT count(*) FROM engine_copied").columns<std::int64_t>());
        CHECK(count == 0);
    });
}

TEST_CASE("COPY accepts values of another type with the same binary form", "[engine][postgresql]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.execution_options(az::Isolation::autocommit).connect();
        co_await conn.exec_driver_sql("DROP TABLE IF EXISTS engine_copied");
        co_await conn.exec_driver_sql("DROP DOMAIN IF EXISTS engine_count");
        co_await conn.exec_driver_sql("DROP TYPE IF EXISTS engine_hue");
        co_await conn.exec_driver_sql("CREATE DOMAIN engine_count AS bigint CHECK (VALUE < 9)");
        co_await conn.exec_driver_sql("CREATE TYPE engine_hue AS ENUM ('red', 'dark blue')");
        for (const char* const type : {"text", "varchar(30)", "char(9)", "name", "json", "engine_hue"}) {
            INFO(type);
            const std::string value = std::string_view(type) == "json" ? "[1]" : "dark blue";
            const auto error = co_await copy_one(conn, value, type);
            CHECK_FALSE(error);
            const auto read = co_await conn.scalar(
                az::text("SELECT trim(\"the one\"::text) FROM engine_copied").columns<std::string>());
            CHECK(read == value);
        }
        {
            const auto refused = co_await copy_one(conn, std::int64_t(4), "engine_count");
            CHECK_FALSE(refused);
        }
        {
            const auto refused = co_await copy_one(conn, Hue::blue, "text");
            CHECK_FALSE(refused);
        }
        const std::vector<std::string> words{"dark blue", "red"};
        {
            const auto refused = co_await copy_one(conn, words, "varchar(20)[]");
            CHECK_FALSE(refused);
        }
        {
            const auto refused = co_await copy_one(conn, words, "engine_hue[]");
            CHECK_FALSE(refused);
        }
        const auto read =
            co_await conn.scalar(az::text("SELECT \"the one\"[1]::text FROM engine_copied").columns<std::string>());
        CHECK(read == "dark blue");
    });
}

TEST_CASE("Arrays of enumerations are copied", "[engine][postgresql]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.execution_options(az::Isolation::autocommit).connect();
        co_await conn.exec_driver_sql("DROP TABLE IF EXISTS engine_copied");
        co_await conn.exec_driver_sql("DROP TYPE IF EXISTS engine_hue CASCADE");
        co_await conn.exec_driver_sql("CREATE TYPE engine_hue AS ENUM ('red', 'dark blue')");
        using Hues = std::vector<Hue>;
        const std::vector<Hues> values{Hues{Hue::red, Hue::blue}, Hues{}, Hues{Hue::blue}};
        for (const Hues& value : values) {
            {
                const auto refused = co_await copy_one(conn, value, "engine_hue[]");
                CHECK_FALSE(refused);
            }
            const auto read = co_await conn.scalar(az::text("SELECT \"the one\" FROM engine_copied").columns<Hues>());
            CHECK(read == value);
        }
        const auto other = co_await copy_one(conn, values.front(), "integer[]");
        REQUIRE(other);
        CHECK(other->column() == "the one");
    });
}

TEST_CASE("A COPY that throws before it is sent does not affect its transaction", "[engine][postgresql]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        co_await make_copied(conn, "first integer, \"the one\" bigint");
        co_await conn.commit();
        az::MetaData meta_of_one;
        const az::Table<> table("engine_copied", meta_of_one, az::Column<std::int32_t>("first"),
                                az::Column<double>("the one"));
        const std::vector<std::tuple<std::int32_t, double>> rows{{1, 2.0}};
        const auto error = co_await failure<az::ProgrammingError>(
            az::copy_in(conn, insert(table).columns(table["first"], table["the one"]), rows));
        CHECK(error);
        co_await conn.exec_driver_sql("INSERT INTO engine_copied VALUES (1, 2)");
        co_await conn.commit();
        const auto count = co_await conn.scalar(az::text("SELECT count(*) FROM engine_copied").columns<std::int64_t>());
        CHECK(count == 1);
    });
}

#pragma once

#include "catch.hpp"
#include "engine/support.hpp"
#include <azoth/azoth.hpp>
#include <azoth/error.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Tables with few rows, whose values are easy to calculate with.
namespace language {

namespace az = azoth;

inline az::MetaData metadata;

struct Things {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<std::string> name{"name"};
    az::Column<std::int32_t> n{"n"};
    az::Column<std::optional<std::int32_t>> m{"m"};
    az::Column<az::Decimal> price{"price", az::Numeric(10, 2)};
    az::Column<std::chrono::local_days> day{"day"};
    az::Column<az::Timestamp> at{"at"};
    az::Column<az::Value> doc{"doc", az::Jsonb().with_variant(az::Json(), "sqlite")};
};
inline const az::Table<Things> things{"language_things", metadata};

inline std::chrono::local_days day(int year, unsigned month, unsigned day_of_month) {
    return std::chrono::local_days(std::chrono::year(year) / std::chrono::month(month) /
                                   std::chrono::day(day_of_month));
}

/// Recreates the tables, with two rows.
inline az::task<void> fill(az::AsyncEngine engine) {
    co_await engine.begin([](az::AsyncConnection& conn) -> az::task<void> {
        co_await metadata.drop_all(conn);
        co_await metadata.create_all(conn);
        const az::Timestamp noon =
            az::Timestamp(day(2024, 1, 1)) + std::chrono::hours(12) + std::chrono::microseconds(5'250'000);
        const auto doc = [](const char* text) { return az::Value(std::string_view(text), az::Jsonb()); };
        co_await conn.execute(
            insert(things).values(things.id = 1, things.name = "a", things.n = 5, things.m = 6,
                                  things.price = az::Decimal("-7.00"), things.day = day(2024, 1, 1), things.at = noon,
                                  things.doc = doc(R"({"s": "5", "i": 5, "f": 1.5, "b": true, "t": "abc"})")));
        co_await conn.execute(
            insert(things).values(things.id = 2, things.name = "b", things.n = 2, things.m = std::nullopt,
                                  things.price = az::Decimal("7.50"), things.day = day(2021, 1, 3), things.at = noon,
                                  things.doc = doc(R"({"s": "x", "i": 2, "f": 2.0, "b": false, "t": "true"})")));
    });
}

/// Runs test(connection) on each database with the tables filled.
template <class Test>
void on_each_database(Test test) {
    for (const std::string& url : azoth_tests::urls()) {
        INFO(url);
        azoth_tests::run([](std::string where, Test body) -> az::task<void> {
            auto engine = az::create_async_engine(where);
            co_await fill(engine);
            {
                auto conn = co_await engine.connect();
                co_await body(conn, engine.dialect());
            }
            co_await engine.dispose();
        }(url, test));
    }
}

/// A list to compare with: g++ 12 does not compile a braced list inside co_await.
template <class T, class... Items>
std::vector<T> listed(const Items&... items) {
    return std::vector<T>{T(items)...};
}

/// The values of a statement's first column.
template <class T, class S>
az::task<std::vector<T>> values(az::AsyncConnection& conn, S statement) {
    const auto result = co_await conn.scalars(statement);
    co_return result.all();
}

}  // namespace language

#include "language/tables.hpp"

#include <set>

// Pages by the last row's key: times made by the database and bound times have the same order.

using namespace language;

namespace {

struct Events {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<az::Timestamptz> at{"at"};
};
az::MetaData events_schema;
const az::Table<Events> events{"language_events", events_schema};

}  // namespace

TEST_CASE("pages by time and key show each row once, for times made by the database and for bound ones", "[engine]") {
    on_each_database([](az::AsyncConnection& conn, const az::Dialect&) -> az::task<void> {
        co_await events_schema.drop_all(conn);
        co_await events_schema.create_all(conn);
        constexpr int rows = 12;
        for (int i = 1; i <= rows; ++i) {
            const auto clock =
                std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
            if (i % 2 == 0) {
                co_await conn.execute(insert(events).values(events.id = i, events.at = clock));
            } else {
                co_await conn.execute(insert(events).values(events.id = i, events.at = az::func::now()));
            }
        }
        const auto ordered = select(events.id, events.at).order_by(events.at, events.id).limit(5);
        std::set<std::int32_t> seen;
        auto page = co_await conn.execute(ordered);
        int pages = 0;
        while (!page.empty() && ++pages < 10) {
            for (const auto& row : page) CHECK(seen.insert(row.template get<0>()).second);
            const auto [id, at] = page[page.size() - 1].tuple();
            const auto key = az::tuple_(events.at, events.id);
            page = co_await conn.execute(ordered.where(key > std::tuple(at, id)));
        }
        CHECK(seen.size() == rows);
        CHECK(pages == 3);
        co_await conn.rollback();
    });
}

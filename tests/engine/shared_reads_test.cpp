#include "catch.hpp"
#include "crowd.hpp"

#include <chrono>
#include <set>
#include <string>

namespace az = azoth;
using namespace azoth_tests;
using namespace std::chrono_literals;

namespace {

struct MomentColumns {
    az::Column<az::Timestamptz> at{"at"};
};
az::MetaData moments_meta;
const az::Table<MomentColumns> moment{"engine_moment", moments_meta};

// The number of transactions in which the server executes 50 reads that are sent together.
az::task<std::size_t> transactions_of_reads(az::AsyncEngine engine) {
    co_await engine.begin([](az::AsyncConnection& conn) -> az::task<void> {
        co_await conn.exec_driver_sql("DROP VIEW IF EXISTS engine_moment");
        co_await conn.exec_driver_sql("CREATE VIEW engine_moment AS SELECT now() AS at");
    });
    co_await engine.scalar(backend_pid);
    std::set<az::Timestamptz> starts;
    co_await all_of(50, [&](int) -> az::task<void> {
        const auto start = co_await engine.scalar(select(moment.at));
        starts.insert(start.value());
    });
    co_await engine.begin(
        [](az::AsyncConnection& conn) -> az::task<void> { co_await conn.exec_driver_sql("DROP VIEW engine_moment"); });
    co_return starts.size();
}

}  // namespace

TEST_CASE("Reads that are sent together share a transaction if the option is set", "[engine]") {
    az::EngineOptions together = one_connection();
    together.shared_reads_together = true;
    on_postgresql(together, [](az::AsyncEngine engine) -> az::task<void> {
        const std::size_t transactions = co_await transactions_of_reads(engine);
        CHECK(transactions == 1);
    });
    on_postgresql(one_connection(), [](az::AsyncEngine engine) -> az::task<void> {
        const std::size_t transactions = co_await transactions_of_reads(engine);
        CHECK(transactions > 25);
    });
}

TEST_CASE("Reads after one that fails are executed again, and writes among them once", "[engine]") {
    az::EngineOptions together = one_connection();
    together.shared_reads_together = true;
    on_postgresql(together, [](az::AsyncEngine engine) -> az::task<void> {
        const auto rest = az::query(
            [](az::Param<std::int64_t> id) { return select(users.id % (users.id - id)).where(users.id == 2); });
        for (int round = 0; round < 3; ++round) {
            int failed = 0;
            int right = 0;
            int written = 0;
            co_await all_of(200, [&](int i) -> az::task<void> {
                if (i % 7 == 3) {
                    const auto error = co_await failure<az::DataError>(engine.execute(rest(2)));
                    if (error && error->sqlstate() == "22012") ++failed;
                } else if (i % 50 == 10) {
                    const std::string name = "new " + std::to_string(round * 1'000 + i);
                    co_await engine.execute(insert(users).values(users.name = name));
                    ++written;
                } else if (i % 2 == 0) {
                    const auto none = co_await engine.scalar(rest(1));
                    if (none == 0) ++right;
                } else {
                    const auto one = co_await engine.one(user_by_id(1 + i % 3));
                    if (one.get<0>() == 1 + i % 3) ++right;
                }
            });
            CHECK(failed == 29);
            CHECK(written == 3);
            CHECK(right == 168);
            const auto count = co_await engine.scalar(select(az::func::count()).select_from(users));
            CHECK(count == 3 + 3 * (round + 1));
        }
    });
}

TEST_CASE("A read that is stopped among others that share its transaction harms none of them", "[engine]") {
    az::EngineOptions together = one_connection();
    together.shared_reads_together = true;
    on_postgresql(together, [](az::AsyncEngine engine) -> az::task<void> {
        co_await engine.begin([](az::AsyncConnection& conn) -> az::task<void> {
            co_await conn.exec_driver_sql("DROP VIEW IF EXISTS engine_moment");
            co_await conn.exec_driver_sql("CREATE VIEW engine_moment AS SELECT now() AS at FROM pg_sleep(30)");
        });
        int late = 0;
        int right = 0;
        co_await all_of(40, [&](int i) -> az::task<void> {
            if (i % 10 == 3) {
                const auto error =
                    co_await failure<az::TimeoutError>(engine.execute(select(moment.at), az::timeout(60ms)));
                if (error) ++late;
            } else {
                const auto one = co_await engine.one(user_by_id(1));
                if (one.get<1>() == "ada") ++right;
            }
        });
        CHECK(late == 4);
        CHECK(right == 36);
        co_await engine.begin([](az::AsyncConnection& conn) -> az::task<void> {
            co_await conn.exec_driver_sql("DROP VIEW engine_moment");
        });
    });
}

#include "bench.hpp"
#include "catch.hpp"
#include "server_settings.hpp"
#include "temporary.hpp"
#include <azoth/engine/advisory_lock.hpp>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstdio>
#include <cstdlib>
#include <iostream>

namespace az = azoth;
namespace asio = boost::asio;

namespace azoth_tests::every_point {
namespace {

constexpr int most_steps = 60;

struct Count {
    int points = 0;
    int lost = 0;
    int kept = 0;
    int hung = 0;
};

std::string describe(const std::exception_ptr& error) {
    if (!error) return "no error";
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& e) {
        return e.what();
    }
}

/// Whether the error's outcome allows that the operation was committed.
bool may_be_committed(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const az::CancelledError& cancelled) {
        return cancelled.outcome() == az::Outcome::unknown || cancelled.outcome() == az::Outcome::committed;
    } catch (const az::StatementError& failure) {
        return failure.outcome() == az::Outcome::unknown || failure.outcome() == az::Outcome::committed;
    } catch (...) {
        return false;
    }
}

/// All points of a scenario on one database.
class Run {
public:
    Run(std::string url, const Scenario& scenario, bool pipelined, bool ready, Count& count)
        : url_(std::move(url)), scenario_(scenario), pipelined_(pipelined), ready_(ready), count_(count) {}

    void all_points(std::int64_t& number) {
        Steps steps;
        const auto engine = az::create_async_engine(url_, options());
        for (int step = 0; step < most_steps; ++step) {
            // Scenarios that check connections out need an empty pool.
            if (!scenario_.connects) check_run(steps.run(engine.dispose()), "dispose");
            if (!one_point(steps, engine, Point{step, ready_}, ++number)) break;
        }
        check_run(steps.run(engine.dispose()), "dispose");
    }

private:
    /// False: the operation ended before the point.
    bool one_point(Steps& steps, const az::AsyncEngine& engine, Point point, std::int64_t number) {
        point_ = point;
        Bench bench(engine);
        bench.number = number;
        bool cancelled = false;
        if (check_run(steps.run(prepare(bench)), "prepare")) {
            if (pipelined_) start_neighbour(steps, bench);
            const Ending ending = steps.run(scenario_.operation(bench), point);
            cancelled = ending.cancelled;
            if (ending.hung) return fail(count_.hung, "the operation did not end");
            ++count_.points;
            if (!ending.cancelled && ending.error && !scenario_.throws)
                fail(count_.lost, "not cancelled: " + describe(ending.error));
            check_run(steps.run(wait_for_neighbour()), "neighbour");
            if (bench.expected != 0) check_run(steps.run(count_notifications(bench)), "notifications");
            bench.drop_handles();
            check_run(steps.run(look_at_once(bench, ending)), "look at once");
            if (bench.connection) check_run(steps.run(use_again(bench)), "use again");
            check_run(steps.run(look(bench)), "look");
            bench.connection.reset();
            check_run(steps.run(check_pool(bench)), "pool");
        }
        bench.drop_handles();
        return cancelled;
    }

    az::EngineOptions options() const {
        az::EngineOptions made;
        made.pool_size = 2;
        made.max_overflow = 0;
        made.pool_timeout = std::chrono::seconds(5);
        return made;
    }

    az::task<void> prepare(Bench& bench) {
        if (scenario_.connects) {
            const auto engine =
                scenario_.autocommit ? bench.engine.execution_options(az::Isolation::autocommit) : bench.engine;
            bench.connection = co_await engine.connect();
        }
        co_await scenario_.prepare(bench);
    }

    void start_neighbour(Steps& steps, Bench& bench) {
        neighbour_ = false;
        const auto statement = [](az::AsyncConnection& conn) -> az::task<void> {
            co_await conn.execute(az::text("SELECT 1 AS one").columns<std::int32_t>());
        };
        asio::co_spawn(steps.context(), statement(bench.conn()),
                       [this](const std::exception_ptr&) { neighbour_ = true; });
    }
    az::task<void> wait_for_neighbour() {
        asio::steady_timer timer(co_await asio::this_coro::executor);
        while (!neighbour_) {
            timer.expires_after(std::chrono::milliseconds(1));
            co_await timer.async_wait(asio::use_awaitable);
        }
    }

    static az::task<void> count_notifications(Bench& bench) {
        while (bench.taken < bench.expected) {
            co_await bench.listener->next(std::chrono::seconds(2));
            ++bench.taken;
        }
    }

    /// The connection serves its next user, whose work is committed.
    static az::task<void> use_again(Bench& bench) {
        const std::string mark = bench.text("kept ");
        auto& conn = bench.conn();
        if (conn.get_execution_options().is_autocommit()) {
            auto transaction = co_await conn.begin();
            co_await bench.write(mark);
            co_await transaction.commit();
        } else {
            if (conn.in_transaction()) {
                // The operation ended in a transaction of the connection: the transaction continues unless it has
                // failed.
                bool failed = false;
                try {
                    co_await bench.write(bench.text("probe "));
                } catch (const az::StatementError&) {
                    failed = true;
                }
                if (failed) co_await conn.rollback();
            }
            co_await bench.write(mark);
            co_await conn.commit();
        }
    }

    az::task<bool> has(Bench& bench, const char* kind) {
        auto conn = co_await bench.engine.connect("look");
        const auto found = co_await conn.scalars(select(marks.mark).where(marks.mark == bench.text(kind)));
        const bool any = found.size() != 0;
        co_await conn.rollback();
        co_await conn.close();
        co_return any;
    }

    /// Checks that the operation's own outcome is true.
    az::task<void> look_at_once(Bench& bench, const Ending& ending) {
        const bool visible = co_await has(bench, "committed ");
        if (bench.committed && !visible && !(bench.connection && bench.connection->in_transaction())) {
            fail(count_.lost, "what was committed is not visible");
        }
        if (!bench.committed && visible && !may_be_committed(ending.error)) {
            fail(count_.lost, "committed, although the error says otherwise: " + describe(ending.error));
        }
    }

    az::task<void> look(Bench& bench) {
        const bool abandoned = co_await has(bench, "abandoned ");
        if (abandoned && bench.started) fail(count_.lost, "an abandoned write is visible");
        if (bench.connection) {
            const bool kept = co_await has(bench, "kept ");
            if (!kept) fail(count_.lost, "what was committed afterwards is not visible");
        }
        if (bench.committed) {
            const bool visible = co_await has(bench, "committed ");
            if (!visible) fail(count_.lost, "what was committed is not visible");
        }
    }

    az::task<void> check_pool(Bench& bench) {
        asio::steady_timer timer(co_await asio::this_coro::executor);
        for (int i = 0; i < 3000 && bench.engine.pool().checked_out != 0; ++i) {
            timer.expires_after(std::chrono::milliseconds(1));
            co_await timer.async_wait(asio::use_awaitable);
        }
        const az::PoolStatus status = bench.engine.pool();
        if (status.checked_out != 0) fail(count_.kept, "a connection did not return to the pool");
        if (status.checked_in > 2) fail(count_.kept, "the pool has more connections than it may");
        if (status.waiting != 0) fail(count_.kept, "a caller waits for a connection");
        std::vector<az::AsyncConnection> all;
        for (int i = 0; i < 2; ++i) {
            all.push_back(co_await bench.engine.connect());
            if (is_server()) co_await check_session(all.back());
        }
        if (is_server()) co_await check_server(all.front());
        if (!is_server()) co_await check_writable(all);
    }

    az::task<void> check_session(az::AsyncConnection& conn) {
        const auto channels = az::text("SELECT count(*) FROM pg_listening_channels()").columns<std::int64_t>();
        if (co_await conn.scalar(channels) != 0) fail(count_.kept, "a session still listens");
        co_await conn.commit();
    }

    az::task<void> check_server(az::AsyncConnection& conn) {
        const auto locks =
            az::text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'").columns<std::int64_t>();
        const auto open = az::text(
                              "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND "
                              "datname = current_database() AND pid <> pg_backend_pid()")
                              .columns<std::int64_t>();
        const auto prepared = az::text("SELECT count(*) FROM pg_prepared_xacts").columns<std::int64_t>();
        // The server notices the end of a closed connection a moment later.
        asio::steady_timer timer(co_await asio::this_coro::executor);
        std::int64_t held = 0;
        std::int64_t begun = 0;
        for (int i = 0; i < 500; ++i) {
            held = *co_await conn.scalar(locks);
            begun = *co_await conn.scalar(open);
            if (held == 0 && begun == 0) break;
            co_await conn.commit();  // the view is read once in a transaction
            timer.expires_after(std::chrono::milliseconds(10));
            co_await timer.async_wait(asio::use_awaitable);
        }
        if (held != 0) fail(count_.kept, "an advisory lock was not released");
        if (begun != 0) fail(count_.kept, "a transaction was left open");
        if (co_await conn.scalar(prepared) != 0) fail(count_.kept, "a prepared transaction was left");
        co_await conn.commit();
    }

    /// Checks that no connection of SQLite keeps its lock.
    az::task<void> check_writable(std::vector<az::AsyncConnection>& all) {
        for (az::AsyncConnection& conn : all) {
            co_await conn.execute(insert(marks).values(marks.mark = std::string("probe")));
            co_await conn.rollback();
        }
    }

    bool is_server() const { return url_.starts_with("postgresql"); }

    bool check_run(const Ending& ending, const char* what) {
        if (ending.hung) return fail(count_.hung, std::string(what) + " did not end");
        if (ending.error) return fail(count_.lost, std::string(what) + ": " + describe(ending.error));
        return true;
    }
    bool fail(int& counter, const std::string& what) {
        ++counter;
        if (++reported_ <= 3) {
            std::cout << scenario_.name << (is_server() ? " (PostgreSQL" : " (SQLite")
                      << (pipelined_ ? ", pipelined" : "") << (ready_ ? ", ready" : "") << ", step " << point_.step
                      << "): " << what << std::endl;
        }
        return false;
    }

    const std::string url_;
    const Scenario& scenario_;
    const bool pipelined_;
    const bool ready_;
    Count& count_;
    Point point_;
    bool neighbour_ = true;
    int reported_ = 0;
};

void make_table(const std::string& url) {
    Steps steps;
    const Ending made = steps.run([](std::string where) -> az::task<void> {
        auto engine = az::create_async_engine(where);
        co_await engine.begin([](az::AsyncConnection& conn) -> az::task<void> {
            co_await marks_meta.drop_all(conn);
            co_await marks_meta.create_all(conn);
        });
        co_await engine.dispose();
    }(url));
    INFO(describe(made.error));
    REQUIRE(!made.error);
}

}  // namespace

TEST_CASE("An operation that is cancelled at any point leaves no effect and loses no result", "[cancellation]") {
    const TemporaryFile file;
    const std::vector<std::string> urls = azoth_tests::urls(file.url("?journal_mode=wal"));
    // Runs a single scenario, for debugging.
    const char* const only = std::getenv("AZOTH_TEST_SCENARIO");
    Count count;
    std::int64_t number = 0;
    for (const std::string& url : urls) {
        make_table(url);
        for (const Scenario& scenario : scenarios()) {
            if (only != nullptr && scenario.name != only) continue;
            if (scenario.postgresql_only && !url.starts_with("postgresql")) continue;
            for (const bool pipelined : {false, true}) {
                if (pipelined && !scenario.neighbour) continue;
                for (const bool ready : {false, true}) {
                    Run(url, scenario, pipelined, ready, count).all_points(number);
                }
            }
        }
    }
    std::cout << "cancellation: " << count.points << " points, " << count.lost << " lost, " << count.kept << " kept, "
              << count.hung << " hung" << std::endl;
    CHECK(count.lost == 0);
    CHECK(count.kept == 0);
    CHECK(count.hung == 0);
    if (only == nullptr && urls.size() == 2) CHECK(count.points >= 500);
}

}  // namespace azoth_tests::every_point

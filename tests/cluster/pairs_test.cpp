#include "catch.hpp"
#include "cluster/load.hpp"
#include "cluster/own_servers.hpp"
#include "run_coroutine.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdlib>
#include <iostream>

// A write on the primary and then a read of it that prefers standbys, one of which replays late. In
// AZOTH_TEST_CLUSTER_PAIRS: the number of pairs.
namespace az = azoth;
using namespace azoth_tests;
using namespace std::chrono_literals;

namespace {

struct Pairs {
    az::Cluster db;
    std::int64_t left = 0;
    std::int64_t done = 0;
    std::int64_t stale = 0;
    std::int64_t by_standbys = 0;
    std::int64_t last_id = 0;
};

// Whether the server that executes it is a standby.
const auto find_number = az::query([](az::Param<std::int64_t> id) {
    return az::select(cluster_ledger.id, az::func::pure_call<bool>("pg_is_in_recovery")).where(cluster_ledger.id == id);
});

az::task<void> write_and_read(Pairs& pairs) {
    while (pairs.left-- > 0) {
        const std::int64_t id = ++pairs.last_id;
        const auto write = az::insert(cluster_ledger).values(cluster_ledger.id = id);
        co_await pairs.db.execute(write);
        // As in the cookie of an answer.
        const az::Position written = co_await pairs.db.position();
        const std::string cookie = written.to_string();
        const az::Position seen = az::Position::parse(cookie);
        const auto read = find_number(id);
        const auto row = co_await pairs.db.first(read, az::on(az::Role::prefer_standby).at_least(seen));
        ++pairs.done;
        pairs.stale += !row;
        pairs.by_standbys += row && row->get<1>();
    }
}

az::task<void> create_ledger(az::AsyncConnection& conn) { co_await conn.create_all(cluster_tables); }

}  // namespace

TEST_CASE("A read at a position sees what was committed before it, also where a standby replays late", "[cluster]") {
    const char* const wanted = std::getenv("AZOTH_TEST_CLUSTER_PAIRS");
    Servers servers;
    const az::Cluster db = az::create_cluster(servers.url());
    run(db.begin(create_ledger));
    servers.act("set", "p3", "recovery_min_apply_delay = 300ms");

    Pairs pairs{db, wanted != nullptr ? std::atoll(wanted) : 1000, 0, 0, 0, 0};
    const std::int64_t all = pairs.left;
    boost::asio::io_context context;
    std::exception_ptr trouble;
    for (int i = 0; i < 16; ++i) {
        co_spawn(context, write_and_read(pairs), [&](const std::exception_ptr& error) {
            if (error) trouble = error;
        });
    }
    context.run();
    if (trouble) std::rethrow_exception(trouble);
    std::cout << "pairs: " << pairs.done << " write-then-read, " << pairs.stale << " stale, "
              << pairs.by_standbys * 100 / pairs.done << " % by standbys\n";
    CHECK(pairs.done == all);
    CHECK(pairs.stale == 0);
    CHECK(pairs.by_standbys > 0);
    run(db.close());
}

#include "catch.hpp"
#include "cluster/load.hpp"
#include "cluster/own_servers.hpp"
#include "run_coroutine.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <functional>
#include <thread>

// What a cluster does with single calls, on real servers.
namespace az = azoth;
namespace asio = boost::asio;
using namespace azoth_tests;
using namespace std::chrono_literals;
using az::Role;

namespace {

using Clock = std::chrono::steady_clock;

// Started once, for all that does no harm to them.
Servers& healthy_servers() {
    static Servers servers;
    static const bool ready = [] {
        const az::AsyncEngine engine = az::create_async_engine(servers.url(1));
        run(engine.begin(
            [](az::AsyncConnection& conn) -> az::task<void> { co_await conn.create_all(cluster_tables); }));
        return true;
    }();
    static_cast<void>(ready);
    return servers;
}

const auto is_standby = az::text("SELECT pg_is_in_recovery()").columns<bool>();
const auto server_port = az::text("SELECT inet_server_port()").columns<std::int32_t>();

bool wait_until(const std::function<bool()>& condition) {
    const auto late = Clock::now() + 10s;
    while (!condition()) {
        if (Clock::now() > late) return false;
        std::this_thread::sleep_for(10ms);
    }
    return true;
}

az::NodeStatus status_of(const az::Cluster& db, const std::string& name) {
    for (const az::NodeStatus& node : db.nodes()) {
        if (node.name == name) return node;
    }
    throw std::runtime_error("no node " + name);
}

bool all_used(const az::Cluster& db) {
    for (const az::NodeStatus& node : db.nodes()) {
        if (!node.takes_writes && !node.takes_reads) return false;
    }
    return true;
}

// Ends its own server process at the first call.
az::task<int> lose_connection_once(az::AsyncConnection& conn, int* calls) {
    if (++*calls == 1) co_await conn.execute(az::text("SELECT pg_terminate_backend(pg_backend_pid())"));
    co_return *calls;
}

template <class Error, class Call>
Error error_of(Call call) {
    try {
        call();
    } catch (const Error& error) {
        return error;
    }
    throw std::runtime_error("nothing was thrown");
}

}  // namespace

TEST_CASE("Calls are executed on a node of their role", "[cluster]") {
    const az::Cluster db = az::create_cluster(healthy_servers().url());
    REQUIRE(wait_until([&] { return all_used(db); }));
    CHECK(run(db.scalar(is_standby)) == false);
    CHECK(run(db.scalar(is_standby, az::on(Role::standby))) == true);
    CHECK(run(db.scalar(is_standby, az::on(Role::prefer_standby))) == true);
    CHECK(run(db.scalar(is_standby, az::on(Role::prefer_primary))) == false);
    CHECK(run(db.one(is_standby, az::on(Role::primary))).get<0>() == false);
    CHECK(run(db.first(is_standby, az::on(Role::standby), az::timeout(5s)))->get<0>() == true);
}

TEST_CASE("Queries without effects go where the options say, everything else to the primary", "[cluster]") {
    az::ClusterOptions options;
    options.reads = Role::standby;
    const az::Cluster db = az::create_cluster(healthy_servers().url(), options);
    const auto pure = az::select(az::func::pure_call<bool>("pg_is_in_recovery"));
    const auto impure = az::select(az::func::call<bool>("pg_is_in_recovery"));
    const auto query = az::query([](az::Param<std::int32_t> n) {
        return az::select(az::func::pure_call<bool>("pg_is_in_recovery")).where(n == 1);
    });
    const auto bound = query(1);
    CHECK(run(db.scalar(pure)) == true);
    CHECK(run(db.scalar(bound)) == true);
    CHECK(run(db.scalar(impure)) == false);
    CHECK(run(db.scalar(is_standby)) == false);
}

TEST_CASE("transaction() calls its function again after the connection was lost, begin() does not", "[cluster]") {
    const az::Cluster db = az::create_cluster(healthy_servers().url());
    int calls = 0;
    CHECK(run(db.transaction(lose_connection_once, az::retries(3), &calls)) == 2);
    calls = 0;
    const auto error = error_of<az::StatementError>([&] { run(db.begin(lose_connection_once, &calls)); });
    CHECK(calls == 1);
    CHECK(error.outcome() == az::Outcome::rolled_back);
}

TEST_CASE("begin() takes a node, and options of the transaction", "[cluster]") {
    const az::Cluster db = az::create_cluster(healthy_servers().url());
    const auto ask = [](az::AsyncConnection& conn) -> az::task<bool> {
        co_return (co_await conn.scalar(is_standby)).value();
    };
    CHECK_FALSE(run(db.begin(ask)));
    CHECK(run(db.begin(az::on(Role::standby), ask)));
    CHECK(run(db.begin(az::on(Role::standby), az::TransactionOptions().read_only(), ask)));
    CHECK_FALSE(run(db.transaction(ask, az::retries(2))));
}

TEST_CASE("A transaction that waits for a node when the cluster is closed fails", "[cluster]") {
    const az::Cluster db = az::create_cluster(healthy_servers().url(2));
    const auto ask = [](az::AsyncConnection& conn) -> az::task<bool> {
        co_return (co_await conn.scalar(is_standby)).value();
    };
    std::thread closing([&] {
        std::this_thread::sleep_for(100ms);
        run(db.close());
    });
    CHECK_THROWS_AS(run(db.transaction(ask, az::retries(2))), az::ResourceClosedError);
    closing.join();
}

TEST_CASE("A write on a standby fails, and is not done elsewhere", "[cluster]") {
    const az::Cluster db = az::create_cluster(healthy_servers().url());
    const auto write = az::insert(cluster_ledger).values(cluster_ledger.id = -1);
    const auto error = error_of<az::StatementError>([&] { run(db.execute(write, az::on(Role::standby))); });
    CHECK(error.sqlstate() == "25006");
}

TEST_CASE("A node that is drained gets no work until drain() is undone", "[cluster]") {
    const Servers& servers = healthy_servers();
    const az::Cluster db = az::create_cluster(servers.url());
    REQUIRE(wait_until([&] { return all_used(db); }));
    const auto ports = [&] {
        std::set<std::string> all;
        for (int i = 0; i < 6; ++i) {
            all.insert("127.0.0.1:" + std::to_string(*run(db.scalar(server_port, az::on(Role::standby)))));
        }
        return all;
    };
    CHECK(ports() == std::set{servers.name(2), servers.name(3)});
    run(db.drain(servers.name(2)));
    CHECK(ports() == std::set{servers.name(3)});
    CHECK(status_of(db, servers.name(2)).reason == "is being drained");
    CHECK(status_of(db, servers.name(2)).pool.checked_in == 0);
    db.undrain(servers.name(2));
    CHECK(ports() == std::set{servers.name(2), servers.name(3)});
    CHECK_THROWS_AS(run(db.drain("elsewhere")), az::ArgumentError);
}

TEST_CASE("drain() waits for work in flight", "[cluster]") {
    const Servers& servers = healthy_servers();
    const az::Cluster db = az::create_cluster(servers.url(1));
    const auto work = [&]() -> az::task<bool> {
        az::AsyncConnection conn = co_await db.connect();
        bool early = false;
        try {
            co_await db.drain(servers.name(1), 50ms);
        } catch (const az::TimeoutError&) {
            early = true;
        }
        co_await conn.close();
        co_await db.drain(servers.name(1), 5s);
        co_return early;
    };
    CHECK(run(work()));
}

TEST_CASE("A call that finds no node says at its deadline which one is missing", "[cluster]") {
    const Servers& servers = healthy_servers();
    const az::Cluster db = az::create_cluster(servers.url(2));
    REQUIRE(wait_until([&] { return all_used(db); }));
    const auto begun = Clock::now();
    const auto error =
        error_of<az::NodeUnavailableError>([&] { run(db.scalar(is_standby, az::on(Role::primary).within(200ms))); });
    CHECK(Clock::now() - begun >= 200ms);
    CHECK(Clock::now() - begun < 2s);
    CHECK(std::string(error.what()) ==
          "no primary among \"" + servers.name(2) + "\" within 200 ms: \"" + servers.name(2) + "\" is a standby");
}

TEST_CASE("A call that waits for a node can be cancelled", "[cluster]") {
    const az::Cluster db = az::create_cluster(healthy_servers().url(2));
    asio::io_context context;
    asio::cancellation_signal signal;
    std::exception_ptr error;
    const auto call = [&]() -> az::task<void> { co_await db.scalar(is_standby, az::on(Role::primary).within(30s)); };
    co_spawn(context, call(),
             asio::bind_cancellation_slot(signal.slot(), [&](const std::exception_ptr& e) { error = e; }));
    asio::steady_timer timer(context, 100ms);
    timer.async_wait([&](const boost::system::error_code&) { signal.emit(asio::cancellation_type::terminal); });
    context.run();
    CHECK_THROWS_AS(std::rethrow_exception(error), az::CancelledError);
}

TEST_CASE("A cluster that is closed throws ResourceClosedError", "[cluster]") {
    const az::Cluster db = az::create_cluster(healthy_servers().url());
    CHECK(run(db.scalar(is_standby)) == false);
    run(db.close());
    CHECK_THROWS_AS(run(db.scalar(is_standby)), az::ResourceClosedError);
    run(db.close());
}

TEST_CASE("A topology query adds nodes and takes them away", "[cluster]") {
    const Servers& servers = healthy_servers();
    const auto ports = [&](const std::string& values) {
        const az::AsyncEngine engine = az::create_async_engine(servers.url(1));
        const std::string sql =
            "CREATE OR REPLACE VIEW cluster_nodes AS SELECT '127.0.0.1' AS host, port FROM (VALUES " + values +
            ") AS v (port)";
        run(engine.begin([&](az::AsyncConnection& conn) -> az::task<void> { co_await conn.exec_driver_sql(sql); }));
    };
    const auto port = [&](int node) { return '(' + servers.name(node).substr(servers.name(node).find(':') + 1) + ')'; };
    ports(port(1) + ',' + port(3));
    az::ClusterOptions options;
    options.topology = az::query_topology("SELECT host, port FROM cluster_nodes");
    options.topology_interval = 100ms;
    const az::Cluster db = az::create_cluster(servers.url(1), options);
    CHECK(wait_until([&] { return db.nodes().size() == 2 && all_used(db); }));
    CHECK(run(db.scalar(is_standby, az::on(Role::standby))) == true);
    ports(port(1));
    CHECK(wait_until([&] { return db.nodes().size() == 1; }));
    CHECK_THROWS_AS(run(db.scalar(is_standby, az::on(Role::standby).within(100ms))), az::NodeUnavailableError);
}

TEST_CASE("A topology of the DNS has a node for each address", "[cluster]") {
    const Servers& servers = healthy_servers();
    const std::string port = servers.name(1).substr(servers.name(1).find(':') + 1);
    az::ClusterOptions options;
    options.topology = az::dns_topology("localhost", static_cast<std::uint16_t>(std::stoi(port)));
    const std::string rest = servers.url(1).substr(servers.url(1).find('/', servers.url(1).find('@')));
    // As it is written here, the host is not one of the addresses.
    const az::Cluster db = az::create_cluster("postgresql://azoth@localhost:" + port + rest, options);
    CHECK(wait_until([&] {
        for (const az::NodeStatus& node : db.nodes()) {
            if (node.name == servers.name(1)) return node.takes_writes;
        }
        return false;
    }));
    CHECK_THROWS_AS(status_of(db, "localhost:" + port), std::runtime_error);
}

TEST_CASE("position() of a connection is that of its server", "[cluster]") {
    const az::Cluster db = az::create_cluster(healthy_servers().url());
    const auto positions = [&](Role role) -> az::task<az::Position> {
        az::AsyncConnection conn = co_await db.connect(az::on(role));
        co_return co_await az::position(conn);
    };
    const az::Position primary = run(positions(Role::primary));
    const az::Position standby = run(positions(Role::standby));
    CHECK(primary.system() == standby.system());
    CHECK(primary.timeline() == 1);
    CHECK(standby.timeline() == 1);
    CHECK(primary.lsn() >= standby.lsn());
    CHECK(run(db.position()).includes(primary));
}

TEST_CASE("A read that a standby cancels because of the log it replays is done again", "[cluster]") {
    const Servers& servers = healthy_servers();
    const az::Cluster db = az::create_cluster(servers.url());
    for (const char* const node : {"p2", "p3"}) servers.act("set", node, "max_standby_streaming_delay = 0");
    const auto add = az::insert(cluster_ledger).values(cluster_ledger.id = -2);
    for (int i = 0; i < 8; ++i) run(db.execute(add));
    const az::on route = az::on(Role::standby).at_least(run(db.position()));

    // 4 s, unless the rows are gone.
    const auto slow =
        az::select(cluster_ledger.id)
            .where(cluster_ledger.id == -2, az::func::pure_call<std::string>("pg_sleep", 0.5).is_not_null());
    const auto remove = [&]() -> az::task<void> {
        asio::steady_timer timer(co_await asio::this_coro::executor, 500ms);
        co_await timer.async_wait(asio::use_awaitable);
        az::AsyncConnection conn = co_await db.connect();
        conn.execution_options(az::Isolation::autocommit);
        co_await conn.exec_driver_sql("DELETE FROM ledger WHERE id = -2");
        co_await conn.exec_driver_sql("VACUUM ledger");
    };
    asio::io_context context;
    std::exception_ptr trouble;
    co_spawn(context, remove(), [&](const std::exception_ptr& error) { trouble = error; });
    const auto result = run_on(context, db.execute(slow, route));
    CHECK(trouble == nullptr);
    CHECK(result.size() == 0);
}

TEST_CASE("What is in flight on a hung node fails when the node is lost, and reads are done elsewhere", "[cluster]") {
    const Servers& servers = healthy_servers();
    const az::Cluster db = az::create_cluster(servers.url());
    REQUIRE(wait_until([&] { return all_used(db); }));
    const auto read = az::select(az::func::pure_call<bool>("pg_is_in_recovery"));
    for (int i = 0; i < 4; ++i) CHECK(run(db.scalar(read, az::on(Role::standby))) == true);
    servers.act("hang", "p2");
    const auto begun = Clock::now();
    // One of two is sent to the hung node.
    for (int i = 0; i < 4; ++i) CHECK(run(db.scalar(read, az::on(Role::standby))) == true);
    CHECK(Clock::now() - begun < 4s);
    CHECK(wait_until([&] { return !status_of(db, servers.name(2)).takes_reads; }));
    servers.act("resume", "p2");
    CHECK(wait_until([&] { return status_of(db, servers.name(2)).takes_reads; }));
}

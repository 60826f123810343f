#include "catch.hpp"
#include "engine/crowd.hpp"
#include "own_server.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

// A primary that becomes read-only while connections to it are open; the other host of the URL takes writes.
namespace az = azoth;
using namespace azoth_tests;
using namespace std::chrono_literals;

namespace {

std::string port_of(const std::string& url) {
    const std::size_t at = url.find("127.0.0.1:") + 10;
    return url.substr(at, url.find('/', at) - at);
}

// azoth has a password of its own on each.
std::string url_of_both(const Server& first, const Server& second, const std::string& passwords) {
    std::ofstream file(passwords);
    std::filesystem::permissions(passwords, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    for (const Server* const server : {&first, &second}) {
        const std::string line = shell("head -n 1 " + server->directory() + "/pgpass");
        file << "*:" << port_of(server->url()) << line.substr(line.find(":*:", 2)) << '\n';
    }
    return "postgresql://azoth@127.0.0.1:" + port_of(first.url()) + ",127.0.0.1:" + port_of(second.url()) +
           "/azoth?sslmode=disable&target_session_attrs=read-write&passfile=" + passwords;
}

az::task<int> failed_writes(az::AsyncEngine engine, bool shared) {
    int failed = 0;
    for (int i = 0; i < 20; ++i) {
        try {
            if (shared) {
                co_await engine.execute(az::text("UPDATE written SET n = n + 1"));
            } else {
                auto conn = co_await engine.connect();
                co_await conn.execute(az::text("UPDATE written SET n = n + 1"));
                co_await conn.commit();
            }
        } catch (const az::DatabaseError& error) {
            CHECK(error.sqlstate() == "25006");
            ++failed;
        }
    }
    co_return failed;
}

}  // namespace

TEST_CASE("Connections to a primary that became read-only are replaced", "[fault]") {
    const std::string script = server_script();
    if (script.empty()) return;
    Server first(script);
    Server second(script);
    run([](Server& primary, Server& other) -> az::task<void> {
        for (const Server* const server : {&primary, &other}) {
            auto engine = az::create_async_engine(server->url());
            auto conn = co_await engine.connect();
            co_await conn.execute(az::text("CREATE TABLE written AS SELECT 0 AS n"));
            co_await conn.commit();
        }
        auto engine = az::create_async_engine(url_of_both(primary, other, other.directory() + "/passwords"));
        CHECK(co_await failed_writes(engine, false) == 0);
        CHECK(co_await failed_writes(engine, true) == 0);
        {
            auto admin = az::create_async_engine(primary.url());
            auto conn = co_await admin.connect();
            conn.execution_options(az::Isolation::autocommit);
            co_await conn.execute(az::text("ALTER SYSTEM SET default_transaction_read_only = on"));
            co_await conn.execute(az::text("SELECT pg_reload_conf()"));
        }
        co_await sleep_for(500ms);
        // Reads are no reason to leave.
        CHECK((co_await engine.execute(select_one)).scalar() == 1);
        const int on_connections = co_await failed_writes(engine, false);
        const int on_shared = co_await failed_writes(engine, true);
        CHECK(on_connections <= 1);
        CHECK(on_shared <= 1);
    }(first, second));
}

#include "catch.hpp"
#include "hostile_server.hpp"
#include "ledger.hpp"
#include "own_server.hpp"
#include <azoth/engine/events.hpp>
#include <azoth/listen.hpp>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/strand.hpp>

#include <atomic>
#include <functional>
#include <iostream>
#include <map>
#include <thread>

// All public operations of engine and pool, by coroutines on several threads, while the server fails in various ways.
// Each error must be the caller's own. AZOTH_TEST_THREADS_SECONDS: how long each failure lasts.
namespace az = azoth;
namespace asio = boost::asio;
using namespace azoth_tests;
using namespace std::chrono_literals;
using namespace boost::asio::experimental::awaitable_operators;

namespace {

constexpr int troubled_threads = 4;
constexpr int troubled_coroutines = 64;

std::atomic<int> sanitizer_reports{0};

}  // namespace

// ThreadSanitizer calls it for each of its reports.
extern "C" void __tsan_on_report(void*) { ++sanitizer_reports; }
// libstdc++ counts the references to an exception in its shared library, which is not instrumented: the sanitizer does
// not see that the last release happens after all others.
extern "C" const char* __tsan_default_suppressions() {
    return "race:std::__exception_ptr::exception_ptr::_M_release\n";
}

namespace {

// The counters of all coroutines.
struct Trouble {
    explicit Trouble(az::AsyncEngine troubled) : engine(std::move(troubled)) {}

    az::AsyncEngine engine;
    std::atomic<bool> over{false};
    std::atomic<std::uint64_t> operations{0};
    std::atomic<std::uint64_t> answered{0};
    std::atomic<int> foreign{0};
    std::atomic<int> untyped{0};
    std::mutex mutex;
    std::string example;  // of a foreign error

    void note(std::atomic<int>& count, std::string_view what) {
        ++count;
        const std::lock_guard lock(mutex);
        if (example.empty()) example = what;
    }
};

// The text and parameter of one caller.
struct Caller {
    Caller(Trouble& all, int number) : trouble(all), name(std::to_string(number)) {}

    std::string marker() const { return "mark<" + name + '.' + std::to_string(calls) + '>'; }
    auto statement() const {
        return az::text("SELECT CAST(:marker AS text) /* of " + name + ". */")
            .bind("marker", marker())
            .columns<std::string>();
    }
    void check(const std::optional<std::string>& answer) {
        if (answer == marker()) {
            ++trouble.answered;
        } else {
            trouble.note(trouble.foreign, "an answer: " + answer.value_or("none") + " for " + marker());
        }
    }
    // Whether every marker in the error is the caller's own.
    void check(const az::Error& error) {
        const std::string_view text = error.what();
        for (std::size_t at = text.find("mark<"); at != std::string_view::npos; at = text.find("mark<", at + 1)) {
            if (!text.substr(at).starts_with(marker())) trouble.note(trouble.foreign, text);
        }
        const auto* const failed = dynamic_cast<const az::StatementError*>(&error);
        if (failed == nullptr || failed->statement().find("SELECT CAST") == std::string_view::npos) return;
        const bool own = failed->statement().find(" of " + name + ". ") != std::string_view::npos &&
                         failed->parameters().find(marker()) != std::string_view::npos;
        if (!own) trouble.note(trouble.foreign, text);
    }

    Trouble& trouble;
    std::string name;
    int calls = 0;
};

az::task<void> with_connection(Caller& caller, std::function<az::task<void>(az::AsyncConnection&)> work) {
    auto conn = co_await caller.trouble.engine.connect(caller.name);
    co_await work(conn);
}

// Each operation once for each caller, in turn.
std::vector<std::function<az::task<void>(Caller&)>> troubled_operations() {
    using Task = az::task<void>;
    return {
        [](Caller& c) -> Task { c.check(co_await c.trouble.engine.scalar(c.statement())); },
        [](Caller& c) -> Task {
            const auto result = co_await c.trouble.engine.execute(c.statement());
            c.check(result.scalar());
        },
        [](Caller& c) -> Task {
            const auto row = co_await c.trouble.engine.one(c.statement());
            c.check(row.get<0>());
        },
        [](Caller& c) -> Task {
            const auto row = co_await c.trouble.engine.first(c.statement());
            c.check(row->get<0>());
        },
        [](Caller& c) -> Task {
            const auto row = co_await c.trouble.engine.one_or_none(c.statement());
            c.check(row->get<0>());
        },
        [](Caller& c) -> Task {
            const auto all = co_await c.trouble.engine.scalars(c.statement());
            c.check(all.first());
        },
        [](Caller& c) -> Task { c.check(co_await c.trouble.engine.scalar(c.statement(), az::unshared)); },
        [](Caller& c) -> Task { c.check(co_await c.trouble.engine.scalar(c.statement(), az::timeout(30ms))); },
        [](Caller& c) -> Task {
            c.check(co_await c.trouble.engine.execution_options(az::Isolation::serializable).scalar(c.statement()));
        },
        [](Caller& c) -> Task {
            co_await c.trouble.engine.begin(
                [&c](az::AsyncConnection& conn) -> Task { c.check(co_await conn.scalar(c.statement())); });
        },
        [](Caller& c) -> Task {
            co_await az::transaction(
                c.trouble.engine, az::TransactionOptions(), az::retries(2),
                [&c](az::AsyncConnection& conn) -> Task { c.check(co_await conn.scalar(c.statement())); });
        },
        [](Caller& c) -> Task {
            const auto work = [&c](az::AsyncConnection& conn) -> Task {
                c.check(co_await conn.scalar(c.statement()));
                {
                    auto savepoint = co_await conn.begin_nested();
                    c.check(co_await conn.scalar(c.statement()));
                    co_await savepoint.rollback();
                }
                co_await conn.execute(c.statement(), az::then_commit);
            };
            co_await with_connection(c, work);
        },
        [](Caller& c) -> Task {
            const auto work = [&c](az::AsyncConnection& conn) -> Task {
                auto stream = co_await conn.stream(c.statement());
                while (auto row = co_await stream.next()) c.check(row->get<0>());
            };
            co_await with_connection(c, work);
        },
        [](Caller& c) -> Task {
            const auto work = [&c](az::AsyncConnection& conn) -> Task {
                std::string answer;
                const auto blocking = [&](az::Connection& blocked) {
                    answer = blocked.scalar(c.statement()).value_or(std::string());
                };
                co_await conn.run_sync(blocking);
                c.check(answer);
            };
            co_await with_connection(c, work);
        },
        [](Caller& c) -> Task {
            const auto work = [&c](az::AsyncConnection& conn) -> Task {
                auto listener = co_await az::listen(conn, "threads");
                co_await listener.close();
                c.check(co_await conn.scalar(c.statement()));
            };
            co_await with_connection(c, work);
        },
        [](Caller& c) -> Task {
            const auto work = [&c](az::AsyncConnection& conn) -> Task {
                co_await az::advisory_transaction_lock(conn, 77 + std::stoi(c.name));
                c.check(co_await conn.scalar(c.statement()));
                co_await conn.rollback();
            };
            co_await with_connection(c, work);
        },
        [](Caller& c) -> Task {
            const az::PoolStatus status = c.trouble.engine.pool();
            if (status.checked_out > 1000) c.trouble.note(c.trouble.foreign, "connections without a user");
            co_return;
        },
        [](Caller& c) -> Task {
            if (c.name == "7" && c.calls % 3 == 0) co_await c.trouble.engine.dispose();
        },
    };
}

az::task<void> suffer_trouble(Caller caller, bool on_strand) {
    const auto operations = troubled_operations();
    const auto executor = co_await asio::this_coro::executor;
    while (!caller.trouble.over) {
        const auto& operation = operations[static_cast<std::size_t>(caller.calls) % operations.size()];
        ++caller.calls;
        ++caller.trouble.operations;
        try {
            if (on_strand && caller.calls % 5 == 0) {
                // Cancelled at a random point.
                asio::steady_timer timer(executor, std::chrono::microseconds(100 * (caller.calls % 40)));
                co_await (operation(caller) || timer.async_wait(asio::use_awaitable));
            } else {
                co_await operation(caller);
            }
        } catch (const az::Error& error) {
            caller.check(error);
        } catch (const boost::system::system_error&) {
            // Cancelled.
        } catch (const std::exception& error) {
            caller.trouble.note(caller.trouble.untyped, error.what());
        }
        // Otherwise operations that fail at once would use all CPU time.
        if (caller.calls % 50 == 0) co_await sleep_for(1ms);
    }
}

struct Suffered {
    std::uint64_t operations = 0;
    std::uint64_t answered = 0;
    int foreign = 0;
    int untyped = 0;
};

std::chrono::seconds duration_of_trouble() { return std::chrono::seconds(setting("AZOTH_TEST_THREADS_SECONDS", 2)); }

// meanwhile: called repeatedly on a thread of its own until the time is over.
Suffered under(const std::string& url, const std::function<void()>& meanwhile, bool watched) {
    az::EngineOptions options;
    options.connect_timeout = 200ms;
    options.pool_timeout = 300ms;
    options.cancel_timeout = 500ms;
    options.fail_fast = watched;
    std::atomic<int> reported{0};
    if (watched) {
        const auto events = std::make_shared<az::EngineEvents>();
        events->error.add([&reported](az::ErrorEvent& event) { reported += event.error != nullptr; });
        events->connect.add([](az::AsyncConnection&) -> az::task<void> { co_return; });
        options.events = events;
    }
    options.logger = az::make_logger([](az::LogLevel, std::string_view, std::string_view) {});
    Trouble trouble(az::create_async_engine(url, options));
    asio::io_context context;
    for (int i = 0; i < troubled_coroutines; ++i) {
        const bool on_strand = i % 2 == 0;
        const asio::any_io_executor executor = on_strand ? asio::any_io_executor(asio::make_strand(context))
                                                         : asio::any_io_executor(context.get_executor());
        co_spawn(executor, suffer_trouble(Caller(trouble, i), on_strand), [](const std::exception_ptr& error) {
            if (error) std::rethrow_exception(error);
        });
    }
    std::vector<std::thread> threads;
    for (int i = 0; i < troubled_threads; ++i) threads.emplace_back([&context] { context.run(); });
    const auto end = std::chrono::steady_clock::now() + duration_of_trouble();
    while (std::chrono::steady_clock::now() < end) meanwhile();
    trouble.over = true;
    for (std::thread& thread : threads) thread.join();
    INFO(trouble.example);
    CHECK(trouble.foreign == 0);
    CHECK(trouble.untyped == 0);
    CHECK(trouble.engine.pool().checked_out == 0);
    CHECK(trouble.engine.pool().waiting == 0);
    return {trouble.operations, trouble.answered, trouble.foreign, trouble.untyped};
}

// A server in a thread of its own, as in other programs.
class ServerThread {
public:
    explicit ServerThread(azoth::postgresql::test::HostileServer::Script script)
        : server_(context_.get_executor(), std::move(script)), thread_([this] { context_.run(); }) {}
    ServerThread(const ServerThread&) = delete;
    ServerThread& operator=(const ServerThread&) = delete;
    ~ServerThread() {
        context_.stop();
        thread_.join();
    }
    std::string url() const { return server_.url(); }

private:
    asio::io_context context_;
    azoth::postgresql::test::HostileServer server_;
    std::thread thread_;
};

void wait_a_moment() { std::this_thread::sleep_for(20ms); }

}  // namespace

TEST_CASE("Threads that execute while the server fails get only their own errors", "[fault]") {
    using azoth::postgresql::test::HostileServer;
    Suffered all;
    const auto add = [&all](const Suffered& one) {
        CHECK(one.operations > 100);
        all.operations += one.operations;
        all.answered += one.answered;
        all.foreign += one.foreign;
    };
    for (const bool watched : {false, true}) {
        add(under("postgresql://azoth@127.0.0.1:1/azoth?sslmode=disable", wait_a_moment, watched));
    }
    {
        const auto refuse = [](HostileServer::Wire& wire) -> az::task<void> {
            co_await wire.startup();
            co_await wire.send(azoth::postgresql::test::error_response("FATAL", "57P03", "not now"));
        };
        const ServerThread server(refuse);
        add(under(server.url(), wait_a_moment, false));
    }
    {
        const auto keep_silent = [](HostileServer::Wire& wire) -> az::task<void> { co_await wire.until_closed(); };
        const ServerThread server(keep_silent);
        add(under(server.url(), wait_a_moment, true));
    }
    if (const std::string script = azoth_tests::server_script(); !script.empty()) {
        for (const bool watched : {false, true}) {
            Server server(script);
            const Suffered one = under(
                server.url(),
                [&server] {
                    std::this_thread::sleep_for(500ms);
                    server.restart();
                },
                watched);
            CHECK(one.answered > 0);
            add(one);
        }
    }
    std::cout << "threads: " << all.operations << " operations, " << all.foreign << " foreign, " << sanitizer_reports
              << " reports (" << all.answered << " answers)" << std::endl;
    CHECK(all.foreign == 0);
    CHECK(sanitizer_reports == 0);
}

#include "catch.hpp"
#include "engine/mailbox.hpp"
#include <azoth/error.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>

namespace az = azoth;
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace azoth_tests::inboxes {
namespace {

az::Notification notification(std::string payload) {
    az::Notification made;
    made.channel = "news";
    made.payload = std::move(payload);
    return made;
}

/// One coroutine that takes a notification, and may be sent any type of cancellation.
struct Reader {
    asio::io_context context;
    std::shared_ptr<az::detail::Inbox> inbox = std::make_shared<az::detail::Inbox>("news", 10, 10'000);
    asio::cancellation_signal signal;
    std::optional<std::string> payload;
    bool cancelled = false;
    bool timed_out = false;

    void start(std::chrono::milliseconds timeout = 1h) {
        const auto reads = [](Reader& self, std::chrono::milliseconds limit) -> az::task<void> {
            co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
            const az::Notification taken = co_await self.inbox->next(limit);
            self.payload = taken.payload;
        };
        asio::co_spawn(context, reads(*this, timeout),
                       asio::bind_cancellation_slot(signal.slot(), [this](const std::exception_ptr& error) {
                           try {
                               if (error) std::rethrow_exception(error);
                           } catch (const az::CancelledError&) {
                               cancelled = true;
                           } catch (const az::TimeoutError&) {
                               timed_out = true;
                           }
                       }));
        context.poll();
    }
    void emit(asio::cancellation_type type) {
        signal.emit(type);
        context.poll();
    }
};

}  // namespace

TEST_CASE("next() ignores partial and total cancellations, also when a notification wakes it", "[unit]") {
    Reader reader;
    reader.start();
    reader.emit(GENERATE(asio::cancellation_type::partial, asio::cancellation_type::total));
    CHECK_FALSE(reader.cancelled);
    reader.inbox->put(notification("one"));
    reader.context.run();
    CHECK_FALSE(reader.cancelled);
    CHECK(reader.payload == "one");
}

TEST_CASE("A next() that is cancelled after a notification has woken it leaves it in the inbox", "[unit]") {
    Reader reader;
    reader.start();
    asio::post(reader.context, [&] {
        reader.inbox->put(notification("one"));
        reader.signal.emit(asio::cancellation_type::terminal);
    });
    reader.context.run();
    CHECK(reader.cancelled);
    CHECK(reader.inbox->take().has_value());
}

TEST_CASE("A notification that comes with the deadline is returned", "[unit]") {
    Reader reader;
    reader.start(1ms);
    std::this_thread::sleep_for(5ms);
    reader.inbox->put(notification("one"));
    reader.context.run();
    CHECK(reader.payload == "one");
    CHECK_FALSE(reader.timed_out);
}

TEST_CASE("A deadline that has passed ends next() on an executor of several threads, too", "[unit]") {
    constexpr int readers = 8;
    constexpr int reads = 2'000;
    asio::thread_pool pool(4);
    std::atomic<int> ended{0};
    const auto read = [](std::atomic<int>& done) -> az::task<void> {
        const auto inbox = std::make_shared<az::detail::Inbox>("news", 10, 10'000);
        for (int i = 0; i < reads; ++i) {
            try {
                co_await inbox->next(0ms);
            } catch (const az::TimeoutError&) {
                ++done;
            }
        }
    };
    for (int i = 0; i < readers; ++i) asio::co_spawn(pool, read(ended), [](const std::exception_ptr&) {});
    for (int i = 0, last = -1; i < 500 && ended != readers * reads; ++i, last = ended) {
        std::this_thread::sleep_for(10ms);
        if (last != ended) i = 0;
    }
    pool.stop();
    pool.join();
    CHECK(ended == readers * reads);
}

TEST_CASE("An inbox whose reader was destroyed with its context can be read in another", "[unit]") {
    auto first = std::make_unique<Reader>();
    first->start();
    Reader second;
    second.inbox = first->inbox;
    first.reset();
    second.start();
    second.inbox->put(notification("one"));
    second.context.run();
    CHECK(second.payload == "one");
}

}  // namespace azoth_tests::inboxes

#include "engine/sync_bridge.hpp"

#include "engine/schema.hpp"
#include "engine/transaction_control.hpp"
#include <azoth/error.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

#include <utility>

namespace azoth {
namespace detail {

void SyncBridge::begin() {
    const std::lock_guard lock(mutex_);
    thread_ = std::thread([this] { call(); });
}

void SyncBridge::call() noexcept {
    try {
        Connection connection(*this);
        function_(connection);
    } catch (...) {
        error_ = std::current_exception();
    }
    {
        // Until begin() has stored the thread, which finish() joins.
        const std::lock_guard lock(mutex_);
    }
    complete();
}

void SyncBridge::finish() {
    join();
    if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
}

void SyncBridge::run(std::function<task<void>()> make) {
    // Outlives this call if the io_context ends while the operation is under way.
    const auto operation = std::make_shared<Operation>();
    {
        const std::lock_guard lock(mutex_);
        if (abandoned_) throw ResourceClosedError("The io_context of this Connection has ended");
        boost::asio::co_spawn(executor_, std::move(make), [this, operation](std::exception_ptr error) {
            const std::lock_guard done(mutex_);
            operation->error = std::move(error);
            operation->done = true;
            changed_.notify_all();
        });
    }
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return operation->done || abandoned_; });
    if (!operation->done) throw ResourceClosedError("The io_context of this Connection has ended");
    if (operation->error) std::rethrow_exception(std::exchange(operation->error, nullptr));
}

std::shared_ptr<const ResultData> SyncBridge::run(Execution execution) {
    struct State {
        explicit State(Execution given) : execution(std::move(given)) {}
        Execution execution;
        std::shared_ptr<const ResultData> data;
    };
    const auto state = std::make_shared<State>(std::move(execution));
    run([state]() -> task<void> { state->data = co_await detail::run(std::move(state->execution)); });
    return std::move(state->data);
}

void SyncBridge::context_ending() noexcept {
    {
        const std::lock_guard lock(mutex_);
        abandoned_ = true;
        changed_.notify_all();
    }
    join();
}

task<void> run_on_thread(ConnectionPtr connection, SyncCall& call) {
    connection->session();
    const boost::asio::any_io_executor executor = co_await boost::asio::this_coro::executor;
    const auto bridge = std::make_shared<SyncBridge>(executor, connection, call);
    co_await async::wait(bridge);
    bridge->finish();
}

}  // namespace detail

const std::shared_ptr<detail::ConnectionState>& Connection::connection() const noexcept { return bridge_.connection(); }

std::shared_ptr<const detail::ResultData> Connection::run(detail::Execution execution) {
    return bridge_.run(std::move(execution));
}

Result<Dynamic> Connection::exec_driver_sql(std::string sql) {
    return Result<Dynamic>(run(detail::Execution(connection(), detail::raw_sql(std::move(sql)))));
}

void Connection::commit() {
    bridge_.run([this] { return detail::commit(connection()); });
}

void Connection::rollback() {
    bridge_.run([this] { return detail::rollback(connection()); });
}

bool Connection::in_transaction() { return connection()->in_transaction(); }

void Connection::create_all(const MetaData& metadata) {
    bridge_.run([this, &metadata] { return detail::create_all(connection(), metadata); });
}

void Connection::drop_all(const MetaData& metadata) {
    bridge_.run([this, &metadata] { return detail::drop_all(connection(), metadata); });
}

}  // namespace azoth

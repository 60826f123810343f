#include "engine/sync_bridge.hpp"

#include "engine/schema.hpp"
#include "engine/suspend.hpp"
#include "engine/transaction_control.hpp"
#include <azoth/error.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/this_coro.hpp>

#include <utility>

namespace azoth {
namespace detail {

void SyncBridge::start(SyncCall& function, std::function<void()> resume) {
    const std::lock_guard lock(mutex_);
    resume_ = std::move(resume);
    thread_ = std::thread([this, &function] { call(function); });
}

void SyncBridge::call(SyncCall& function) noexcept {
    try {
        Connection connection(*this);
        function(connection);
    } catch (...) {
        error_ = std::current_exception();
    }
    const std::lock_guard lock(mutex_);
    if (!abandoned_) std::exchange(resume_, nullptr)();
}

void SyncBridge::finish() {
    thread_.join();
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

void SyncBridge::context_closed(ContextKey) noexcept {
    {
        const std::lock_guard lock(mutex_);
        if (!resume_) return;  // the function has ended
        abandoned_ = true;
        changed_.notify_all();
    }
    thread_.join();
    const std::function<void()> dropped = std::move(resume_);  // and the coroutine with it
}

task<void> run_on_thread(ConnectionPtr connection, SyncCall& call) {
    connection->session();
    const boost::asio::any_io_executor executor = co_await boost::asio::this_coro::executor;
    const auto bridge = std::make_shared<SyncBridge>(executor, connection);
    boost::asio::execution_context& context = boost::asio::query(executor, boost::asio::execution::context);
    boost::asio::use_service<ContextWatch>(context).add(bridge);
    co_await suspend([&](std::function<void()> resume, const boost::asio::cancellation_slot&) {
        bridge->start(call, std::move(resume));
    });
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

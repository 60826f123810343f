#include "cli/run.hpp"

#include <azoth/engine/async_engine.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>

namespace azoth::cli {
namespace {

task<void> with_engine(const std::string& url, const std::function<task<void>(AsyncEngine&)>& work) {
    auto engine = create_async_engine(url);
    co_await work(engine);
    co_await engine.dispose();
}

}  // namespace

void run_with_engine(const std::string& url, const std::function<task<void>(AsyncEngine&)>& work) {
    boost::asio::io_context context;
    std::exception_ptr failure;
    boost::asio::co_spawn(context, with_engine(url, work), [&](const std::exception_ptr& error) { failure = error; });
    context.run();
    if (failure) std::rethrow_exception(failure);
}

void run_connected(const std::string& url, std::chrono::milliseconds timeout,
                   const std::function<task<void>(AsyncConnection&)>& work) {
    run_with_engine(url, [timeout, &work](AsyncEngine& engine) -> task<void> {
        const ExecutionOptions limited =
            timeout.count() > 0 ? ExecutionOptions(azoth::timeout(timeout)) : ExecutionOptions();
        const AsyncEngine twin = engine.execution_options(limited);
        auto connection = co_await twin.connect();
        co_await work(connection);
        co_await connection.close();
    });
}

}  // namespace azoth::cli

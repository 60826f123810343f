// Ends while a connection is being opened: program MICROSECONDS.
#include <azoth/azoth.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <string>
#include <thread>

namespace {

azoth::task<void> connect(azoth::AsyncEngine engine) { co_await engine.connect(); }

}  // namespace

int main(int argc, char** argv) {
    const char* const url = std::getenv("AZOTH_TEST_POSTGRESQL");
    if (argc != 2 || url == nullptr) return 2;
    // Called last, after OpenSSL has freed its state: a program that takes long to end.
    std::atexit([] { std::this_thread::sleep_for(std::chrono::milliseconds(20)); });
    boost::asio::io_context context;
    boost::asio::co_spawn(context, connect(azoth::create_async_engine(url)), [](const std::exception_ptr&) {});
    context.run_for(std::chrono::microseconds(std::stol(argv[1])));
    return 0;
}

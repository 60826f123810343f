#include "cli/read_schemas.hpp"

#include "cli/run.hpp"
#include <azoth/reflection/inspector.hpp>

#include <iostream>

#include <unistd.h>

namespace azoth::cli {
namespace {

/// A line on the terminal that is overwritten.
class ProgressLine {
public:
    ProgressLine() noexcept : shown_(isatty(STDERR_FILENO) != 0) {}
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;
    ~ProgressLine() {
        if (shown_) std::cerr << "\r\033[K" << std::flush;
    }

    void show(std::size_t done, std::size_t all) const {
        if (shown_) std::cerr << "\rreading the schema: " << done << " of " << all << " queries" << std::flush;
    }

private:
    const bool shown_;
};

}  // namespace

ReflectedSchema read_schemas(const std::string& url, std::vector<std::string> schemas,
                             std::chrono::milliseconds timeout) {
    if (schemas.empty()) schemas.emplace_back();
    ReflectedSchema schema;
    const ProgressLine line;
    run_connected(url, timeout, [&](AsyncConnection& connection) -> task<void> {
        auto inspector = inspect(connection);
        inspector.on_progress([&line](std::size_t done, std::size_t all) { line.show(done, all); });
        schema = co_await inspector.get_schemas(schemas);
    });
    return schema;
}

}  // namespace azoth::cli

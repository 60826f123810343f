#include "engine/echo.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <string>

namespace azoth::detail {
namespace {

// Statements are remembered for their age alone; a program that makes up ever new ones need not keep them.
constexpr std::size_t most_known = 10'000;

double seconds(Echo::Clock::duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

void Echo::line(std::string_view text) {
    if (!enabled_) return;
    const std::lock_guard lock(mutex_);
    write(text);
}

void Echo::statement(const StatementText& statement, bool raw, Clock::duration compiling,
                     std::string_view parameters) {
    if (!enabled_) return;
    const std::lock_guard lock(mutex_);
    write(statement.sql);
    const Clock::time_point now = Clock::now();
    std::string origin;
    if (raw) {
        origin = "[raw sql] ";
    } else if (statement.kind == StatementKind::ddl) {
        origin = fmt::format("[no key {:.5f}s] ", seconds(compiling));
    } else {
        if (known_.size() >= most_known) known_.clear();
        const auto [known, fresh] = known_.try_emplace(statement.hash, now);
        origin = fresh ? fmt::format("[generated in {:.5f}s] ", seconds(compiling))
                       : fmt::format("[cached since {:.4g}s ago] ", seconds(now - known->second));
    }
    write(origin.append(parameters));
}

void Echo::write(std::string_view text) {
    if (sink_) return sink_(text);
    std::string line(text);
    line += '\n';
    std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace azoth::detail

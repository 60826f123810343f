#pragma once

#include <azoth/engine/engine_options.hpp>
#include <azoth/sql/statement_text.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace azoth::detail {

/// Writes what an engine does, in the lines that SQLAlchemy writes with echo=True. Thread-safe.
class Echo {
public:
    using Clock = std::chrono::steady_clock;

    explicit Echo(const EngineOptions& options)
        : enabled_(options.echo),
          hide_parameters_(options.hide_parameters),
          sink_(options.echo_to),
          warning_sink_(options.warn_to) {}

    bool enabled() const noexcept { return enabled_; }
    bool hide_parameters() const noexcept { return hide_parameters_; }

    /// "BEGIN (implicit)", "COMMIT", ...
    void line(std::string_view text);
    /// The statement; then `[generated in 0.00022s] (...)`, or since when it has been known. `raw`: the user's own
    /// text.
    void statement(const StatementText& statement, bool raw, Clock::duration compiling, std::string_view parameters);

    /// What looks like a mistake in a statement; said once for each text.
    void warnings(const StatementText& statement, const std::vector<std::string>& texts);

private:
    using Sink = std::function<void(std::string_view)>;
    static void write(const Sink& sink, std::string_view text);

    const bool enabled_;
    const bool hide_parameters_;
    std::mutex mutex_;
    Sink sink_;
    Sink warning_sink_;
    std::unordered_map<std::size_t, Clock::time_point> known_;  // by the statement's hash
    std::unordered_set<std::size_t> warned_;                    // likewise
};

}  // namespace azoth::detail

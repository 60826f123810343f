#pragma once

#include "types/visible_text.hpp"
#include <azoth/engine/engine_options.hpp>
#include <azoth/engine/logger.hpp>
#include <azoth/sql/statement_text.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace azoth {
struct Diagnostics;
}

namespace azoth::detail {

/// Writes to the logger what an engine does, in the lines that SQLAlchemy writes with echo=True. Names, values and
/// messages can't forge lines nor reach the terminal: controls in them are written `\x1b`, `\n`. Thread-safe.
class Echo {
public:
    using Clock = std::chrono::steady_clock;

    explicit Echo(const EngineOptions& options);

    bool enabled() const noexcept { return enabled_; }
    bool pool_enabled() const noexcept { return pool_enabled_; }
    bool hide_parameters() const noexcept { return hide_parameters_; }

    /// "BEGIN (implicit)", "COMMIT", ...
    void line(std::string_view text);
    /// The statement; then `[generated in 0.00022s] (...)`, or since when it has been known. `shown`: its text as
    /// it may be shown. `raw`: the user's own text.
    void statement(const StatementText& statement, std::string_view shown, bool raw, Clock::duration compiling,
                   std::string_view parameters);

    /// Probable mistakes in a statement; written once for each text.
    void warnings(const StatementText& statement, std::string_view shown, const std::vector<std::string>& texts);

    /// What happens to a connection.
    void pool(LogLevel level, std::string_view text);
    /// A notice of the database: written if it is a warning, or if there is a logger or an echo.
    void notice(const Diagnostics& notice);
    /// An error that can't be thrown to any caller.
    void error(std::string_view text);

private:
    void write(LogLevel level, std::string_view text, LineBreaks breaks = LineBreaks::escaped) {
        logger_->log(level, "engine", visible_text(text, breaks));
    }

    const bool enabled_;
    const bool pool_enabled_;
    const bool hide_parameters_;
    const bool shows_notices_;
    std::mutex mutex_;
    const std::shared_ptr<Logger> logger_;
    std::unordered_map<std::size_t, Clock::time_point> known_;  // by the statement's hash
    std::unordered_set<std::size_t> warned_;                    // likewise
};

}  // namespace azoth::detail

#include "engine/echo.hpp"

#include "engine/standard_error_logger.hpp"
#include <azoth/error.hpp>

#include <fmt/format.h>

#include <string>

namespace azoth::detail {
namespace {

// Statements are kept only to show their age; the limit bounds memory for programs that create ever new ones.
constexpr std::size_t most_known = 10'000;

double echo_seconds(Echo::Clock::duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

Echo::Echo(const EngineOptions& options)
    : enabled_(options.echo),
      pool_enabled_(options.echo_pool),
      hide_parameters_(options.hide_parameters),
      shows_notices_(options.echo || options.logger != nullptr),
      logger_(options.logger != nullptr ? options.logger : make_standard_error_logger()) {}

void Echo::line(std::string_view text) {
    if (!enabled_) return;
    const std::lock_guard lock(mutex_);
    write(LogLevel::info, text, LineBreaks::outside);
}

void Echo::statement(const StatementText& statement, std::string_view shown, bool raw, Clock::duration compiling,
                     std::string_view parameters) {
    if (!enabled_) return;
    const std::lock_guard lock(mutex_);
    write(LogLevel::info, shown, LineBreaks::outside);
    const Clock::time_point now = Clock::now();
    std::string origin;
    if (raw) {
        origin = "[raw sql] ";
    } else if (statement.kind == StatementKind::ddl) {
        origin = fmt::format("[no key {:.5f}s] ", echo_seconds(compiling));
    } else {
        if (known_.size() >= most_known) known_.clear();
        const auto [known, fresh] = known_.try_emplace(statement.hash, now);
        origin = fresh ? fmt::format("[generated in {:.5f}s] ", echo_seconds(compiling))
                       : fmt::format("[cached since {:.4g}s ago] ", echo_seconds(now - known->second));
    }
    write(LogLevel::info, origin.append(parameters));
}

void Echo::warnings(const StatementText& statement, std::string_view shown, const std::vector<std::string>& texts) {
    if (texts.empty()) return;
    const std::lock_guard lock(mutex_);
    if (warned_.size() >= most_known) warned_.clear();
    if (!warned_.insert(statement.hash).second) return;
    for (const std::string& text : texts) {
        write(LogLevel::warning, std::string(text).append(": ").append(shown), LineBreaks::outside);
    }
}

void Echo::pool(LogLevel level, std::string_view text) {
    if (!pool_enabled_) return;
    const std::lock_guard lock(mutex_);
    logger_->log(level, "pool", visible_text(text));
}

void Echo::notice(const Diagnostics& notice) {
    const bool warning = notice.severity == "WARNING";
    if (!warning && !shows_notices_) return;
    std::string text = notice.severity + ": " + notice.message;
    if (!notice.detail.empty()) text.append("; DETAIL: ").append(notice.detail);
    if (!notice.hint.empty()) text.append("; HINT: ").append(notice.hint);
    const std::lock_guard lock(mutex_);
    logger_->log(warning ? LogLevel::warning : LogLevel::info, "server", visible_text(text));
}

void Echo::error(std::string_view text) {
    const std::lock_guard lock(mutex_);
    write(LogLevel::error, text);
}

}  // namespace azoth::detail

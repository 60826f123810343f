#include "engine/standard_error_logger.hpp"
#include <azoth/engine/logger.hpp>

#include <cstdio>
#include <string>
#include <utility>

namespace azoth {
namespace {

class FunctionLogger final : public Logger {
public:
    using Function = std::function<void(LogLevel, std::string_view, std::string_view)>;
    explicit FunctionLogger(Function write) noexcept : write_(std::move(write)) {}
    void log(LogLevel level, std::string_view channel, std::string_view message) override {
        write_(level, channel, message);
    }

private:
    Function write_;
};

class StandardErrorLogger final : public Logger {
public:
    void log(LogLevel level, std::string_view channel, std::string_view message) override {
        std::string line;
        if (level >= LogLevel::warning) {
            line.append("azoth: ").append(to_string(level)).append(": ");
        } else if (channel != "engine") {
            line.append(channel).append(": ");
        }
        line.append(message).append("\n");
        std::fwrite(line.data(), 1, line.size(), stderr);
    }
};

}  // namespace

std::string_view to_string(LogLevel level) noexcept {
    switch (level) {
        case LogLevel::debug: return "debug";
        case LogLevel::info: return "info";
        case LogLevel::warning: return "warning";
        case LogLevel::error: break;
    }
    return "error";
}

std::shared_ptr<Logger> make_logger(std::function<void(LogLevel, std::string_view, std::string_view)> write) {
    return std::make_shared<FunctionLogger>(std::move(write));
}

std::shared_ptr<Logger> detail::make_standard_error_logger() { return std::make_shared<StandardErrorLogger>(); }

}  // namespace azoth

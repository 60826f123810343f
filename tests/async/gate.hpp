#pragma once

#include "async/wait.hpp"
#include <azoth/error.hpp>

#include <atomic>
#include <exception>
#include <functional>
#include <memory>
#include <utility>

namespace azoth_tests {

/// Something to wait for, which an interruption ends.
class Gate final : public azoth::async::Wait {
public:
    explicit Gate(std::function<void()> on_begin = {}) : on_begin_(std::move(on_begin)) {}

    bool has_begun() const { return begun_; }
    int interrupts() const { return interrupts_; }

private:
    void begin() override {
        begun_ = true;
        if (on_begin_) on_begin_();
    }
    void interrupt(azoth::async::Interrupt why) noexcept override {
        ++interrupts_;
        complete(why == azoth::async::Interrupt::cancelled
                     ? std::make_exception_ptr(azoth::CancelledError(azoth::Outcome::not_sent))
                     : std::make_exception_ptr(azoth::TimeoutError("late")));
    }

    const std::function<void()> on_begin_;
    std::atomic<bool> begun_{false};
    std::atomic<int> interrupts_{0};
};

inline std::shared_ptr<Gate> make_gate(std::function<void()> on_begin = {}) {
    return std::make_shared<Gate>(std::move(on_begin));
}

/// How a coroutine ended.
struct Ending {
    int times = 0;
    std::exception_ptr error;

    auto handler() {
        return [this](const std::exception_ptr& thrown) {
            ++times;
            error = thrown;
        };
    }
    template <class Error>
    bool is() const {
        try {
            if (error) std::rethrow_exception(error);
        } catch (const Error&) {
            return true;
        } catch (...) {
        }
        return false;
    }
};

}  // namespace azoth_tests

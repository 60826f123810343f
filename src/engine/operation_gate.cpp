#include "engine/operation_gate.hpp"

#include <azoth/error.hpp>

#include <utility>

namespace azoth::detail {

/// Waits until the gate may have been opened.
class OperationGate::Waiter final : public async::Wait, public std::enable_shared_from_this<Waiter> {
public:
    Waiter(OperationGate& gate, std::function<void()> start) : gate_(gate), start_(std::move(start)) {}

private:
    void begin() override {
        gate_.waiting_.push_back(shared_from_this());
        // The last use of the gate: the coroutine that keeps it may have resumed when this returns.
        if (start_) start_();
    }

    void interrupt(async::Interrupt why) noexcept override {
        const bool late = why == async::Interrupt::timed_out;
        complete(late ? nullptr : std::make_exception_ptr(CancelledError(Outcome::not_sent)));
    }

    OperationGate& gate_;
    const std::function<void()> start_;
};

void OperationGate::end_flush() noexcept {
    flushing_ = false;
    resume_all();
}

void OperationGate::end_transaction_end() noexcept {
    ending_ = false;
    resume_all();
}

void OperationGate::resume_all() noexcept {
    for (const auto& waiting : std::exchange(waiting_, {})) waiting->complete();
}

task<void> OperationGate::wait(async::Deadline deadline, std::function<void()> start) {
    if (!start && !is_closed()) co_return;
    co_await async::wait(std::make_shared<Waiter>(*this, std::move(start)), deadline);
}

}  // namespace azoth::detail

#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <utility>

namespace azoth {

/// The beginning of a transaction, shared by all its requests: BEGIN is sent with the first request that is really
/// sent. Until the database has confirmed it no other request of the transaction may be sent without BEGIN, or it would
/// be executed in autocommit.
///
/// Threads: a session changes the state as it sends and receives, the engine ends it; any thread may read it.
class TransactionStart {
public:
    /// Where BEGIN is.
    enum class State : std::uint8_t {
        due,        ///< BEGIN is to be sent with the next request
        sent,       ///< it was sent with a request that has not been answered yet
        confirmed,  ///< the database has executed it
        ended       ///< the transaction is over: no more of its requests are sent
    };

    /// Sets the control statement, due at first.
    explicit TransactionStart(std::string begin) noexcept : begin_(std::move(begin)) {}

    /// The control statement: BEGIN and its options.
    const std::string& begin() const noexcept { return begin_; }
    /// The current state.
    State state() const noexcept { return state_.load(std::memory_order_acquire); }

    /// due to sent: a request takes BEGIN along. Returns false if it is not due.
    bool take() noexcept { return change(State::due, State::sent); }
    /// sent to confirmed: the database has executed BEGIN.
    void confirm() noexcept { change(State::sent, State::confirmed); }
    /// sent to due: the request was not sent, or the database rejected BEGIN; the next request takes it along.
    void give_back() noexcept { change(State::sent, State::due); }
    /// confirmed to due: the database has no open transaction any more, although it was not ended here; the next
    /// request begins another.
    void begin_again() noexcept { change(State::confirmed, State::due); }
    /// due to ended: ends a transaction that the database does not know. Returns false if the database has to end it.
    bool end_unsent() noexcept { return change(State::due, State::ended) || state() == State::ended; }
    /// Any state to ended: the transaction is over.
    void end() noexcept { state_.store(State::ended, std::memory_order_release); }

private:
    bool change(State from, State to) noexcept { return state_.compare_exchange_strong(from, to); }

    const std::string begin_;
    std::atomic<State> state_{State::due};
};

}  // namespace azoth

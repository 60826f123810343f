#pragma once

#include <azoth/export.hpp>

#include <atomic>
#include <cstdint>
#include <string>
#include <utility>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// How a transaction is begun, shared by all requests made in it: BEGIN is sent with the first of them that is really
/// sent. The database has to confirm it; until then no other request of the transaction may reach the database without
/// it, or it would be executed in autocommit.
///
/// Threads: a session changes the state as it sends and receives, the engine ends it; any thread may read it.
class TransactionStart {
public:
    enum class State : std::uint8_t {
        due,        ///< BEGIN is to be sent with the next request
        sent,       ///< a request carries it that the database has not answered yet
        confirmed,  ///< the database has executed it
        ended       ///< the transaction is over: no more requests of it are sent
    };

    explicit TransactionStart(std::string begin) noexcept : begin_(std::move(begin)) {}

    /// The control statement: BEGIN and its options.
    const std::string& begin() const noexcept { return begin_; }
    State state() const noexcept { return state_.load(std::memory_order_acquire); }

    /// A request takes BEGIN along. False: it is not due.
    bool take() noexcept { return change(State::due, State::sent); }
    void confirm() noexcept { change(State::sent, State::confirmed); }
    /// The request that carried BEGIN was not sent, or the database refused BEGIN: the next request carries it.
    void give_back() noexcept { change(State::sent, State::due); }
    /// The database has no open transaction any more, although nothing here ended it: the next request begins another.
    void begin_again() noexcept { change(State::confirmed, State::due); }
    /// Ends a transaction that the database does not know of. False: it does, and has to be told.
    bool end_unsent() noexcept { return change(State::due, State::ended) || state() == State::ended; }
    /// The transaction is over.
    void end() noexcept { state_.store(State::ended, std::memory_order_release); }

private:
    bool change(State from, State to) noexcept { return state_.compare_exchange_strong(from, to); }

    const std::string begin_;
    std::atomic<State> state_{State::due};
};

}  // namespace azoth

AZOTH_EXPORT_END

#include "engine/error_outcome.hpp"

#include <boost/system/system_error.hpp>

namespace azoth::detail {

Outcome outcome_of(const std::exception_ptr& error) noexcept {
    try {
        std::rethrow_exception(error);
    } catch (const CancelledError& cancelled) {
        return cancelled.outcome();
    } catch (const boost::system::system_error&) {
        return Outcome::not_sent;  // thrown by Asio itself, in a coroutine that was cancelled before
    } catch (const StatementError& failure) {
        return failure.outcome();
    } catch (...) {
        return Outcome::unknown;
    }
}

}  // namespace azoth::detail

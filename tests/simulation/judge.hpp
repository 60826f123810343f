#pragma once

#include "schedule_state.hpp"

#include <cstddef>
#include <exception>
#include <string>
#include <string_view>

namespace azoth_tests::simulation {

/// Compares what a pipeline says of a request with the ledger of the server.
class Judge {
public:
    explicit Judge(ScheduleState& state) noexcept : state_(state) {}

    void reset() noexcept { last_ = 0; }
    /// A request was completed. Sets asked.outcome and asked.succeeded.
    void check(Asked& asked, const pl::Completion& completion);
    /// All requests are completed, and the server has executed all its input.
    void check_end();

private:
    /// What an exception says.
    struct Report {
        enum class Type { cancelled, timeout, server, invalid, source, other };
        Type type = Type::other;
        azoth::Outcome outcome = azoth::Outcome::not_executed;
        std::string code;
        bool lost = false;
        bool stale = false;
        std::string text;
    };
    /// The ledger's lines of a request.
    struct Entries {
        std::size_t all = 0;
        std::size_t refused = 0;
        std::size_t failed = 0;
        std::size_t open = 0;  // running or pending
        std::size_t committed = 0;
        std::size_t rolled_back = 0;
        std::size_t elsewhere = 0;  // executed in another transaction than the request's
    };

    static Report read(const std::exception_ptr& error);
    Entries entries_of(const Asked& asked) const;
    void fail(const Asked& asked, std::string_view what);
    void check_answer(Asked& asked, const azoth::Answer& answer);
    void check_rows(const Asked& asked, const azoth::Answer& answer);
    void check_batch(const Asked& asked, const azoth::Answer& answer);
    void check_control(const Asked& asked, const azoth::Answer& answer);
    void check_executed_order();
    void check_portals(const Asked& asked);
    void check_order(const Asked& asked, const Entries& entries);
    void check_error(Asked& asked, const Report& report);
    bool is_followed_by_transaction(const Asked& asked) const;
    bool is_expected(const Asked& asked, const Report& report) const;
    void check_outcome(const Asked& asked, const Report& report);

    ScheduleState& state_;
    pl::RequestId last_ = 0;  // the latest that succeeded
};

}  // namespace azoth_tests::simulation

#pragma once

#include "schedule_state.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace azoth_tests::simulation {

/// The user of a connection: it makes requests as the engine does, with transactions, cursors and COPY on an exclusive
/// connection, and reads and writes of their own on a shared one.
class Program {
public:
    explicit Program(ScheduleState& state) noexcept : state_(state) {}

    /// Makes a request, if the program may make one now.
    void act();
    /// A request was completed; `failed`: with an error.
    void completed(Asked& asked, bool failed);
    /// Works towards the end: closes cursors, ends the transaction. False: there is nothing left to be done.
    bool finish();
    /// Makes one more request, outside of a transaction.
    void execute_insert();
    /// Drops a cursor at any moment.
    void drop_cursor();

private:
    Asked& ask(Kind kind, Verb verb);
    void submit(Asked& asked, pl::Kind what, bool may_time_out = true);
    void join_transaction(Asked& asked);
    void execute();
    void execute_verb(Verb verb);
    void execute_savepoint();
    void execute_many();
    void copy_in();
    void open_cursor(bool copies);
    bool go_on_reading();
    void fetch(std::size_t cursor);
    void drop(OpenCursor& cursor);
    void control(std::string_view text);
    void end_transaction();
    void transaction_ended(const Asked& asked, bool failed);
    void forget_transaction();

    ScheduleState& state_;
    Transaction transaction_;
    std::int64_t last_number_ = 0;
    std::int64_t last_id_ = 0;
    bool ending_ = false;  // COMMIT or ROLLBACK is not answered yet
    bool owes_rollback_ = false;
    bool discarding_ = false;  // DISCARD ALL is not answered yet: it makes all prepared statements useless
    bool finishing_ = false;
};

}  // namespace azoth_tests::simulation

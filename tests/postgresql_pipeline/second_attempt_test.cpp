#include "postgresql/pipeline/second_attempt.hpp"

#include "catch.hpp"
#include "script.hpp"

#include <memory>
#include <string>
#include <vector>

using azoth::TransactionStatus;
namespace pl = azoth_tests::pl;

namespace {

/// A request that failed.
struct Failed {
    const char* what;
    bool expected;
    const char* code = "26000";
    bool stale = true;
    bool exposed = false;
    bool ran = false;
    bool by_text = false;
    bool again = false;      ///< it was the second attempt
    bool abandoned = false;  ///< no caller
    bool stopped = false;
    bool begun = false;  ///< with a BEGIN that succeeded
    bool ends = false;   ///< with a COMMIT of its own
    TransactionStatus status = TransactionStatus::idle;
    bool last = true;
    bool shared = false;
    azoth::StatementKind kind = azoth::StatementKind::select;
};

bool is_executed_again(const Failed& failed) {
    azoth::StatementText text;
    text.kind = failed.kind;
    pl::Request request(pl::Execute{&text, nullptr});
    if (!failed.abandoned) request.caller = pl::Caller(1);
    if (failed.stopped) request.stop = pl::Stop::cancelled;
    if (failed.begun) request.begin.prepared = new azoth::postgresql::PreparedStatement({}, "BEGIN", {});
    if (failed.ends) request.end.prepared = new azoth::postgresql::PreparedStatement({}, "COMMIT", {});
    if (failed.by_text) request.text_formats.resize(1);
    request.is_second_attempt = failed.again;
    request.attempt.stale = failed.stale;
    request.attempt.exposed = failed.exposed;
    request.attempt.ran = failed.ran;
    request.attempt.failure = std::make_unique<azoth::Diagnostics>();
    request.attempt.failure->sqlstate = failed.code;
    return pl::deserves_second_attempt(request, failed.status, failed.last, failed.shared);
}

}  // namespace

TEST_CASE("a request is executed again where it failed for no fault of its own and did nothing",
          "[postgresql_pipeline]") {
    using Status = TransactionStatus;
    using Kind = azoth::StatementKind;
    const Failed cases[] = {
        {.what = "stale", .expected = true},
        {.what = "another error", .expected = false, .code = "22012", .stale = false},
        {.what = "the second attempt", .expected = false, .again = true},
        {.what = "no caller", .expected = false, .abandoned = true},
        {.what = "stopped", .expected = false, .stopped = true},
        {.what = "in a transaction", .expected = false, .status = Status::failed},
        {.what = "with its BEGIN", .expected = true, .begun = true, .status = Status::failed},
        {.what = "with its BEGIN, others after it",
         .expected = false,
         .begun = true,
         .status = Status::failed,
         .last = false},
        {.what = "with its BEGIN, after it ran",
         .expected = false,
         .ran = true,
         .begun = true,
         .status = Status::failed},
        {.what = "with its COMMIT", .expected = true, .ends = true},
        {.what = "hit by another's CancelRequest", .expected = true, .code = "57014", .stale = false, .exposed = true},
        {.what = "cancelled by another program", .expected = false, .code = "57014", .stale = false},
        {.what = "hit while it ran", .expected = true, .code = "57014", .stale = false, .exposed = true, .ran = true},
        {.what = "hit while DDL ran",
         .expected = false,
         .code = "57014",
         .stale = false,
         .exposed = true,
         .ran = true,
         .kind = Kind::ddl},
        {.what = "hit while DDL ran on a shared connection",
         .expected = true,
         .code = "57014",
         .stale = false,
         .exposed = true,
         .ran = true,
         .shared = true,
         .kind = Kind::ddl},
        {.what = "hit with its COMMIT",
         .expected = false,
         .code = "57014",
         .stale = false,
         .exposed = true,
         .ends = true},
        {.what = "no binary form", .expected = true, .code = "42883", .stale = false, .by_text = true},
        {.what = "no binary form in a transaction",
         .expected = false,
         .code = "42883",
         .stale = false,
         .by_text = true,
         .status = Status::active},
    };
    for (const Failed& failed : cases) {
        INFO(failed.what);
        CHECK(is_executed_again(failed) == failed.expected);
    }
}

TEST_CASE("rows that can be read only once are not sent again", "[postgresql_pipeline]") {
    azoth_tests::Numbers numbers(1);
    for (const bool copy : {true, false}) {
        pl::Request request(copy ? pl::Kind(pl::CopyIn{"COPY", &numbers})
                                 : pl::Kind(pl::ExecuteMany{nullptr, &numbers}));
        request.caller = pl::Caller(1);
        request.attempt.stale = true;
        request.attempt.failure = std::make_unique<azoth::Diagnostics>();
        CHECK_FALSE(pl::deserves_second_attempt(request, TransactionStatus::idle, true, false));
    }
}

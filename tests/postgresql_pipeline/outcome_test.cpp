#include "postgresql/pipeline/outcome.hpp"

#include "catch.hpp"
#include "script.hpp"

#include <memory>
#include <string>

using azoth::Outcome;
using azoth::TransactionStatus;
namespace pl = azoth_tests::pl;

namespace {

/// A request as the server left it.
struct Left {
    const char* what;
    pl::Where where = pl::Where::in_flight;
    bool answered = false;  ///< nothing but ReadyForQuery is owed
    bool discarded = false;
    bool ends = false;  ///< with a COMMIT of its own
    pl::Sync sync = pl::Sync::own;
    TransactionStatus status = TransactionStatus::idle;
    Outcome outcome = Outcome::unknown;
};

std::unique_ptr<pl::Request> request_of(const Left& left) {
    auto request = std::make_unique<pl::Request>(pl::Execute{});
    request->where = left.where;
    request->attempt.sync = left.sync;
    request->attempt.rows_discarded = left.discarded;
    if (!left.answered) request->attempt.replies.executes = 1;
    if (left.ends) request->end.prepared = new azoth::postgresql::PreparedStatement({}, "COMMIT", {});
    return request;
}

}  // namespace

TEST_CASE("the outcome of a stopped request follows from what came of it", "[postgresql_pipeline]") {
    using pl::Sync;
    using pl::Where;
    const Left cases[] = {
        {.what = "not sent", .where = Where::waiting, .outcome = Outcome::not_sent},
        {.what = "sent", .outcome = Outcome::unknown},
        {.what = "completed, with all rows", .answered = true, .outcome = Outcome::unknown},
        {.what = "completed", .answered = true, .discarded = true, .outcome = Outcome::committed},
        {.what = "rows discarded, not at its end", .discarded = true, .outcome = Outcome::unknown},
        {.what = "completed in a transaction",
         .answered = true,
         .discarded = true,
         .status = TransactionStatus::active,
         .outcome = Outcome::executed},
        {.what = "completed with its COMMIT",
         .answered = true,
         .discarded = true,
         .ends = true,
         .status = TransactionStatus::active,
         .outcome = Outcome::committed},
        {.what = "completed in a group whose Sync is another's",
         .answered = true,
         .discarded = true,
         .sync = Sync::shared,
         .outcome = Outcome::executed},
    };
    for (const Left& left : cases) {
        INFO(left.what);
        CHECK(pl::outcome_of_stopped(*request_of(left), left.status) == left.outcome);
    }
}

TEST_CASE("the outcome of a stopped request that failed is that of its failure", "[postgresql_pipeline]") {
    pl::Request request(pl::Execute{});
    request.where = pl::Where::in_flight;
    request.attempt.failure = std::make_unique<azoth::Diagnostics>();
    request.attempt.failure->outcome = Outcome::rolled_back;
    CHECK(pl::outcome_of_stopped(request, TransactionStatus::idle) == Outcome::rolled_back);
}

TEST_CASE("what a failed statement did is undone, unless it may commit by itself", "[postgresql_pipeline]") {
    const struct {
        const char* sql;
        azoth::StatementKind kind;
        TransactionStatus status;
        Outcome outcome;
    } cases[] = {
        {"INSERT", azoth::StatementKind::insert, TransactionStatus::idle, Outcome::rolled_back},
        {"UPDATE t", azoth::StatementKind::text, TransactionStatus::idle, Outcome::rolled_back},
        {"CALL p()", azoth::StatementKind::text, TransactionStatus::idle, Outcome::unknown},
        {"DO $$ $$", azoth::StatementKind::text, TransactionStatus::idle, Outcome::unknown},
        {"CALL p()", azoth::StatementKind::text, TransactionStatus::active, Outcome::rolled_back},
    };
    for (const auto& each : cases) {
        INFO(each.sql);
        azoth::StatementText text;
        text.sql = each.sql;
        text.kind = each.kind;
        const pl::Request request(pl::Execute{&text, nullptr});
        CHECK(pl::outcome_of_failed(request, each.status) == each.outcome);
    }
    // Its caller is gone, and the statement with it.
    CHECK(pl::outcome_of_failed(pl::Request(pl::Execute{}), TransactionStatus::idle) == Outcome::rolled_back);
}

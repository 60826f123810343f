#include "engine/pending_statements.hpp"

#include "catch.hpp"
#include <azoth/driver/transaction_start.hpp>

#include <functional>
#include <string>
#include <vector>

namespace az = azoth;
namespace azoth_tests::pending_table {
using az::detail::PendingStatements;
using Kind = az::detail::PendingStatements::Kind;
using az::TransactionStart;
using az::TransactionStatus;

namespace {

constexpr PendingStatements::Situation outside{false, TransactionStatus::idle};
constexpr PendingStatements::Situation inside{true, TransactionStatus::active};
constexpr PendingStatements::Situation in_failed{true, TransactionStatus::failed};

/// What is to be executed, each step confirmed at once.
std::vector<std::string> flushed(PendingStatements& pending, const PendingStatements::Situation& situation) {
    std::vector<std::string> all;
    while (const auto step = pending.next(situation)) {
        if (!step->first.empty()) all.push_back(step->first);
        all.push_back(step->sql);
        pending.confirmed(*step);
    }
    return all;
}

using Lines = std::vector<std::string>;
const std::string unlock = "SELECT unlock(1)";

}  // namespace

TEST_CASE("A pending statement is removed when it is confirmed, and by nothing else", "[unit]") {
    PendingStatements pending;
    CHECK(pending.is_empty());
    CHECK_FALSE(pending.is_due(outside));
    pending.add_rollback();
    const auto first = pending.next(outside);
    REQUIRE(first);
    CHECK(first->sql == "ROLLBACK");
    // An attempt that was cancelled confirms nothing.
    CHECK(pending.next(outside)->kind == Kind::rollback);
    CHECK(pending.has_rollback());
    pending.confirmed(*first);
    CHECK(pending.is_empty());
}

TEST_CASE("Pending statements are sent in an order that the transaction allows", "[unit]") {
    struct Row {
        const char* name;
        std::function<void(PendingStatements&)> add;
        PendingStatements::Situation situation;
        Lines expected;
    };
    const auto lock = [](PendingStatements& l) { l.locks().requested(unlock), l.locks().granted(unlock); };
    const std::vector<Row> rows{
        {"a transaction's savepoints go with it",
         [](PendingStatements& l) {
             l.add_savepoint_rollback(1, "a"), l.add_rollback(), l.add_savepoint_rollback(2, "b");
         },
         outside,
         {"ROLLBACK"}},
        {"a savepoint is rolled back and released",
         [](PendingStatements& l) { l.add_savepoint_rollback(1, "a"); },
         inside,
         {"ROLLBACK TO SAVEPOINT a", "RELEASE SAVEPOINT a"}},
        {"inner savepoints go with the outer one",
         [](PendingStatements& l) { l.add_savepoint_rollback(2, "b"), l.add_savepoint_rollback(1, "a"); },
         inside,
         {"ROLLBACK TO SAVEPOINT a", "RELEASE SAVEPOINT a"}},
        {"a savepoint can be rolled back in a failed transaction",
         [](PendingStatements& l) { l.add_savepoint_rollback(1, "a"); },
         in_failed,
         {"ROLLBACK TO SAVEPOINT a", "RELEASE SAVEPOINT a"}},
        {"a transaction that ended takes its savepoints along",
         [](PendingStatements& l) { l.add_savepoint_rollback(1, "a"), l.transaction_over(); },
         outside,
         {}},
        {"a lock that is held is not released", lock, outside, {}},
        {"a lock is released once for each holder that is gone",
         [&](PendingStatements& l) { lock(l), lock(l), l.locks().release(unlock), l.locks().release(unlock); },
         inside,
         {unlock, unlock}},
        {"no lock is released in a failed transaction",
         [&](PendingStatements& l) { lock(l), l.locks().release(unlock); },
         in_failed,
         {}},
        {"a lock that was denied is not released",
         [](PendingStatements& l) { l.locks().requested(unlock), l.locks().denied(unlock); },
         outside,
         {}},
        {"a lock that may have been granted is released",
         [](PendingStatements& l) { l.locks().requested(unlock), l.locks().unknown(unlock); },
         outside,
         {unlock}},
        {"but not while another holder has it",
         [&](PendingStatements& l) { lock(l), l.locks().requested(unlock), l.locks().unknown(unlock); },
         outside,
         {}},
        {"but after the other holder has gone",
         [&](PendingStatements& l) {
             lock(l), l.locks().requested(unlock), l.locks().unknown(unlock), l.locks().release(unlock);
         },
         outside,
         {unlock, unlock}},
        {"UNLISTEN waits for the end of the transaction",
         [](PendingStatements& l) { l.add_unlisten("c", "UNLISTEN c"); },
         inside,
         {}},
        {"UNLISTEN", [](PendingStatements& l) { l.add_unlisten("c", "UNLISTEN c"); }, outside, {"UNLISTEN c"}},
        {"a channel that is listened to again",
         [](PendingStatements& l) { l.add_unlisten("c", "UNLISTEN c"), l.cancel_unlisten("c"); },
         outside,
         {}},
        {"a prepared transaction",
         [](PendingStatements& l) { l.add_prepared_rollback("ROLLBACK PREPARED 'x'"), l.add_rollback(); },
         outside,
         {"ROLLBACK", "ROLLBACK PREPARED 'x'"}},
    };
    for (const Row& row : rows) {
        INFO(row.name);
        PendingStatements pending;
        row.add(pending);
        CHECK(flushed(pending, row.situation) == row.expected);
        CHECK_FALSE(pending.is_due(row.situation));
    }
}

TEST_CASE("A refused statement is tried again, replaced, or closes the session", "[unit]") {
    PendingStatements pending;
    pending.add_savepoint_rollback(1, "a");
    // Nothing of a failed transaction can be committed.
    CHECK(pending.refused(*pending.next(inside), {false, TransactionStatus::failed}));
    CHECK(pending.is_empty());
    pending.add_savepoint_rollback(2, "b");
    CHECK(pending.refused(*pending.next(inside), {false, TransactionStatus::active}));
    CHECK(pending.has_rollback());
    const auto rollback = pending.next(inside);
    CHECK(pending.refused(*rollback, {false, TransactionStatus::active}));
    CHECK(pending.has_rollback());
    CHECK_FALSE(pending.refused(*rollback, {false, TransactionStatus::active}));
    CHECK(pending.has_rollback());
    CHECK(pending.refused(*rollback, {false, TransactionStatus::idle}));
    CHECK_FALSE(pending.has_rollback());
    pending.confirmed(*rollback);

    pending.locks().requested(unlock);
    pending.locks().granted(unlock);
    pending.locks().release(unlock);
    for (int i = 0; i < 2; ++i) CHECK(pending.refused(*pending.next(outside), {false, TransactionStatus::idle}));
    CHECK_FALSE(pending.next(outside).has_value());
    CHECK(pending.at_check_in("ALL", "*") == Lines{"ALL"});
}

TEST_CASE("The check-in releases what is held and what may be held", "[unit]") {
    PendingStatements pending;
    CHECK(pending.at_check_in("ALL", "*").empty());
    pending.locks().requested(unlock);
    CHECK(pending.at_check_in("ALL", "*") == Lines{"ALL"});
    pending.locks().denied(unlock);
    CHECK(pending.at_check_in("ALL", "*").empty());
    pending.add_unlisten("c", "UNLISTEN c");
    pending.add_prepared_rollback("ROLLBACK PREPARED 'x'");
    CHECK(pending.at_check_in("ALL", "*") == Lines{"*", "ROLLBACK PREPARED 'x'"});
    CHECK(pending.at_check_in("", "") == Lines{"ROLLBACK PREPARED 'x'"});
}

TEST_CASE("BEGIN is carried until the database has confirmed it", "[unit]") {
    using State = TransactionStart::State;
    TransactionStart start("BEGIN");
    CHECK(start.take());
    CHECK_FALSE(start.take());
    start.give_back();
    CHECK(start.take());
    CHECK_FALSE(start.end_unsent());
    start.confirm();
    CHECK(start.state() == State::confirmed);
    start.give_back();
    CHECK_FALSE(start.take());
    start.begin_again();
    CHECK(start.end_unsent());
    CHECK(start.end_unsent());
    CHECK_FALSE(start.take());
    CHECK(start.state() == State::ended);
}

}  // namespace azoth_tests::pending_table

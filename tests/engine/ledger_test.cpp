#include "engine/ledger.hpp"

#include "catch.hpp"
#include <azoth/driver/transaction_start.hpp>

#include <functional>
#include <string>
#include <vector>

namespace az = azoth;
namespace azoth_tests::ledger_table {
using az::detail::Ledger;
using Kind = az::detail::Ledger::Kind;
using az::TransactionStart;
using az::TransactionStatus;

namespace {

constexpr Ledger::Standing outside{false, TransactionStatus::idle};
constexpr Ledger::Standing inside{true, TransactionStatus::active};
constexpr Ledger::Standing in_failed{true, TransactionStatus::failed};

/// What is to be executed, each step confirmed at once.
std::vector<std::string> paid(Ledger& ledger, const Ledger::Standing& standing) {
    std::vector<std::string> all;
    while (const auto step = ledger.next(standing)) {
        if (!step->first.empty()) all.push_back(step->first);
        all.push_back(step->sql);
        ledger.confirmed(*step);
    }
    return all;
}

using Lines = std::vector<std::string>;
const std::string unlock = "SELECT unlock(1)";

}  // namespace

TEST_CASE("What is owed is removed when it is confirmed, and by nothing else", "[unit]") {
    Ledger ledger;
    CHECK(ledger.is_empty());
    CHECK_FALSE(ledger.is_due(outside));
    ledger.owe_rollback();
    const auto first = ledger.next(outside);
    REQUIRE(first);
    CHECK(first->sql == "ROLLBACK");
    // An attempt that was cancelled confirms nothing.
    CHECK(ledger.next(outside)->kind == Kind::rollback);
    CHECK(ledger.owes_rollback());
    ledger.confirmed(*first);
    CHECK(ledger.is_empty());
}

TEST_CASE("What is owed is paid in this order, wherever the connection stands", "[unit]") {
    struct Row {
        const char* name;
        std::function<void(Ledger&)> owe;
        Ledger::Standing standing;
        Lines expected;
    };
    const auto lock = [](Ledger& l) { l.lock_asked(unlock), l.lock_given(unlock); };
    const std::vector<Row> rows{
        {"a transaction's savepoints go with it",
         [](Ledger& l) { l.owe_savepoint(1, "a"), l.owe_rollback(), l.owe_savepoint(2, "b"); },
         outside,
         {"ROLLBACK"}},
        {"a savepoint is rolled back and released",
         [](Ledger& l) { l.owe_savepoint(1, "a"); },
         inside,
         {"ROLLBACK TO SAVEPOINT a", "RELEASE SAVEPOINT a"}},
        {"inner savepoints go with the outer one",
         [](Ledger& l) { l.owe_savepoint(2, "b"), l.owe_savepoint(1, "a"); },
         inside,
         {"ROLLBACK TO SAVEPOINT a", "RELEASE SAVEPOINT a"}},
        {"a savepoint can be rolled back in a failed transaction",
         [](Ledger& l) { l.owe_savepoint(1, "a"); },
         in_failed,
         {"ROLLBACK TO SAVEPOINT a", "RELEASE SAVEPOINT a"}},
        {"a transaction that ended takes its savepoints along",
         [](Ledger& l) { l.owe_savepoint(1, "a"), l.transaction_over(); },
         outside,
         {}},
        {"a lock that is held is not released", lock, outside, {}},
        {"a lock is released once for each holder that has gone",
         [&](Ledger& l) { lock(l), lock(l), l.owe_unlock(unlock), l.owe_unlock(unlock); },
         inside,
         {unlock, unlock}},
        {"no lock is released in a failed transaction",
         [&](Ledger& l) { lock(l), l.owe_unlock(unlock); },
         in_failed,
         {}},
        {"a lock that was refused is not released",
         [](Ledger& l) { l.lock_asked(unlock), l.lock_refused(unlock); },
         outside,
         {}},
        {"a lock that may have been given is released",
         [](Ledger& l) { l.lock_asked(unlock), l.lock_unsure(unlock); },
         outside,
         {unlock}},
        {"but not while another holder has it",
         [&](Ledger& l) { lock(l), l.lock_asked(unlock), l.lock_unsure(unlock); },
         outside,
         {}},
        {"but after the other holder has gone",
         [&](Ledger& l) { lock(l), l.lock_asked(unlock), l.lock_unsure(unlock), l.owe_unlock(unlock); },
         outside,
         {unlock, unlock}},
        {"UNLISTEN waits for the end of the transaction",
         [](Ledger& l) { l.owe_unlisten("c", "UNLISTEN c"); },
         inside,
         {}},
        {"UNLISTEN", [](Ledger& l) { l.owe_unlisten("c", "UNLISTEN c"); }, outside, {"UNLISTEN c"}},
        {"a channel that is listened to again",
         [](Ledger& l) { l.owe_unlisten("c", "UNLISTEN c"), l.cancel_unlisten("c"); },
         outside,
         {}},
        {"a prepared transaction",
         [](Ledger& l) { l.owe_prepared("ROLLBACK PREPARED 'x'"), l.owe_rollback(); },
         outside,
         {"ROLLBACK", "ROLLBACK PREPARED 'x'"}},
    };
    for (const Row& row : rows) {
        INFO(row.name);
        Ledger ledger;
        row.owe(ledger);
        CHECK(paid(ledger, row.standing) == row.expected);
        CHECK_FALSE(ledger.is_due(row.standing));
    }
}

TEST_CASE("What the database refuses is tried again, replaced, or costs the session", "[unit]") {
    Ledger ledger;
    ledger.owe_savepoint(1, "a");
    // Nothing of a failed transaction can be committed.
    CHECK(ledger.refused(*ledger.next(inside), {false, TransactionStatus::failed}));
    CHECK(ledger.is_empty());
    ledger.owe_savepoint(2, "b");
    CHECK(ledger.refused(*ledger.next(inside), {false, TransactionStatus::active}));
    CHECK(ledger.owes_rollback());
    const auto rollback = ledger.next(inside);
    CHECK(ledger.refused(*rollback, {false, TransactionStatus::active}));
    CHECK(ledger.owes_rollback());
    CHECK_FALSE(ledger.refused(*rollback, {false, TransactionStatus::active}));
    CHECK(ledger.owes_rollback());
    CHECK(ledger.refused(*rollback, {false, TransactionStatus::idle}));
    CHECK_FALSE(ledger.owes_rollback());
    ledger.confirmed(*rollback);

    ledger.lock_asked(unlock);
    ledger.lock_given(unlock);
    ledger.owe_unlock(unlock);
    for (int i = 0; i < 2; ++i) CHECK(ledger.refused(*ledger.next(outside), {false, TransactionStatus::idle}));
    CHECK_FALSE(ledger.next(outside).has_value());
    CHECK(ledger.at_check_in("ALL", "*") == Lines{"ALL"});
}

TEST_CASE("The check-in releases what is held and what may be held", "[unit]") {
    Ledger ledger;
    CHECK(ledger.at_check_in("ALL", "*").empty());
    ledger.lock_asked(unlock);
    CHECK(ledger.at_check_in("ALL", "*") == Lines{"ALL"});
    ledger.lock_refused(unlock);
    CHECK(ledger.at_check_in("ALL", "*").empty());
    ledger.owe_unlisten("c", "UNLISTEN c");
    ledger.owe_prepared("ROLLBACK PREPARED 'x'");
    CHECK(ledger.at_check_in("ALL", "*") == Lines{"*", "ROLLBACK PREPARED 'x'"});
    CHECK(ledger.at_check_in("", "") == Lines{"ROLLBACK PREPARED 'x'"});
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

}  // namespace azoth_tests::ledger_table

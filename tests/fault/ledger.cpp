#include "ledger.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>

namespace az = azoth;

namespace azoth_tests {

std::int64_t Books::open() {
    const std::lock_guard lock(mutex_);
    return ++last_;
}

void Books::close(std::int64_t transaction, Fate fate) {
    const std::lock_guard lock(mutex_);
    (fate == Fate::committed ? committed_ : fate == Fate::failed ? failed_ : unknown_).insert(transaction);
}

void Books::untyped(std::string_view what) {
    const std::lock_guard lock(mutex_);
    untyped_.append(what).append("\n");
}

std::size_t Books::committed() const {
    const std::lock_guard lock(mutex_);
    return committed_.size();
}

std::size_t Books::failed() const {
    const std::lock_guard lock(mutex_);
    return failed_.size();
}

std::size_t Books::unknown() const {
    const std::lock_guard lock(mutex_);
    return unknown_.size();
}

std::string Books::untyped() const {
    const std::lock_guard lock(mutex_);
    return untyped_;
}

az::task<std::size_t> Books::audit(az::AsyncEngine engine) const {
    auto conn = co_await engine.connect();
    const auto found = co_await conn.scalars(select(journal.id));
    std::set<std::int64_t> there;
    for (const std::int64_t id : found) there.insert(id);
    const auto sum =
        co_await conn.scalar(az::text("SELECT sum(balance)::int8 FROM fault_accounts").columns<std::int64_t>());
    std::size_t wrong = sum == account_count * opening_balance ? 0 : 1;
    const std::lock_guard lock(mutex_);
    for (const std::int64_t id : committed_) wrong += there.contains(id) ? 0 : 1;
    for (const std::int64_t id : failed_) wrong += there.contains(id) ? 1 : 0;
    co_return wrong;
}

az::task<void> open_ledger(az::AsyncEngine engine) {
    co_await engine.begin([](az::AsyncConnection& conn) -> az::task<void> {
        co_await ledger_tables.drop_all(conn);
        co_await ledger_tables.create_all(conn);
        struct Account {
            std::int64_t id;
            std::int64_t balance;
        };
        std::vector<Account> rows;
        for (std::int64_t id = 0; id < account_count; ++id) rows.push_back(Account{id, opening_balance});
        co_await conn.execute(insert(accounts), rows);
    });
}

az::task<void> transfer(az::AsyncConnection& conn, std::int64_t transaction) {
    const std::int64_t from = transaction % account_count;
    const std::int64_t to = (transaction * 7 + 1) % account_count;
    // In the order of their numbers, so that transfers never deadlock.
    const std::int64_t low = std::min(from, to);
    const std::int64_t high = std::max(from, to);
    const std::int64_t change = from == to ? 0 : low == from ? -1 : 1;
    const auto first = update(accounts).values(accounts.balance = accounts.balance + change).where(accounts.id == low);
    const auto second =
        update(accounts).values(accounts.balance = accounts.balance - change).where(accounts.id == high);
    co_await conn.execute(first);
    co_await conn.execute(second);
    co_await conn.execute(insert(journal).values(journal.id = transaction));
}

Fate fate_of(const std::exception_ptr& error, bool committing) {
    try {
        std::rethrow_exception(error);
    } catch (const az::StatementError& failed) {
        if (failed.outcome() == az::Outcome::committed) return Fate::committed;
        return committing && failed.outcome() == az::Outcome::unknown ? Fate::unknown : Fate::failed;
    } catch (const az::Error&) {
    } catch (const boost::system::system_error& cancelled) {
        if (cancelled.code() != boost::asio::error::operation_aborted) throw;
    }
    return committing ? Fate::unknown : Fate::failed;
}

az::task<Fate> transact(az::AsyncEngine engine, Books& books) {
    const std::int64_t transaction = books.open();
    std::exception_ptr error;
    bool committing = false;
    try {
        auto conn = co_await engine.connect();
        co_await transfer(conn, transaction);
        committing = true;
        co_await conn.commit();
    } catch (...) {
        error = std::current_exception();
    }
    Fate fate = Fate::committed;
    try {
        if (error) fate = fate_of(error, committing);
    } catch (const std::exception& other) {
        books.untyped(other.what());
        fate = Fate::unknown;
    }
    books.close(transaction, fate);
    co_return fate;
}

std::int64_t setting(const char* name, std::int64_t otherwise) {
    const char* const value = std::getenv(name);
    return value == nullptr ? otherwise : std::stoll(value);
}

}  // namespace azoth_tests

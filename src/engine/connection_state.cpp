#include "engine/connection_state.hpp"

#include "engine/hooks.hpp"
#include "engine/mailbox.hpp"
#include "engine/shared_session.hpp"
#include <azoth/engine/stream.hpp>
#include <azoth/error.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>

#include <algorithm>
#include <utility>

namespace azoth::detail {
Session& ConnectionState::session() const {
    if (closed_) throw ResourceClosedError("This Connection is closed");
    return lease_.session();
}

void ConnectionState::close() noexcept {
    if (closed_) return;
    closed_ = true;
    if (operations_ == 0) go_home();
}

void ConnectionState::invalidate() noexcept {
    if (closed_) return;
    lease_.invalidate();
    lease_.session().abort();
}

void ConnectionState::end_operation(std::size_t charged) noexcept {
    if (shared_ != nullptr) return shared_->leave(charged);
    if (--operations_ > 0) return;
    if (closed_) go_home();
}

void ConnectionState::go_home() noexcept {
    close_streams();
    if (in_transaction() || ledger_.owes_rollback()) echo().line("ROLLBACK");  // the pool's work
    if (in_transaction()) tell_rolled_back();
    forget_transaction();
    if (mailbox_ != nullptr) {
        mailbox_->end(std::make_exception_ptr(ResourceClosedError("the connection that listened is closed")));
        lease_.session().listen(nullptr);
        lease_.clean_up_with(commands().unlisten_all());
    }
    const std::string_view unlisten = mailbox_ == nullptr ? commands().unlisten_all() : std::string_view();
    for (const std::string& sql : ledger_.at_check_in(commands().advisory_unlock_all(), unlisten)) {
        lease_.clean_up_with(sql);
    }
    if (session_timeout_ != std::chrono::milliseconds(0)) lease_.clean_up_with(commands().reset_statement_timeout());
    lease_ = Lease();
}

void ConnectionState::change_options(const ExecutionOptions& options) {
    session();
    const ExecutionOptions changed = options_.merged(options);
    if (changed.transaction() != options_.transaction()) {
        if (in_transaction()) {
            throw InvalidRequestError(
                "This connection has begun a transaction, whose isolation level can't be changed; call rollback() or "
                "commit() first.");
        }
        check_transaction_options(commands(), changed);
    }
    options_ = changed;
}

std::uint64_t ConnectionState::begin(const TransactionOptions& options) {
    if (in_transaction()) {
        throw InvalidRequestError(
            "This connection has already initialized a Transaction() object via begin() or autobegin; can't call "
            "begin() "
            "here unless rollback() or commit() is called first.");
    }
    check_handles();
    TransactionOptions defaults = options_.transaction();
    if (options_.is_autocommit()) defaults = defaults.default_isolation();
    const TransactionOptions merged = defaults.merged(options);
    start_ = std::make_shared<TransactionStart>(commands().begin(merged));
    told_timeout_ = session_timeout_;
    resolve_commit_ = merged.resolve_commit_mode() == true && !commands().transaction_id().sql.empty();
    transaction_ = ++last_id_;
    committed_ = false;
    echo().line("BEGIN (implicit)");
    return transaction_;
}

void ConnectionState::autobegin() {
    if (in_transaction() || options_.is_autocommit()) return check_handles();
    begin(TransactionOptions());
}

bool ConnectionState::resolves_commit() const noexcept {
    return in_transaction() ? resolve_commit_ : options_.transaction().resolve_commit_mode() == true;
}

void ConnectionState::check_ending() const {
    if (ending_) throw InvalidRequestError("A commit hook can't end the transaction that is being committed.");
}

void ConnectionState::tell_rolled_back() noexcept {
    if (hooks().rollback.empty()) return;
    tell_apart(engine_->events, &EngineEvents::rollback, engine_->echo, "rollback", lease_.executor(), lease_.event());
}

void ConnectionState::check_handles() const {
    if (std::ranges::all_of(handles_, [this](std::uint64_t id) { return is_active(id); })) return;
    throw InvalidRequestError(
        "Can't operate on closed transaction while its object is in scope. Please let it end before emitting further "
        "commands.");
}

// The server's limit is the last resort: it is a little longer than ours, and never shorter than a call's own.
std::chrono::milliseconds ConnectionState::server_timeout(const ExecutionOptions& effective) const noexcept {
    using std::chrono::milliseconds;
    const milliseconds here = options_.timeout().value_or(milliseconds(0));
    const milliseconds call = effective.timeout().value_or(milliseconds(0));
    if (here.count() == 0 || call.count() == 0) return milliseconds(0);
    const milliseconds longer = std::max(here, call);
    return longer + std::max(longer / 10, milliseconds(100));
}

std::string ConnectionState::take_timeout(const ExecutionOptions& effective) {
    if (!in_transaction()) return {};
    const auto wanted = server_timeout(effective);
    if (told_timeout_ == wanted) return {};
    told_timeout_ = wanted;
    return commands().statement_timeout(wanted, true);
}

std::optional<std::chrono::milliseconds> ConnectionState::session_timeout_to_set(
    const ExecutionOptions& effective) const noexcept {
    if (in_transaction() || !options_.is_autocommit()) return std::nullopt;
    const auto wanted = server_timeout(effective);
    if (session_timeout_ == wanted) return std::nullopt;
    return wanted;
}

bool ConnectionState::has_pending(const ExecutionOptions& effective) const noexcept {
    if (shared_ != nullptr || closed_) return false;
    if (is_blocked() || session_timeout_to_set(effective)) return true;
    return !ledger_.is_empty() && ledger_.is_due(standing());
}

void ConnectionState::end_paying() noexcept {
    paying_ = false;
    open_gate();
}

void ConnectionState::open_gate() noexcept {
    for (const auto& waiting : std::exchange(waiting_, {})) waiting->cancel();
}

task<void> ConnectionState::wait_for_turn(boost::asio::any_io_executor executor, std::function<void()> start) {
    if (!start && !is_blocked()) co_return;
    // A timer for each wait: cancel() may return, on another thread, after the coroutine has gone on to its next one.
    const auto timer =
        std::make_shared<boost::asio::steady_timer>(executor, boost::asio::steady_timer::time_point::max());
    waiting_.push_back(timer);
    const auto wait = [timer, &start](auto handler) {
        // Nothing of the coroutine is there for certain once the wait has begun and start was called.
        const std::function<void()> begin = std::move(start);
        const auto kept = timer;
        kept->async_wait(std::move(handler));
        if (begin) begin();
    };
    constexpr auto token = boost::asio::as_tuple(boost::asio::use_awaitable);
    co_await boost::asio::async_initiate<decltype(token), void(boost::system::error_code)>(wait, token);
}

ConnectionState::Savepoint ConnectionState::add_savepoint() {
    savepoints_.push_back(Savepoint{++last_id_, "azoth_savepoint_" + std::to_string(++savepoint_number_)});
    return savepoints_.back();
}

const ConnectionState::Savepoint* ConnectionState::find_savepoint(std::uint64_t id) const noexcept {
    const auto found = std::ranges::find(savepoints_, id, &Savepoint::id);
    return found == savepoints_.end() ? nullptr : &*found;
}

void ConnectionState::remove_savepoint(std::uint64_t id) noexcept {
    savepoints_.erase(std::ranges::find(savepoints_, id, &Savepoint::id), savepoints_.end());
}

bool ConnectionState::is_active(std::uint64_t transaction) const noexcept {
    return !closed_ && (transaction_ == transaction || find_savepoint(transaction) != nullptr);
}

void ConnectionState::drop_handle(std::uint64_t transaction) noexcept {
    std::erase(handles_, transaction);
    if (!is_active(transaction)) return;
    if (find_savepoint(transaction) != nullptr) return give_up_savepoint(transaction);
    give_up_transaction();
    tell_rolled_back();
}

void ConnectionState::give_up_savepoint(std::uint64_t id) noexcept {
    ledger_.owe_savepoint(id, find_savepoint(id)->name);
    remove_savepoint(id);
    returned_to_savepoint();
}

void ConnectionState::give_up_transaction() noexcept {
    if (prepare_end()) {
        ledger_.owe_rollback();
    } else {
        echo().line("ROLLBACK");
    }
    forget_transaction();
}

bool ConnectionState::prepare_end() noexcept {
    close_streams();
    if (start_ == nullptr) return false;
    // What is in flight may carry BEGIN, or may be about to.
    const bool told = operations_ > 0 || !start_->end_unsent();
    return told && lease_.session().is_usable();
}

void ConnectionState::transaction_ended(const std::exception_ptr& error) noexcept {
    ending_transaction_ = false;
    open_gate();
    if (!in_transaction() || closed_) return;
    const Session& session = lease_.session();
    if (!session.is_usable()) return forget_transaction();
    if (error && !session.is_quiet()) {
        // What was not sent has ended nothing; of what nobody waited for nothing is known.
        if (outcome_of(error) == Outcome::not_sent) return;
        ledger_.owe_rollback();
        return forget_transaction();
    }
    const bool unsent = start_->state() == TransactionStart::State::ended;
    if (unsent || session.transaction_status() == TransactionStatus::idle) forget_transaction();
}

void ConnectionState::forget_transaction() noexcept {
    transaction_ = 0;
    if (start_ != nullptr) start_->end();
    start_.reset();
    savepoints_.clear();
    ledger_.transaction_over();
    told_timeout_ = session_timeout_;
}

std::shared_ptr<Inbox> ConnectionState::start_listening(std::string channel, std::size_t limit, std::size_t bytes) {
    if (mailbox_ == nullptr) mailbox_ = std::make_shared<Mailbox>();
    ledger_.cancel_unlisten(channel);
    std::shared_ptr<Inbox> inbox = mailbox_->open(std::move(channel), limit, bytes);
    session().listen(mailbox_);
    return inbox;
}

void ConnectionState::stop_listening(const Inbox& inbox) noexcept {
    const bool last = mailbox_->close(inbox);
    if (closed_) return;
    if (mailbox_->is_empty()) lease_.session().listen(nullptr);
    if (last) ledger_.owe_unlisten(inbox.channel(), commands().unlisten(inbox.channel()));
}

void ConnectionState::remove_stream(const Stream& stream) noexcept { std::erase(streams_, &stream); }

void ConnectionState::close_streams() noexcept {
    for (Stream* const stream : std::exchange(streams_, {})) stream->invalidate();
}

}  // namespace azoth::detail

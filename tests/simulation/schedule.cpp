#include "schedule.hpp"

#include "judge.hpp"
#include "postgresql/type_catalog.hpp"
#include "program.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <deque>
#include <utility>

namespace azoth_tests::simulation {
namespace {

using azoth::TransactionStatus;
using std::chrono::milliseconds;

// Turns of the drain after which a request that is not completed hangs.
constexpr std::size_t most_turns = 400;
// Bytes that a pipeline may hold for sending: its own limit for requests, and what one more of them adds.
constexpr std::size_t most_output = 512 * 1024;

// One schedule.
class Schedule {
public:
    Schedule(ScheduleState& state, ModelServer& server)
        : state_(state),
          server_(server),
          pipeline_(state.profile.options, std::make_shared<azoth::postgresql::TypeCatalog>()),
          program_(state),
          judge_(state) {
        state_.pipeline = &pipeline_;
        state_.server = &server_;
        state_.now = pl::Time(std::chrono::hours(1));
        if (state_.profile.is_shared()) pipeline_.share(state_.profile.sharing);
        if (state_.profile.listens) pipeline_.listen(true);
    }

    void run() {
        if (state_.trace != nullptr) {
            const Profile& profile = state_.profile;
            state_.note("sharing " + std::to_string(static_cast<int>(profile.sharing)) + ", cached statements " +
                        std::to_string(profile.options.statement_cache_size) + ", max_result_bytes " +
                        std::to_string(profile.options.max_result_bytes) + ", cancel_timeout " +
                        std::to_string(profile.options.cancel_timeout.count()) + " ms" +
                        (profile.options.sends_cancel_requests ? "" : ", no CancelRequests"));
        }
        for (std::size_t left = state_.profile.steps; left > 0 && state_.failure.empty(); --left) step();
        if (state_.failure.empty() && state_.random.chance(1)) {
            state_.note("forget all");
            pipeline_.forget_all("the context is gone");
            return;
        }
        drain();
        if (state_.failure.empty()) judge_.check_end();
        if (state_.failure.empty()) check_owed();
        pipeline_.lose("the schedule is over");
    }
    std::size_t steps() const noexcept { return steps_; }

private:
    void step() {
        ++steps_;
        Random& random = state_.random;
        const Profile& profile = state_.profile;
        if (random.below(1000) < profile.loss / 4) return end_connection();
        if (random.chance(profile.cancels)) return cancel_request();
        if (random.chance(profile.errors)) return make_error();
        if (random.chance(profile.pooler)) return lose_statements();
        if (random.chance(profile.messages)) return send_message();
        const std::size_t choice = random.below(100);
        if (choice < 24) {
            program_.act();
            check_outputs();
        } else if (choice < 44) {
            flush();
        } else if (choice < 58) {
            send();
        } else if (choice < 72) {
            work();
        } else if (choice < 90) {
            receive();
        } else if (choice < 95) {
            pass_time();
        } else if (choice < 98) {
            carry_cancel_request();
        } else {
            if (random.chance(30)) program_.drop_cursor();
            flush();
            check_outputs();
        }
    }

    std::size_t chunk() noexcept { return state_.random.between(1, state_.profile.chunk); }

    void flush() {
        if (!pipeline_.wants_flush()) return;
        state_.note("flush");
        ++state_.flushes;
        pipeline_.flush(state_.now);
        check_outputs();
    }

    // Some of the pipeline's bytes reach the server, or its end of the connection.
    void send() {
        const auto output = pipeline_.output();
        if (output.empty() || write_failed_) return;
        if (server_.is_closed()) {
            write_failed_ = true;
            if (!pipeline_.has_requests_in_flight()) pipeline_.lose("the connection to the server was lost");
            return check_outputs();
        }
        const std::size_t size = std::min(output.size(), chunk());
        if (state_.trace != nullptr)
            state_.note("send " + std::to_string(size) + " of " + std::to_string(output.size()));
        server_.receive({reinterpret_cast<const char*>(output.data()), size});
        pipeline_.sent(size);
        check_outputs();
    }

    void work() {
        if (!server_.can_work()) return;
        state_.note("the server works");
        for (std::size_t left = state_.random.between(1, 6); left > 0; --left) server_.work();
        if (state_.random.chance(10)) server_.flush();
    }

    // Some of the server's bytes reach the pipeline.
    void receive() {
        const bool probes = !pipeline_.has_requests_in_flight() && state_.random.chance(20);
        if (pipeline_.is_lost() || (!pipeline_.wants_read() && !probes)) return;
        const std::string_view sendable = server_.sendable();
        std::size_t size = std::min(sendable.size(), chunk());
        if (server_.is_closed()) {
            size = std::min(size, last_bytes_);
            last_bytes_ -= size;
            if (size == 0) {
                state_.note("the end of the connection");
                pipeline_.lose("the server closed the connection unexpectedly");
                return check_outputs();
            }
        }
        if (size == 0) return;
        const auto space = pipeline_.prepare();
        size = std::min(size, space.size());
        if (state_.trace != nullptr) {
            state_.note("receive " + std::to_string(size) + " of " + std::to_string(sendable.size()));
        }
        std::memcpy(space.data(), sendable.data(), size);
        server_.take(size);
        pipeline_.received(size, state_.now);
        check_outputs();
    }

    void pass_time() {
        if (state_.random.chance(20) && pipeline_.deadline() != pl::never) {
            state_.now = std::max(state_.now, pipeline_.deadline());
        } else {
            state_.now += milliseconds(state_.random.below(40));
        }
        advance();
    }

    void advance() {
        if (state_.trace != nullptr) {
            state_.note("at " +
                        std::to_string(std::chrono::duration_cast<milliseconds>(state_.now.time_since_epoch()).count() -
                                       3'600'000) +
                        " ms");
        }
        for (std::size_t i = 0; i < state_.used; ++i) {
            if (!state_.asked[i]->done && state_.asked[i]->deadline <= state_.now) state_.may_expire = true;
        }
        pipeline_.advance(state_.now);
        check_outputs();
        // What has become due by that is done by the next call.
        if (pipeline_.deadline() <= state_.now) pipeline_.advance(state_.now);
        check_outputs();
        if (pipeline_.deadline() <= state_.now) state_.fail("the deadline of a pipeline that was advanced is over");
    }

    void cancel_request() {
        if (state_.used == 0) return;
        // Of the latest ones, most of which are not completed.
        const std::size_t back = state_.random.below(std::min<std::size_t>(state_.used, 6));
        Asked& asked = *state_.asked[state_.used - 1 - back];
        const bool detached = asked.kind == Kind::control && asked.verb == Verb::rollback;
        if (asked.done || detached || asked.kind == Kind::close_cursor) return;
        state_.note("cancel id " + std::to_string(asked.id));
        asked.cancelled = true;
        state_.may_expire = true;
        pipeline_.cancel(asked.request, state_.now);
        check_outputs();
    }

    // A CancelRequest has its own connection: it arrives or does not; then its sender is notified.
    void carry_cancel_request() {
        if (cancels_.empty()) return;
        bool& arrived = cancels_.front();
        if (!arrived && !state_.random.chance(10)) {
            arrived = true;
            state_.note("a CancelRequest arrives");
            if (state_.random.chance(10)) {
                server_.cancel_next();
            } else {
                server_.cancel();
            }
            return;
        }
        cancels_.pop_front();
        state_.note("a CancelRequest has returned");
        pipeline_.cancel_request_returned();
        check_outputs();
    }

    void make_error() {
        static constexpr std::array<ModelServer::Point, 5> points{
            ModelServer::Point::parse, ModelServer::Point::bind, ModelServer::Point::execute,
            ModelServer::Point::middle, ModelServer::Point::commit};
        static constexpr std::array<std::string_view, 4> codes{"40001", "53200", "XX000", "57014"};
        state_.errors_made = true;
        state_.note("the next message fails");
        server_.fail_at(points[state_.random.below(points.size())], codes[state_.random.below(codes.size())]);
    }

    void lose_statements() {
        ++state_.times_gone;
        if (state_.random.chance(50)) {
            state_.note("the server forgets its statements");
            server_.forget_statements();
        } else {
            state_.note("the schema changes");
            server_.change_schema();
        }
    }

    void send_message() {
        state_.note("the server sends something by itself");
        switch (state_.random.below(3)) {
            case 0: return server_.send_notice(std::to_string(++notices_sent_));
            case 1: return server_.send_parameter_status("TimeZone", "UTC");
            default: return server_.send_notification("news", std::to_string(++news_sent_));
        }
    }

    void end_connection() {
        if (state_.killed) return;
        state_.killed = true;
        state_.note("the server dies");
        if (state_.random.chance(30)) {
            server_.shut_down("57P01");
            last_bytes_ = server_.sendable().size();
        } else {
            server_.disconnect();
            last_bytes_ = state_.random.below(server_.sendable().size() + 1);
        }
    }

    void check_outputs() {
        for (;;) {
            pl::CompletionList completions = pipeline_.take_completions();
            if (completions.empty()) break;
            while (!completions.empty()) {
                const auto completion = completions.pop_front();
                if (!completion->caller) return state_.fail("a completion has no caller");
                Asked& asked = *state_.asked[completion->caller.take<std::size_t>()];
                judge_.check(asked, *completion);
                program_.completed(asked, completion->error != nullptr);
            }
        }
        if (pipeline_.take_cancel_request()) {
            state_.note("a CancelRequest is sent");
            state_.cancels_taken = true;
            if (!cancels_.empty()) state_.fail("a second CancelRequest is sent before the first has returned");
            cancels_.push_back(false);
        }
        if (pipeline_.output().size() > most_output) state_.fail("too many bytes wait to be sent");
        const bool may_expire = state_.may_expire || state_.profile.options.max_result_bytes < 100'000;
        if (pipeline_.is_lost() && !state_.killed && !may_expire) {
            state_.fail("the pipeline gave the connection up");
        }
        check_messages();
        check_deadline();
        check_status();
    }

    // All of them come, in their order, and no others.
    void check_messages() {
        for (const azoth::Diagnostics& notice : pipeline_.take_notices()) {
            if (notice.sqlstate == "00000" && notice.message != std::to_string(++notices_seen_))
                return state_.fail("a notice is missing");
        }
        for (const azoth::Notification& news : pipeline_.take_notifications()) {
            if (news.payload != std::to_string(++news_seen_)) return state_.fail("a notification is missing");
        }
    }

    // What the server last said of its transaction is known.
    void check_status() {
        if (pipeline_.is_lost() || !pipeline_.is_quiet() || !pipeline_.output().empty()) return;
        if (server_.can_work() || server_.is_closed() || !server_.sendable().empty()) return;
        const TransactionStatus status = server_.status() == 'I'   ? TransactionStatus::idle
                                         : server_.status() == 'T' ? TransactionStatus::active
                                                                   : TransactionStatus::failed;
        if (pipeline_.transaction_status() != status) state_.fail("the status of the transaction is wrong");
    }

    // It has to be woken for the first deadline of a request that was not stopped.
    void check_deadline() {
        // One that is too large is stopped before its time; an answer that is kept back has none.
        if (pipeline_.is_lost() || !cancels_.empty() || state_.profile.options.max_result_bytes < 100'000) return;
        for (std::size_t i = 0; i < state_.used; ++i) {
            const Asked& asked = *state_.asked[i];
            if (asked.done || asked.cancelled || asked.deadline <= state_.now) continue;
            if (asked.deadline < pipeline_.deadline()) return state_.fail("the deadline of a request is forgotten");
        }
    }

    // Everything ends: bytes, work, time.
    void drain() {
        state_.note("drain");
        state_.profile.chunk = 100'000;
        state_.profile.most_outstanding = 1000;
        std::size_t turns = 0;
        while (state_.failure.empty()) {
            ++steps_;
            if (++turns > most_turns) return state_.fail("it does not end");
            if (turn()) continue;
            if (state_.outstanding == 0) {
                if (program_.finish()) {
                    check_outputs();
                    continue;
                }
                if (pipeline_.is_lost()) server_.disconnect();
                return;
            }
            if (pipeline_.deadline() == pl::never) return state_.fail("a request hangs");
            state_.now = std::max(state_.now, pipeline_.deadline());
            advance();
        }
    }

    // False: nothing was to be done.
    bool turn() {
        bool moved = false;
        if (pipeline_.wants_flush()) {
            flush();
            moved = true;
        }
        while (!pipeline_.output().empty() && !write_failed_ && state_.failure.empty()) {
            send();
            moved = true;
        }
        while (server_.can_work()) {
            server_.work();
            moved = true;
        }
        if (server_.status() == 'I' && !server_.is_skipping() && !server_.is_executing()) server_.flush();
        while (pipeline_.wants_read() && !pipeline_.is_lost() && state_.failure.empty() &&
               (!server_.sendable().empty() || server_.is_closed())) {
            receive();
            moved = true;
        }
        while (!cancels_.empty()) {
            carry_cancel_request();
            moved = true;
        }
        return moved;
    }

    // Nothing is left of what the program did.
    void check_owed() {
        if (pipeline_.is_lost()) return;
        if (!pipeline_.is_quiet()) return state_.fail("a pipeline without requests is not quiet");
        if (server_.is_closed()) return;
        if (!pipeline_.is_clean()) return state_.fail("a pipeline whose work is done is not clean");
        if (pipeline_.deadline() != pl::never) return state_.fail("a pipeline whose work is done has a deadline");
        if (server_.status() != 'I' || pipeline_.transaction_status() != TransactionStatus::idle) {
            return state_.fail("a transaction is left open");
        }
        if (server_.portal_count() != 0) return state_.fail("a portal is left open");
        if (state_.profile.listens && news_seen_ != news_sent_) return state_.fail("a notification never came");
        if (server_.is_executing() || server_.is_skipping()) return state_.fail("the server waits for something");
        if (server_.begun() != server_.ended()) return state_.fail("a BEGIN is not ended");
        check_statements();
    }

    // The next request closes the statements that were dropped.
    void check_statements() {
        program_.execute_insert();
        drain();
        if (!state_.failure.empty() || pipeline_.is_lost()) return;
        // Those of one request are kept in any case.
        const std::size_t size = state_.profile.options.statement_cache_size;
        const std::size_t most = size == 0 ? 0 : std::max<std::size_t>(size, 3);
        if (server_.statement_count() > most && state_.times_gone == 0) {
            state_.fail("the server has " + std::to_string(server_.statement_count()) + " prepared statements");
        }
    }

    ScheduleState& state_;
    ModelServer& server_;
    pl::Pipeline pipeline_;
    Program program_;
    Judge judge_;
    std::deque<bool> cancels_;  // on their way; true: arrived
    bool write_failed_ = false;
    std::size_t last_bytes_ = 0;  // of a server that is gone
    std::size_t steps_ = 0;
    std::size_t notices_sent_ = 0;
    std::size_t notices_seen_ = 0;
    std::size_t news_sent_ = 0;
    std::size_t news_seen_ = 0;
};

}  // namespace

struct Scheduler::Kept {
    ModelServer server;
    std::vector<std::unique_ptr<Asked>> asked;
};

Scheduler::Scheduler() : kept_(std::make_unique<Kept>()) {}
Scheduler::~Scheduler() = default;

Verdict Scheduler::run(std::uint64_t seed, std::string* trace) {
    ScheduleState state(seed);
    state.trace = trace;
    state.asked.swap(kept_->asked);
    state.profile = draw_profile(state.random);
    kept_->server.reset();
    kept_->server.trace(trace);
    Verdict verdict;
    {
        Schedule schedule(state, kept_->server);
        schedule.run();
        verdict.steps = schedule.steps();
    }
    verdict.requests = state.used;
    verdict.failure = std::move(state.failure);
    state.asked.swap(kept_->asked);
    return verdict;
}

}  // namespace azoth_tests::simulation

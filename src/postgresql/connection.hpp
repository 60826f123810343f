#pragma once

#include "context_service.hpp"
#include "handshake.hpp"
#include "operation.hpp"
#include "protocol/decoder.hpp"
#include "protocol/encoder.hpp"
#include "protocol/messages.hpp"
#include "protocol/write_buffer.hpp"
#include "row_collector.hpp"
#include "statement_cache.hpp"
#include "transport.hpp"
#include "type_catalog.hpp"
#include <azoth/driver/backend.hpp>
#include <azoth/driver/notification.hpp>
#include <azoth/driver/session.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace azoth::postgresql {

/// The work behind a session: a queue of requests that wait, a queue of requests in flight, and the stream.
///
/// A request is encoded when the flush that was posted for it runs, behind everything that was ready before, or behind
/// the answers that were received with the one that led to it: so all requests made in one turn of the loop leave in
/// one write, a request that was not flushed can be taken back, and the bytes that a slow server lets pile up are
/// bounded. While anything is in flight, or somebody listens, a read is armed, and none otherwise.
///
/// Coroutines are resumed with the mutex released, by the handler of the read where the executors are the same.
class Connection final : public ContextMember, public std::enable_shared_from_this<Connection> {
public:
    /// Takes the stream over from libpq. Throws boost::system::system_error.
    static std::shared_ptr<Connection> adopt(PgConnection connection, const boost::asio::any_io_executor& executor,
                                             const ConnectOptions& options, std::shared_ptr<TypeCatalog> types);
    Connection(PgConnection connection, const boost::asio::any_io_executor& executor, const ConnectOptions& options,
               std::shared_ptr<TypeCatalog> types);
    ~Connection() override;

    /// The operation completes through the handler, never before this returns.
    void start(Operation::Handler handler, std::unique_ptr<Operation> operation);
    /// A cursor that nobody has any more.
    void drop(const std::shared_ptr<CursorState>& cursor) noexcept;
    void share(bool reads_together) noexcept;
    void listen(std::shared_ptr<NotificationSink> sink);

    azoth::TransactionStatus transaction_status() const noexcept { return status_.load(std::memory_order_relaxed); }
    bool is_clean() const noexcept;
    bool is_quiet() const noexcept;
    bool is_usable() const noexcept { return usable_.load(std::memory_order_acquire); }
    bool probe() noexcept;
    bool was_read_only() const noexcept { return was_read_only_; }
    int server_version() const noexcept { return server_version_; }

    /// Fails what is under way and shuts the stream.
    void abort() noexcept;
    /// Says goodbye to the server if nothing is under way, else aborts; and gives the descriptor back.
    void close() noexcept;

    void context_destroyed() noexcept override;

private:
    enum class Resume { inline_allowed, posted };

    // Everything below is called with the mutex held, unless it says otherwise. What `done` receives is delivered when
    // the mutex is released.

    // connection.cpp: the life of requests, and of the connection
    void schedule_flush();
    void deliver(OperationList& done, Resume resume);  // without the mutex
    void deliver_and_flush(OperationList& done);       // without the mutex
    void finish(Operation& operation, OperationList& done) noexcept;
    void tell(const std::vector<Diagnostics>& notices) const;  // without the mutex
    /// `many_`, `opening_`, `copying_`, `asking_`, `holder_` and `cancel_target_` name no request any more.
    void forget_current_requests() noexcept;
    void lose(std::string_view message, OperationList& done) noexcept;
    void retire_stream(bool say_goodbye) noexcept;

    // stream.cpp: bytes in, bytes out
    void on_flush();                                                  // without the mutex
    void on_read(boost::system::error_code error, std::size_t size);  // without the mutex
    void on_ready(bool readable, boost::system::error_code error);    // without the mutex
    void wake();  // after answers: sends what they made possible, goes on reading
    void send(OperationList& done);
    bool write_out(OperationList& done);
    void receive_tls(OperationList& done);
    void receive_left(OperationList& done);
    void arm();
    void arm_soon();
    void on_arm();  // without the mutex
    bool wants_read() const noexcept { return (!flight_.empty() || sink_ != nullptr) && !is_paused(); }
    void arm_read();
    void arm_write();

    // requests.cpp: from requests to bytes
    bool encode_waiting(OperationList& done);  // true: more could be encoded, but for the bytes that pile up
    Operation* next_waiting() noexcept;
    bool needs_silence(const Operation& operation) const noexcept;
    /// What an operation shares with those encoded before it.
    enum class Place {
        alone,    ///< it has a Sync of its own
        grouped,  ///< it shares the Sync of those encoded after it
        later,    ///< it is not to be sent before BEGIN is confirmed
        never     ///< its transaction has ended
    };
    Place place_of(const Operation& operation) const noexcept;
    void take_begin(Operation& operation);
    void give_begin_back(Operation& operation) noexcept;
    void confirm_begin(Operation& operation) noexcept;
    /// Nobody reads on from the portal that holds the session: requests that wait for its end might wait for their own
    /// caller, and fail.
    void refuse_waiting(OperationList& done);
    bool is_holder_busy(bool ending) const noexcept;
    std::exception_ptr busy_error() const;
    static std::exception_ptr ended_error();
    bool encode(Operation& operation);
    void prepare_companions(Operation& operation);
    void encode_companion(Operation& operation, Companion& companion);
    void encode_replacement(Operation& operation, const PreparedStatement& statement);
    void encode_prologue(Operation& operation);
    void encode_parse(Operation& operation, bool describe);
    void encode_bind(const PreparedStatement& statement, std::string_view portal, const ParameterBuffer* parameters);
    void encode_execute(Operation& operation);
    void encode_control(Operation& operation);
    void encode_many(Operation& operation);
    void encode_copy(Operation& operation);
    bool encode_rows(Operation& operation);
    bool encode_set(Operation& operation);
    void encode_fetch(Operation& operation);
    void encode_close(Operation& operation);
    void encode_sets();
    void end_sets(bool fail);
    void sync(Operation& operation);
    PreparedPtr prepare(const StatementText& text, bool again);
    PreparedPtr prepare_control(std::string_view sql);
    void undo(Operation& operation, std::size_t mark) noexcept;
    void forget_plans(const Operation& operation);

    // answers.cpp: from bytes to answers
    void consume(OperationList& done);
    void consume_rows(Operation& operation, OperationList& done);
    void receive(const protocol::Message& message, OperationList& done);
    bool receive_any_time(const protocol::Message& message);
    void receive_row(Operation& operation, const protocol::Message& message, OperationList& done);
    void receive_description(Operation& operation, std::span<const std::byte> body);
    void receive_complete(Operation& operation, std::span<const std::byte> body);
    void receive_copy_in(Operation& operation);
    void receive_suspended(Operation& operation, OperationList& done);
    void receive_error(Operation& operation, std::span<const std::byte> body);
    void ask_for_text(Operation& operation);
    void receive_ready(Operation& operation, std::span<const std::byte> body, OperationList& done);
    void end_portal(Operation& operation);
    void settle(Operation& operation);
    Outcome outcome_of_failed(const Operation& operation) const noexcept;
    void start_over(Operation& operation) noexcept;
    bool run_again(Operation& operation);
    void conclude(Operation& operation, OperationList& done);

    // limits.cpp: what of the server's bytes is kept
    bool keeps_rows_of(const Operation& operation) const noexcept;
    void discard_row(Operation& operation);
    void check_result_size(Operation& operation, OperationList& done);
    Outcome outcome_of_discarded(const Operation& operation) const noexcept;
    std::exception_ptr stop_error(const Operation& operation) const;
    void keep_notice(const protocol::ServerReport& report);
    std::vector<Diagnostics> take_notices();

    // grouping.cpp: reads that share a Sync
    bool may_be_grouped(const Operation& operation) const noexcept;
    void join_group(Operation& operation);
    void end_group();
    void abort_group(Operation& failed, OperationList& done);

    // copy_out.cpp: rows that a COPY carries
    void encode_describe(Operation& operation);
    void encode_copy_out(Operation& operation);
    bool rejoin(Operation& operation);
    bool refuses(const Operation& operation) const noexcept;
    /// Nobody waits for the next rows of the COPY: they stay where they are.
    bool is_paused() const noexcept {
        return copying_ != nullptr && copying_ == &flight_.front() && !copying_->handler &&
               copying_->stop == Operation::Stop::none;
    }
    bool hand_over(OperationList& done);
    void receive_copy_data(Operation& operation, const protocol::Message& message, OperationList& done);
    void break_off(const CursorState& cursor);

    // types.cpp: types that were made in the database
    bool hold_for_types(Operation& operation);  // true: its answer has to wait for them
    static void describe_types(PreparedStatement& statement, Answer& answer,
                               const std::shared_ptr<const TypeTable>& types);
    void ask_for_types(Operation& operation);
    void encode_types(Operation& operation);
    void types_answered(Operation& operation, OperationList& done);
    void take_answer(Operation& operation) noexcept;
    void next_question(OperationList& done);
    void stop_waiting(Operation& operation, OperationList& done);

    // stopping.cpp: cancellation and deadlines
    void stop(std::uint64_t serial, Operation::Stop reason);  // without the mutex
    void stop(Operation& operation, Operation::Stop reason, OperationList& done);
    void abandon(Operation& operation, OperationList& done, std::exception_ptr error, Answer answer);
    void cancel_head();
    /// Whoever waited for what is next may have been let go before it was its turn: it is stopped if it takes long.
    void cancel_abandoned();
    bool is_head_abandoned() const noexcept;
    void end_patience() noexcept;
    bool needs_timer() const noexcept;
    void send_cancel();
    void cancel_returned() noexcept;  // without the mutex
    void leave_late(Clock::time_point now, OperationList& done);
    void cancel_over() noexcept;
    bool is_cancelling() const noexcept { return cancel_running_ || cancel_target_ != nullptr; }
    void watch(Operation& operation);
    void unwatch(Operation& operation) noexcept;
    void arm_timer(Clock::time_point when);
    void disarm_timer() noexcept;
    void on_timer(std::uint64_t round);  // without the mutex

    mutable std::mutex mutex_;
    boost::asio::any_io_executor executor_;
    PgConnection pg_;
    std::optional<Transport> transport_;
    std::shared_ptr<PGcancel> cancel_key_;
    std::map<std::string, std::string, std::less<>> server_parameters_;
    int server_version_ = 0;
    bool was_read_only_ = false;

    std::atomic<azoth::TransactionStatus> status_{azoth::TransactionStatus::idle};
    std::atomic<bool> usable_{true};
    bool broken_ = false;                 // nothing can be sent or received any more
    std::unique_ptr<Diagnostics> fatal_;  // the server's last words
    std::string loss_;                    // or why else the connection is gone

    bool shared_ = false;                     // by strangers, who were vetted: their statements may be run again
    bool reads_together_ = false;             // their reads end with one Sync
    std::size_t grouped_ = 0;                 // in the group that waits for its Sync
    Clock::time_point now_{};                 // only of a shared session: when bytes last came or were made
    Clock::time_point concluded_{};           // and when the request in front was
    std::shared_ptr<NotificationSink> sink_;  // while there is one a read is armed
    bool read_given_up_ = false;              // it was armed for the sink, which is gone

    OperationList waiting_;
    OperationList flight_;
    std::uint64_t last_serial_ = 0;
    Operation* many_ = nullptr;     // last in flight, its sets not all encoded
    Operation* opening_ = nullptr;  // in flight, carries a BEGIN that is not confirmed
    Operation* copying_ = nullptr;  // in flight, a COPY whose rows are given a portion at a time
    bool copy_resumed_ = false;
    std::shared_ptr<CursorState> holder_;  // whose portal must not meet a Sync
    std::uint64_t last_portal_ = 0;
    std::vector<std::string> dropped_statements_;  // to be closed in front of the next request
    std::vector<std::string> dropped_portals_;
    bool dropped_are_closed_ = false;                       // by the request that is being encoded
    bool schema_changed_ = false;                           // in the transaction that is open
    int vanished_ = 0;                                      // how often prepared statements were gone
    const std::function<void(const Diagnostics&)> notice_;  // empty: nobody wants to know
    std::vector<Diagnostics> notices_;                      // received, to be told without the mutex
    std::size_t notices_bytes_ = 0;
    std::size_t notices_dropped_ = 0;
    const std::size_t max_result_bytes_;  // as in ConnectOptions, with 0 as the largest number
    const std::size_t max_notice_bytes_;
    ParameterBuffer set_;  // of execute_many
    const std::shared_ptr<TypeCatalog> types_;
    Operation* asking_ = nullptr;  // waiting or in flight, asks for the types in its answer
    OperationList untyped_;        // their answers wait for that

    StatementCache cache_;
    protocol::WriteBuffer out_;
    std::uint64_t sent_ = 0;  // bytes of the stream that were handed to the kernel
    protocol::Decoder decoder_;
    RowCollector rows_;
    std::vector<protocol::FieldDescription> fields_;
    bool flush_scheduled_ = false;
    bool flush_follows_ = false;  // the flush that is scheduled needs no post: deliver_and_flush() does it
    std::thread::id delivering_;  // whom the requests made by those who are resumed leave with
    bool reading_ = false;
    bool arm_scheduled_ = false;
    bool read_blocked_ = false;  // TLS has to write before it can read on
    bool write_blocked_ = false;
    bool write_waiting_ = false;
    bool write_failed_ = false;  // the server hung up; its last words may still be on their way

    const std::chrono::milliseconds cancel_timeout_;
    bool sends_cancels_ = true;           // false: a statement is stopped by closing the connection
    Operation* cancel_target_ = nullptr;  // in flight, or concluded and held back until the cancel request has returned
    bool cancel_running_ = false;
    OperationList held_back_;
    std::optional<boost::asio::steady_timer> timer_;
    std::uint64_t timer_round_ = 0;
    Clock::time_point timer_at_ = Clock::time_point::max();
    Clock::time_point drain_until_ = Clock::time_point::max();
    Clock::time_point leave_at_ = Clock::time_point::max();       // without the answer to a cancel request
    Clock::time_point patient_until_ = Clock::time_point::max();  // with a head that nobody waits for any more
    std::size_t timed_ = 0;                                       // requests with a deadline
};

}  // namespace azoth::postgresql

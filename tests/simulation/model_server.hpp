#pragma once

#include "script.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace azoth_tests::simulation {

/// What became of one execution.
enum class Fate : std::uint8_t {
    refused,      ///< the server skipped its Bind or Execute, or had no such statement
    running,      ///< not at its end
    pending,      ///< at its end, in a transaction that is open
    committed,    ///< durable
    rolled_back,  ///< undone, with its transaction
    failed        ///< undone, by an error of its own or by a cancellation
};

/// One line of the model's ledger: a statement with an id that a client asked the server to execute.
struct Execution {
    std::int64_t id = 0;
    Verb verb = Verb::unknown;
    Fate fate = Fate::refused;
    bool in_block = false;          ///< between BEGIN and COMMIT
    std::int64_t block = 0;         ///< the number in the comment of that BEGIN
    std::uint64_t transaction = 0;  ///< which transaction of the server
};

struct ModelOptions {
    std::uint32_t mood_oid = 16999;  ///< of the type that was made in the database
    std::size_t rows_a_slice = 16;   ///< rows of a statement that one call of work() makes
};

/// A PostgreSQL server as one connection sees it after the greeting: it reads messages of the extended and the simple
/// query protocol, executes the few statements of script.hpp, and answers with the bytes a server would send.
///
/// It has no clock and no thread: work() handles one message, or a part of a long statement, so that a test decides in
/// which order the bytes, the work, a cancellation and a loss meet. What it executed is in its ledger.
class ModelServer {
public:
    enum class Point : std::uint8_t { none, parse, bind, execute, middle, commit };

    explicit ModelServer(ModelOptions options = {}) : options_(options) {}

    /// A new connection to a server that has executed nothing. Keeps its memory.
    void reset();

    // The client's bytes.
    void receive(std::string_view bytes);
    /// Whether work() has something to do.
    bool can_work() const noexcept;
    void work();
    /// work() until there is nothing to do.
    void work_through();

    // The server's bytes: those that it has flushed and that were not taken yet.
    std::string_view sendable() const noexcept;
    void take(std::size_t size) noexcept;
    /// Sends what it has, as a server does whose buffer is full.
    void flush() noexcept { flushed_ = out_.size(); }

    // Interference.
    /// A CancelRequest arrives. It stops the statement that is executed.
    void cancel() noexcept;
    /// A CancelRequest arrives while the next message is handled.
    void cancel_next();
    /// The next message that reaches this point fails with this SQLSTATE.
    void fail_at(Point point, std::string_view sqlstate, std::string_view routine = {});
    /// As behind a pooler that gave the client another connection.
    void forget_statements() { statements_.clear(); }
    /// Statements that were prepared before have other columns now.
    void change_schema() noexcept { ++schema_; }
    void send_notice(std::string_view text);
    void send_parameter_status(std::string_view name, std::string_view value);
    void send_notification(std::string_view channel, std::string_view payload);
    /// FATAL, and the end of the connection.
    void shut_down(std::string_view sqlstate);
    /// The end of the connection: what is open is rolled back.
    void disconnect() noexcept;

    bool is_closed() const noexcept { return closed_; }
    /// As ReadyForQuery would say.
    char status() const noexcept;
    bool is_skipping() const noexcept { return skipping_; }
    bool is_executing() const noexcept { return running_ != nullptr; }
    /// Portals with a name.
    std::size_t portal_count() const noexcept { return portals_.size(); }
    /// Prepared statements with a name.
    std::size_t statement_count() const noexcept { return statements_.size(); }
    const std::vector<Execution>& ledger() const noexcept { return ledger_; }
    std::size_t begun() const noexcept { return begun_; }
    std::size_t ended() const noexcept { return ended_; }
    std::size_t cancelled() const noexcept { return cancelled_; }
    /// Appends what it receives and sends to a text, a message a line; null: it does not.
    void trace(std::string* into) noexcept { trace_ = into; }
    /// Messages that no client should have sent.
    const std::string& complaint() const noexcept { return complaint_; }

private:
    enum class State : std::uint8_t { none, implicit, block, failed };

    struct Prepared {
        std::string text;
        Script script;  // of `text`
        std::uint64_t schema = 0;
    };
    using PreparedPtr = std::shared_ptr<const Prepared>;

    struct Portal {
        PreparedPtr statement;
        std::array<std::int64_t, 3> arguments{};
        std::string raw;  // the parameter of the question for types
        std::vector<std::int16_t> formats;
        std::int64_t next_row = 1;
        std::int64_t slices = 0;  // still to wait
        std::size_t entry = 0;    // in the ledger, counted from 1; 0: none
        std::size_t depth = 0;    // savepoints when it was bound
        bool started = false;
        bool done = false;
        bool dead = false;      // it failed, or the transaction in which it was bound
        bool released = false;  // and has no statement any more
    };
    enum class Row : std::uint8_t { made, none, failed };
    using PortalPtr = std::shared_ptr<Portal>;

    struct Savepoint {
        std::string name;
        std::size_t mark = 0;
    };

    void handle(char type, std::string_view body);
    void handle_copy_in(char type, std::string_view body);
    void parse(std::string_view body);
    void bind(std::string_view body);
    void describe(std::string_view body);
    void execute(std::string_view body);
    void close(std::string_view body);
    void query(std::string_view body);
    void sync();

    PreparedPtr prepare(std::string_view name, std::string_view text);
    bool read_arguments(Portal& portal, std::string_view body);
    const PreparedPtr* find_statement(std::string_view name) const;
    const PortalPtr* find_portal(std::string_view name) const;
    void describe_rows(const Script& script, const Portal* portal);

    void run(const PortalPtr& portal, std::int64_t limit);
    void run_slice();
    Row make_row(Portal& portal);
    void write_row(const Portal& portal);
    void begin_copy(char type, std::size_t columns);
    void complete();
    void suspend();
    void end_run();
    bool control(const Prepared& statement);  // false: it failed
    bool end_block(bool commit);
    void set_parameter(std::string_view text);
    bool read_copied_row();
    void mark(std::size_t entry, Fate fate) noexcept;

    bool fails(Point point);
    bool interrupted();
    bool is_refused(const Script& script, bool released = false);
    void start_transaction();
    void end_transaction(bool commit);
    void finish_implicit();
    void fail(std::string_view sqlstate, std::string_view text, std::string_view routine = {});
    void report(char type, std::string_view severity, std::string_view sqlstate, std::string_view text,
                std::string_view routine);
    void tag(std::string_view command, std::int64_t rows = -1);
    void empty(char type);
    void ready();
    void sent();
    void note(char direction, char type, std::string_view body) const;
    std::size_t enter(std::int64_t id, Verb verb, Fate fate);

    const ModelOptions options_;
    std::string in_;
    std::size_t read_ = 0;
    std::string out_;
    std::size_t taken_ = 0;
    std::size_t flushed_ = 0;

    State state_ = State::none;
    std::int64_t block_ = 0;
    std::uint64_t transaction_ = 0;
    std::size_t first_entry_ = 0;  // of the transaction that is open
    std::vector<Savepoint> savepoints_;
    bool skipping_ = false;
    bool closed_ = false;
    bool simple_ = false;     // a Query is executed
    bool pipelined_ = false;  // something was executed in the implicit transaction
    std::uint64_t schema_ = 0;

    std::map<std::string, PreparedPtr, std::less<>> statements_;
    PreparedPtr unnamed_statement_;
    std::map<std::string, PortalPtr, std::less<>> portals_;
    PortalPtr unnamed_portal_;

    PortalPtr running_;
    std::int64_t limit_ = 0;  // rows that this Execute may still give; negative: all
    std::int64_t made_ = 0;   // rows that this Execute gave
    bool copying_in_ = false;
    std::string copied_;
    bool copy_header_ = false;
    bool copy_trailer_ = false;
    std::vector<std::size_t> copy_entries_;

    bool cancel_ = false;
    Point fail_point_ = Point::none;
    std::string fail_code_;
    std::string fail_routine_;

    std::vector<Execution> ledger_;
    std::size_t begun_ = 0;
    std::size_t ended_ = 0;
    std::size_t cancelled_ = 0;
    std::string complaint_;
    std::string* trace_ = nullptr;
};

}  // namespace azoth_tests::simulation

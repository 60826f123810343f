#pragma once

#include "postgresql/pipeline/pipeline.hpp"
#include "server_messages.hpp"
#include <azoth/sql/statement_text.hpp>
#include <azoth/types/parameter_buffer.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace azoth_tests {

namespace pl = azoth::postgresql::pipeline;

/// One input of a pipeline and its outputs as text:
///
///     flush            wants_flush()
///     send A B C       the messages that were written, by name
///     cancel request   take_cancel_request()
///     wake at 50       a new deadline, in milliseconds from the beginning
///     1 = 2 rows       a completion of caller 1; or its error with its outcome
///     paused           nothing is to be read although a request is in flight
///     lost             the connection is
///
/// They are separated by "; ", in this order, completions and wishes only where they are new.
struct Step {
    std::string what;  ///< for the message of a test that fails
    std::function<void(class Script&)> input;
    std::string output;
};

/// A pipeline in the hands of a test: no server, no clock.
class Script {
public:
    explicit Script(const pl::PipelineOptions& options = default_options());

    static pl::PipelineOptions default_options();

    void run(const std::vector<Step>& steps);
    std::string outputs();

    pl::Pipeline& pipeline() noexcept { return *pipeline_; }
    pl::Time now() const noexcept { return now_; }
    pl::Time at(std::chrono::milliseconds since_start) const noexcept { return pl::Time() + start_ + since_start; }
    void set_now(std::chrono::milliseconds since_start) noexcept { now_ = at(since_start); }

    /// Sends a request whose caller has a number. Its texts outlive the script.
    void submit(int caller, std::unique_ptr<pl::Request> request);
    void receive(const server::Bytes& bytes);
    void cancel(int caller);
    void write();  ///< gives the output to the socket; "send" of the outputs
    bool writes_at_once = true;

    std::unique_ptr<pl::Request> execute(std::string_view sql);
    std::shared_ptr<azoth::TransactionStart> transaction = std::make_shared<azoth::TransactionStart>("BEGIN");
    std::shared_ptr<pl::CursorState> cursor;

    azoth::StatementText& statement(std::string_view sql);

private:
    std::string show(pl::Completion& completion) const;

    static constexpr std::chrono::hours start_{1};
    pl::Time now_ = pl::Time() + start_;
    std::map<std::string, std::unique_ptr<azoth::StatementText>, std::less<>> statements_;
    std::map<int, pl::RequestId> ids_;
    std::unique_ptr<pl::Pipeline> pipeline_;
    std::string sent_;
    pl::Time shown_deadline_ = pl::never;
    bool shown_lost_ = false;
    bool shown_paused_ = false;
};

// Steps.

/// What the first flush of SELECT 1 sends.
inline constexpr const char* first_sent = "send Close(statement name) Parse(SELECT 1) Describe Bind Execute Sync";

Step submit(int caller, std::string sql, std::string output);
/// Of `script.transaction`.
Step submit_in_transaction(int caller, std::string sql, std::string output);
Step submit_with_timeout(int caller, std::string sql, int milliseconds, std::string output);
Step control(int caller, std::string sql, std::string output);
/// What make() returns.
Step submit_request(int caller, std::function<std::unique_ptr<pl::Request>(Script&)> make, std::string output);
Step flush(std::string output);
Step receive(std::string what, server::Bytes bytes, std::string output);
Step cancel(int caller, std::string output);
Step cancel_returned(std::string output);
Step advance(int milliseconds, std::string output);
Step lose(std::string output);

/// A cursor of a query, in `script.cursor`.
std::shared_ptr<pl::CursorState> make_cursor(Script& script, std::string_view sql, bool in_transaction);
Step fetch(int caller, std::size_t count, std::string output);
Step close_cursor(int caller, std::string output);
Step drop_cursor(std::string output);

/// Rows for executemany and COPY: int4s from 0 on.
class Numbers final : public azoth::ParameterSource {
public:
    /// fails: throws after the last row.
    explicit Numbers(int count, bool fails = false) : count_(count), fails_(fails) {}
    bool next(azoth::ParameterBuffer& into) override;

private:
    int count_;
    bool fails_;
    int given_ = 0;
};

}  // namespace azoth_tests

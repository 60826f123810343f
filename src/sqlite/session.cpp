#include "session.hpp"

#include "cursor.hpp"
#include "job.hpp"

#include <sqlite3.h>

#include <chrono>
#include <utility>

namespace azoth::sqlite {
namespace {

class OpenJob final : public Job {
public:
    explicit OpenJob(DatabaseOptions options) : options_(std::move(options)) {}
    void run(Connection& connection) override { connection.open(options_); }
    bool can_be_left() const noexcept override { return true; }

private:
    DatabaseOptions options_;
};

class ExecuteJob final : public Job {
public:
    explicit ExecuteJob(const Request& request) : request_(request) {}
    void run(Connection& connection) override { answer = connection.execute(request_); }

    Answer answer;

private:
    Request request_;
};

class ExecuteManyJob final : public Job {
public:
    ExecuteManyJob(const Request& request, ParameterSource& source) : request_(request), source_(source) {}
    void run(Connection& connection) override { answer = connection.execute_many(request_, source_); }

    Answer answer;

private:
    Request request_;
    ParameterSource& source_;
};

class OpenQueryJob final : public Job {
public:
    explicit OpenQueryJob(const Request& request) : request_(request) {}
    void run(Connection& connection) override { query = connection.open_query(request_); }

    std::shared_ptr<OpenQuery> query;

private:
    Request request_;
};

class ControlJob final : public Job {
public:
    explicit ControlJob(std::string_view sql) : sql_(sql) {}
    void run(Connection& connection) override { tag = connection.control(sql_); }

    std::string tag;

private:
    std::string sql_;
};

class CloseJob final : public Job {
public:
    void run(Connection& connection) override { connection.close(true); }
    bool is_last() const noexcept override { return true; }
    bool can_be_left() const noexcept override { return true; }
};

// Writing a large write-ahead log back takes a while.
constexpr std::chrono::milliseconds close_limit{60'000};

// SQLite returns within milliseconds unless the operating system hangs.
constexpr std::chrono::milliseconds thread_limit{2000};

}  // namespace

SqliteSession::SqliteSession() : worker_(std::make_shared<Worker>()), thread_(Worker::start(worker_)) {}

SqliteSession::~SqliteSession() {
    worker_->close();
    // The thread only has to return from SQLite, which close() interrupts. It cannot join itself. If the operating
    // system does not return, the thread continues detached: it owns all that it still uses.
    if (thread_.get_id() == std::this_thread::get_id() || !worker_->ends_within(thread_limit)) thread_.detach();
}

task<void> SqliteSession::connect(const DatabaseOptions& options) {
    co_await perform(worker_, std::make_shared<OpenJob>(options), options.connect_timeout);
}

// Every operation keeps the worker alive, since the session may be destroyed while the operation waits.

task<Answer> SqliteSession::execute(Request request) {
    auto job = std::make_shared<ExecuteJob>(request);
    co_await perform(worker_, job, request.timeout);
    co_return std::move(job->answer);
}

task<Answer> SqliteSession::execute_many(Request request, ParameterSource& source) {
    auto job = std::make_shared<ExecuteManyJob>(request, source);
    co_await perform(worker_, job, request.timeout);
    co_return std::move(job->answer);
}

task<std::unique_ptr<Cursor>> SqliteSession::open(Request request) {
    const std::shared_ptr<Worker> worker = worker_;
    auto job = std::make_shared<OpenQueryJob>(request);
    co_await perform(worker, job, request.timeout);
    co_return std::make_unique<SqliteCursor>(worker, std::move(job->query), request.timeout);
}

task<std::string> SqliteSession::control(std::string_view sql, std::chrono::milliseconds timeout) {
    auto job = std::make_shared<ControlJob>(sql);
    co_await perform(worker_, job, timeout);
    co_return std::move(job->tag);
}

bool SqliteSession::is_clean() const noexcept {
    return worker_->is_idle() && worker_->open_queries() == 0 &&
           worker_->transaction_status() == TransactionStatus::idle;
}

task<void> SqliteSession::close() {
    if (!worker_->is_usable()) co_return;
    auto job = std::make_shared<CloseJob>();
    try {
        co_await perform(worker_, job, close_limit);
    } catch (const std::exception&) {
        // The session was aborted, cancelled or too slow in the meantime; the thread ends in any case.
        worker_->close();
    }
}

int SqliteSession::server_version() const noexcept { return sqlite3_libversion_number(); }

}  // namespace azoth::sqlite

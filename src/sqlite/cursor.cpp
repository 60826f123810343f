#include "cursor.hpp"

#include "job.hpp"
#include <azoth/error.hpp>

#include <utility>

namespace azoth::sqlite {
namespace {

class FetchJob final : public Job {
public:
    FetchJob(std::shared_ptr<OpenQuery> query, std::size_t count) : query_(std::move(query)), count_(count) {}

    void run(Connection& connection) override {
        answer = connection.fetch(*query_, count_);
        description = query_->description;
    }

    Answer answer;
    std::shared_ptr<const RowDescription> description;

private:
    std::shared_ptr<OpenQuery> query_;
    std::size_t count_;
};

class EndQueryJob final : public Job {
public:
    explicit EndQueryJob(std::shared_ptr<OpenQuery> query) : query_(std::move(query)) {}
    void run(Connection& connection) override { connection.end_query(*query_); }

private:
    std::shared_ptr<OpenQuery> query_;
};

}  // namespace

SqliteCursor::~SqliteCursor() {
    if (!query_) return;
    try {
        worker_->submit_detached(std::make_shared<EndQueryJob>(std::move(query_)));
    } catch (const std::exception&) {
        // Out of memory: the query is closed with the session.
    }
}

task<Answer> SqliteCursor::fetch(std::size_t count) {
    if (!query_) throw ResourceClosedError("the cursor is closed");
    auto job = std::make_shared<FetchJob>(query_, count);
    co_await perform(worker_, job, timeout_);
    description_ = job->description;
    co_return std::move(job->answer);
}

task<void> SqliteCursor::close() {
    if (!query_) co_return;
    auto job = std::make_shared<EndQueryJob>(std::exchange(query_, nullptr));
    if (worker_->is_usable()) co_await perform(worker_, job, std::chrono::milliseconds(0));
}

}  // namespace azoth::sqlite

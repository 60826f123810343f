#include "engine/concealing_connector.hpp"

#include "engine/concealment.hpp"

#include <exception>
#include <string>
#include <utility>

namespace azoth::detail {
namespace {

template <class T>
task<T> concealing(task<T> work) {
    try {
        co_return co_await std::move(work);
    } catch (...) {
        std::rethrow_exception(conceal_error(std::current_exception()));
    }
}

class ConcealingCursor final : public Cursor {
public:
    explicit ConcealingCursor(std::unique_ptr<Cursor> cursor) noexcept : cursor_(std::move(cursor)) {}

    const std::shared_ptr<const RowDescription>& description() const override { return cursor_->description(); }
    task<Answer> fetch(std::size_t count) override { return concealing(cursor_->fetch(count)); }
    task<void> close() override { return concealing(cursor_->close()); }

private:
    const std::unique_ptr<Cursor> cursor_;
};

task<std::unique_ptr<Cursor>> open_concealing(task<std::unique_ptr<Cursor>> work) {
    std::unique_ptr<Cursor> cursor = co_await concealing(std::move(work));
    co_return std::make_unique<ConcealingCursor>(std::move(cursor));
}

class ConcealingSession final : public Session {
public:
    explicit ConcealingSession(std::unique_ptr<Session> session) noexcept : session_(std::move(session)) {}

    using Session::control;
    task<Answer> execute(Request request) override { return concealing(session_->execute(std::move(request))); }
    task<Answer> execute_many(Request request, ParameterSource& source) override {
        return concealing(session_->execute_many(std::move(request), source));
    }
    task<std::unique_ptr<Cursor>> open(Request request) override {
        return open_concealing(session_->open(std::move(request)));
    }
    task<Answer> copy_in(Request request, ParameterSource& source) override {
        return concealing(session_->copy_in(std::move(request), source));
    }
    task<std::string> control(std::string_view sql, std::chrono::milliseconds timeout) override {
        return concealing(session_->control(sql, timeout));
    }
    void share(bool reads_together) noexcept override { session_->share(reads_together); }
    void listen(std::shared_ptr<NotificationSink> sink) override { session_->listen(std::move(sink)); }
    TransactionStatus transaction_status() const noexcept override { return session_->transaction_status(); }
    bool is_quiet() const noexcept override { return session_->is_quiet(); }
    bool is_clean() const noexcept override { return session_->is_clean(); }
    bool is_usable() const noexcept override { return session_->is_usable(); }
    bool probe() noexcept override { return session_->probe(); }
    task<void> close() override { return session_->close(); }
    void abort() noexcept override { session_->abort(); }
    bool was_read_only() const noexcept override { return session_->was_read_only(); }
    int server_version() const noexcept override { return session_->server_version(); }

private:
    const std::unique_ptr<Session> session_;
};

class ConcealingConnector final : public Connector {
public:
    explicit ConcealingConnector(std::shared_ptr<Connector> connector) noexcept : connector_(std::move(connector)) {}

    task<std::unique_ptr<Session>> connect() override {
        std::unique_ptr<Session> session = co_await connector_->connect();
        co_return std::make_unique<ConcealingSession>(std::move(session));
    }
    bool has_shared_sessions() const noexcept override { return connector_->has_shared_sessions(); }

private:
    const std::shared_ptr<Connector> connector_;
};

}  // namespace

std::shared_ptr<Connector> conceal_errors(std::shared_ptr<Connector> connector) {
    return std::make_shared<ConcealingConnector>(std::move(connector));
}

}  // namespace azoth::detail

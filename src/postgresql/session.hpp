#pragma once

#include "connection.hpp"
#include <azoth/driver/session.hpp>

#include <memory>

namespace azoth::postgresql {

class PostgresSession final : public Session {
public:
    explicit PostgresSession(std::shared_ptr<Connection> connection) : connection_(std::move(connection)) {}
    ~PostgresSession() override { connection_->close(); }

    task<Answer> execute(Request request) override;
    task<Answer> execute_many(Request request, ParameterSource& source) override;
    task<Answer> copy_in(Request request, ParameterSource& source) override;
    task<std::unique_ptr<Cursor>> open(Request request) override;
    using Session::control;
    task<std::string> control(std::string_view sql, std::chrono::milliseconds timeout) override;

    void share(bool reads_together) noexcept override { connection_->share(reads_together); }
    void listen(std::shared_ptr<NotificationSink> sink) override { connection_->listen(std::move(sink)); }

    azoth::TransactionStatus transaction_status() const noexcept override { return connection_->transaction_status(); }
    bool is_quiet() const noexcept override { return connection_->is_quiet(); }
    bool is_clean() const noexcept override { return connection_->is_clean(); }
    bool is_usable() const noexcept override { return connection_->is_usable(); }
    bool probe() noexcept override { return connection_->probe(); }
    task<void> close() override;
    void abort() noexcept override { connection_->abort(); }
    bool was_read_only() const noexcept override { return connection_->was_read_only(); }
    int server_version() const noexcept override { return connection_->server_version(); }

private:
    const std::shared_ptr<Connection> connection_;
};

}  // namespace azoth::postgresql

#pragma once

#include "database_options.hpp"
#include "worker.hpp"
#include <azoth/driver/session.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <thread>

namespace azoth::sqlite {

class SqliteSession final : public Session {
public:
    /// Starts the session's thread; connect() must be called next.
    SqliteSession();
    ~SqliteSession() override;
    SqliteSession(const SqliteSession&) = delete;
    SqliteSession& operator=(const SqliteSession&) = delete;

    task<void> connect(const DatabaseOptions& options);

    task<Answer> execute(Request request) override;
    task<Answer> execute_many(Request request, ParameterSource& source) override;
    task<std::unique_ptr<Cursor>> open(Request request) override;
    using Session::control;
    task<std::string> control(std::string_view sql, std::chrono::milliseconds timeout) override;

    TransactionStatus transaction_status() const noexcept override { return worker_->transaction_status(); }
    bool is_quiet() const noexcept override { return worker_->is_idle(); }
    bool is_clean() const noexcept override;
    bool is_usable() const noexcept override { return worker_->is_usable(); }
    bool probe() noexcept override { return is_usable(); }
    task<void> close() override;
    void abort() noexcept override { worker_->close(); }
    int server_version() const noexcept override;

private:
    std::shared_ptr<Worker> worker_;
    std::jthread thread_;
};

}  // namespace azoth::sqlite

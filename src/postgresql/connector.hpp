#pragma once

#include "conninfo.hpp"
#include "handshake.hpp"
#include "libpq_threads.hpp"
#include "type_catalog.hpp"
#include <azoth/driver/backend.hpp>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>

namespace azoth::postgresql {

/// Opens sessions, which share their knowledge of the database's types and the threads on which CancelRequests are
/// sent. Threads start at first use.
class PostgresConnector final : public Connector {
public:
    PostgresConnector(const Url& url, const ConnectOptions& options);

    task<std::unique_ptr<Session>> connect() override;
    bool has_shared_sessions() const noexcept override { return true; }

private:
    LibpqThreads& threads();
    std::shared_ptr<const ConnInfo> info();
    task<PgConnection> conforming(PgConnection connection, std::chrono::steady_clock::time_point begun);

    std::shared_ptr<const ConnInfo> info_;  // guarded by mutex_
    bool plain_strings_refused_ = false;    // guarded by mutex_; the server ignores or rejects the option
    const std::shared_ptr<TypeCatalog> types_ = std::make_shared<TypeCatalog>();
    ConnectOptions options_;
    std::mutex mutex_;
    std::optional<LibpqThreads> threads_;  // of handshakes
    const std::shared_ptr<LibpqThreads> cancel_threads_;
};

}  // namespace azoth::postgresql

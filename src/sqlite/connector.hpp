#pragma once

#include "database_options.hpp"
#include <azoth/driver/backend.hpp>

#include <memory>

struct sqlite3;

namespace azoth::sqlite {

/// Creates the sessions of one database. A database in memory lives as long as its connector or one of its sessions.
class SqliteConnector final : public Connector {
public:
    explicit SqliteConnector(DatabaseOptions options);

    task<std::unique_ptr<Session>> connect() override;

private:
    struct Close {
        void operator()(sqlite3* db) const noexcept;
    };

    DatabaseOptions options_;
    std::unique_ptr<sqlite3, Close> memory_;  // keeps the database in memory alive
};

}  // namespace azoth::sqlite

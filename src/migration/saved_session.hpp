#pragma once

#include <azoth/engine/async_connection.hpp>
#include <azoth/task.hpp>

#include <string>
#include <vector>

namespace azoth {

/// The settings of a session, which a migrator's steps may change: PostgreSQL's parameters and role, SQLite's pragmas.
class SavedSession {
public:
    explicit SavedSession(AsyncConnection& connection) noexcept : connection_(connection) {}

    /// Reads the settings, in a transaction that it ends.
    task<void> save();
    /// Restores the settings that were read. Must be called outside of a transaction.
    task<void> restore();

private:
    task<std::vector<std::string>> column(std::string sql);

    AsyncConnection& connection_;
    std::vector<std::string> statements_;
};

}  // namespace azoth

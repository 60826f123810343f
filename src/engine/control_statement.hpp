#pragma once

#include "engine/connection_state.hpp"
#include <azoth/driver/transaction_start.hpp>
#include <azoth/task.hpp>

#include <memory>
#include <string>

namespace azoth::detail {

/// A statement without parameters or rows that controls a session or a transaction: COMMIT, SAVEPOINT ...
struct ControlStatement {
    std::string sql;
    std::string first = {};                              ///< sent in the same round trip, before `sql`; empty: nothing
    std::shared_ptr<TransactionStart> transaction = {};  ///< whose BEGIN is sent with it if it is due; null: none
    bool ends_transaction = false;

    /// The text for hooks and observers.
    const std::string& shown() const noexcept { return first.empty() ? sql : first; }
};

ControlStatement plain_control(std::string sql);
ControlStatement transaction_end(std::string sql);

/// Executes the statement, calls error hooks if it fails, and returns the command tag.
task<std::string> execute_control(ConnectionPtr connection, ControlStatement control);

}  // namespace azoth::detail

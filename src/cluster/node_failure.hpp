#pragma once

#include <azoth/error.hpp>

#include <exception>

namespace azoth::detail {

/// What an exception of a call says of the node that the call was executed on.
struct NodeFailure {
    /// The node is at fault, not the statement: it was lost, refuses connections, shuts down, or is no primary.
    bool of_node = false;
    /// The node refused to write: it is a standby or read-only (25006).
    bool read_only = false;
    /// A standby cancelled the statement because the replay of the log needed what it read (40001, 40P01).
    bool replay_conflict = false;
    /// What the call has done has no effect.
    bool undone = false;
};

/// Examines the exception. One that says nothing of the node has `of_node` = false.
NodeFailure node_failure_of(const std::exception_ptr& error) noexcept;

}  // namespace azoth::detail

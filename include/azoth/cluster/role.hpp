#pragma once

#include <azoth/cluster/position.hpp>
#include <azoth/export.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// Which node of a cluster may execute something.
enum class Role : std::uint8_t {
    primary,         ///< the primary only
    standby,         ///< a standby only
    prefer_standby,  ///< a standby if one is usable, else the primary
    prefer_primary,  ///< the primary if it is usable, else a standby
    any              ///< standbys and the primary in turn
};

/// Returns the enumerator's name.
std::string_view to_string(Role role) noexcept;

/// Where a call of a Cluster is executed, and how long it may wait for such a node: `db.execute(query,
/// on(Role::prefer_standby).at_least(seen))`. Setters return a changed copy.
class on {
public:
    /// Sets the role.
    explicit on(Role role) noexcept : role_(role) {}

    /// Restricts the call to nodes that have replayed everything up to `position`. With Role::prefer_standby the call
    /// waits for a standby for at most ClusterOptions::position_wait, then it is executed on the primary; with
    /// Role::standby it waits until its deadline.
    on at_least(const Position& position) const noexcept;
    /// Sets the deadline, from the call on: how long the call may wait for a fitting node, over all of its attempts.
    /// Default: ClusterOptions::node_wait. Throws ArgumentError if `limit` is negative.
    on within(std::chrono::milliseconds limit) const;

    /// The role.
    Role role() const noexcept { return role_; }
    /// The position that a node must have replayed, if one is set.
    const std::optional<Position>& position() const noexcept { return position_; }
    /// The limit of within(), if it is set.
    std::optional<std::chrono::milliseconds> limit() const noexcept { return limit_; }

private:
    Role role_;
    std::optional<Position> position_;
    std::optional<std::chrono::milliseconds> limit_;
};

}  // namespace azoth

AZOTH_EXPORT_END

#pragma once

#include "postgresql/protocol/messages.hpp"
#include <azoth/error.hpp>

#include <cstddef>
#include <vector>

namespace azoth::postgresql::pipeline {

/// The notices that the server sent since take() was last called, within limits.
class Notices {
public:
    /// wanted: false: all are dropped. max_bytes: limit of all texts together.
    Notices(bool wanted, std::size_t max_bytes) noexcept : wanted_(wanted), max_bytes_(max_bytes) {}

    bool are_wanted() const noexcept { return wanted_; }
    bool are_empty() const noexcept { return notices_.empty() && discarded_ == 0; }
    void keep(const protocol::ServerReport& report);
    /// Removes and returns all. If some were discarded, the last one reports that.
    std::vector<Diagnostics> take();

private:
    const bool wanted_;
    const std::size_t max_bytes_;
    std::vector<Diagnostics> notices_;
    std::size_t bytes_ = 0;
    std::size_t discarded_ = 0;
};

}  // namespace azoth::postgresql::pipeline

#pragma once

#include "postgresql/protocol/messages.hpp"
#include <azoth/error.hpp>

#include <cstddef>
#include <vector>

namespace azoth::postgresql::pipeline {

/// The notices that the server sent since they were last taken, within limits.
class Notices {
public:
    /// wanted: false: none is kept. max_bytes: of all texts.
    Notices(bool wanted, std::size_t max_bytes) noexcept : wanted_(wanted), max_bytes_(max_bytes) {}

    bool are_wanted() const noexcept { return wanted_; }
    bool are_empty() const noexcept { return notices_.empty() && discarded_ == 0; }
    void keep(const protocol::ServerReport& report);
    /// Leaves none. If some had to be discarded the last one says so.
    std::vector<Diagnostics> take();

private:
    const bool wanted_;
    const std::size_t max_bytes_;
    std::vector<Diagnostics> notices_;
    std::size_t bytes_ = 0;
    std::size_t discarded_ = 0;
};

}  // namespace azoth::postgresql::pipeline

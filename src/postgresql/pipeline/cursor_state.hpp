#pragma once

#include "postgresql/statement_cache.hpp"
#include <azoth/driver/session.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace azoth::postgresql::pipeline {

/// The state shared by a cursor and its requests.
struct CursorState {
    enum class Stage : std::uint8_t {
        fresh,  ///< nothing was sent yet
        open,   ///< the server has the portal
        ended,  ///< read to its end, closed, or failed
        lost    ///< a batch was discarded with an abandoned request
    };

    /// Whether the server may still have its portal.
    bool has_portal() const noexcept { return stage == Stage::open || (stage == Stage::lost && !portal.empty()); }

    /// Its portal is at its end. What was lost before stays lost: the cursor must not look as if it had been read.
    void end() noexcept {
        if (stage != Stage::lost) stage = Stage::ended;
    }

    StatementText text;
    ParameterBuffer parameters;
    std::string copy;  ///< the COPY that carries its rows; empty: a portal of its own
    std::string begin;
    std::shared_ptr<TransactionStart> transaction;
    std::string setup;
    std::chrono::milliseconds timeout{0};
    std::string portal;
    PreparedPtr prepared;
    std::shared_ptr<const RowDescription> description;
    Stage stage = Stage::fresh;
    bool holds_session = false;  ///< outside a transaction its portal exists only until the next Sync
};

}  // namespace azoth::postgresql::pipeline

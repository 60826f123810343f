#pragma once

#include "postgresql/statement_cache.hpp"

#include <cstdint>
#include <string_view>

namespace azoth::postgresql::pipeline {

/// A control statement that is sent together with a request.
struct AttachedStatement {
    std::string_view text;  ///< empty: there is none
    PreparedPtr prepared;
    bool awaits_parse = false;     ///< its ParseComplete is expected
    bool awaits_complete = false;  ///< its CommandComplete is expected

    /// Forgets what was sent.
    void reset() noexcept {
        prepared.reset();
        awaits_parse = awaits_complete = false;
    }
};

/// The messages still expected for a request, without those of its attached statements.
struct Replies {
    bool parse = false;          ///< ParseComplete
    bool describe = false;       ///< RowDescription or NoData
    std::uint32_t closes = 0;    ///< CloseComplete
    std::uint64_t binds = 0;     ///< BindComplete, attached statements included
    std::uint64_t executes = 0;  ///< executions that have not ended, attached statements included
};

}  // namespace azoth::postgresql::pipeline

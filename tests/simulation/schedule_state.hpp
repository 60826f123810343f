#pragma once

#include "asked.hpp"
#include "model_server.hpp"
#include "postgresql/pipeline/pipeline.hpp"
#include "profile.hpp"
#include "random.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace azoth_tests::simulation {

/// What the parts of one schedule share.
struct ScheduleState {
    explicit ScheduleState(std::uint64_t seed) noexcept : random(seed) {}

    Random random;
    Profile profile;
    pl::Time now{};
    pl::Pipeline* pipeline = nullptr;
    ModelServer* server = nullptr;
    std::vector<std::unique_ptr<Asked>> asked;  // more than `used`: kept for the next schedule
    std::size_t used = 0;
    std::vector<OpenCursor> cursors;
    std::size_t outstanding = 0;
    std::size_t flushes = 0;

    // What went on, and what requests may fail with because of it.
    bool killed = false;         // the connection, by the schedule
    bool may_expire = false;     // a statement was to be stopped: the connection is lost if that takes too long
    bool cancels_taken = false;  // a CancelRequest was sent
    bool errors_made = false;    // by the server, of no fault of the request
    std::size_t times_gone = 0;  // of prepared statements
    bool session_held = false;   // a cursor outside of a transaction, or a COPY, was opened

    std::string failure;  // what was wrong; empty: nothing
    std::string* trace = nullptr;

    void fail(std::string text) {
        if (failure.empty()) failure = std::move(text);
    }
    void note(std::string_view text) const {
        if (trace != nullptr) trace->append("    ").append(text).append("\n");
    }
};

}  // namespace azoth_tests::simulation

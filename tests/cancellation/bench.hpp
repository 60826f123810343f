#pragma once

#include "steps.hpp"
#include <azoth/azoth.hpp>
#include <azoth/copy.hpp>
#include <azoth/engine/advisory_lock.hpp>
#include <azoth/listen.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace azoth_tests {

struct MarkColumns {
    azoth::Column<std::int64_t> id{"id", azoth::primary_key};
    azoth::Column<std::string> mark{"mark"};
};

inline azoth::MetaData marks_meta;
inline const azoth::Table<MarkColumns> marks{"cancelled_marks", marks_meta};

/// What scenarios work with. Marks are what they write: each says whether it may be seen afterwards.
struct Bench {
    azoth::AsyncEngine engine;
    std::optional<azoth::AsyncConnection> connection;
    std::optional<azoth::AsyncTransaction> transaction;
    std::optional<azoth::AsyncTransaction> nested;
    std::optional<azoth::AsyncTwoPhaseTransaction> twophase;
    std::optional<azoth::AdvisoryLock> lock;
    std::optional<azoth::Listener> listener;
    using Connections = std::vector<azoth::AsyncConnection>;
    const std::shared_ptr<Connections> others = std::make_shared<Connections>();
    std::int64_t number = 0;  ///< of the point
    bool started = true;      ///< what is given up is given up by the operation itself
    bool committed = false;   ///< the operation has said that its mark is durable
    int expected = 0;         ///< notifications that have not been taken
    int taken = 0;

    explicit Bench(azoth::AsyncEngine given) : engine(std::move(given)) {}

    azoth::AsyncConnection& conn() { return *connection; }
    std::string text(const char* kind) const { return kind + std::to_string(number); }
    /// Writes what is given up: it is never to be seen.
    azoth::task<void> give_up() { return write(text("given up ")); }
    /// Writes what the operation commits itself.
    azoth::task<void> commit_mark() { return write(text("committed ")); }
    azoth::task<void> write(std::string mark) { co_await conn().execute(insert(marks).values(marks.mark = mark)); }
    /// As their owner's scope would end.
    void drop_handles() {
        listener.reset();
        lock.reset();
        nested.reset();
        transaction.reset();
        twophase.reset();
        others->clear();
    }
};

using Step = std::function<azoth::task<void>(Bench&)>;

/// One kind of operation that hands over or owes something.
struct Scenario {
    std::string name;
    Step prepare;    ///< what goes before; not cancelled
    Step operation;  ///< cancelled at every point in turn
    bool autocommit = false;
    bool postgresql_only = false;
    bool throws = false;    ///< by itself, too
    bool connects = true;   ///< it is given a connection
    bool neighbour = true;  ///< another statement may run beside it on the same connection
};

std::vector<Scenario> scenarios();

}  // namespace azoth_tests

#pragma once

#include "connection.hpp"
#include <azoth/driver/session.hpp>

#include <memory>
#include <utility>

namespace azoth::postgresql {

/// A portal. Nothing is sent before the first batch is fetched: Parse, Bind and the first Execute are sent together.
class PostgresCursor : public Cursor {
public:
    PostgresCursor(std::shared_ptr<Connection> connection, std::shared_ptr<pipeline::CursorState> state)
        : connection_(std::move(connection)), state_(std::move(state)) {}
    ~PostgresCursor() override { connection_->drop(state_); }

    const std::shared_ptr<const RowDescription>& description() const override { return state_->description; }
    task<Answer> fetch(std::size_t count) override;
    task<void> close() override;

protected:
    task<Answer> start(std::unique_ptr<pipeline::Request> request);
    const std::shared_ptr<pipeline::CursorState>& state() const noexcept { return state_; }
    /// Called by the destructor.
    void drop() noexcept { connection_->drop(state_); }

private:
    const std::shared_ptr<Connection> connection_;
    const std::shared_ptr<pipeline::CursorState> state_;
};

/// The rows of a COPY.
class PostgresCopy final : public PostgresCursor {
public:
    using PostgresCursor::PostgresCursor;

    task<Answer> fetch(std::size_t count) override;
    task<void> close() override;

private:
    task<Answer> begin(std::size_t count);

    bool begun_ = false;
};

}  // namespace azoth::postgresql

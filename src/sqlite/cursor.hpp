#pragma once

#include "connection.hpp"
#include "worker.hpp"
#include <azoth/driver/session.hpp>

#include <chrono>
#include <memory>

namespace azoth::sqlite {

class SqliteCursor final : public Cursor {
public:
    SqliteCursor(std::shared_ptr<Worker> worker, std::shared_ptr<OpenQuery> query, std::chrono::milliseconds timeout)
        : worker_(std::move(worker)), query_(std::move(query)), timeout_(timeout) {}
    ~SqliteCursor() override;
    SqliteCursor(const SqliteCursor&) = delete;
    SqliteCursor& operator=(const SqliteCursor&) = delete;

    const std::shared_ptr<const RowDescription>& description() const override { return description_; }
    task<Answer> fetch(std::size_t count) override;
    task<void> close() override;

private:
    std::shared_ptr<Worker> worker_;
    std::shared_ptr<OpenQuery> query_;  // used by the worker; null: closed
    std::chrono::milliseconds timeout_;
    std::shared_ptr<const RowDescription> description_;
};

}  // namespace azoth::sqlite

#pragma once

#include <azoth/driver/transaction_start.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace azoth::detail {

/// The transaction of a connection: whether there is one, its savepoints, and the handles that refer to it. Does no
/// I/O. Not thread-safe.
class TransactionState {
public:
    struct Savepoint {
        std::uint64_t id;
        std::string name;
    };

    bool is_open() const noexcept { return id_ != 0; }
    /// Zero: there is none.
    std::uint64_t id() const noexcept { return id_; }
    /// How it is begun, for its requests. Null: there is none.
    const std::shared_ptr<TransactionStart>& start() const noexcept { return start_; }
    /// Begins a transaction and returns its id. resolve_commit: see TransactionOptions::resolve_commit().
    std::uint64_t begin(std::shared_ptr<TransactionStart> start, bool resolve_commit);
    /// The transaction is over.
    void end() noexcept;

    /// Whether the transaction was begun as read-only.
    bool is_read_only() const noexcept { return is_open() && read_only_; }
    void set_read_only(bool on) noexcept { read_only_ = on; }

    bool resolves_commit() const noexcept { return resolve_commit_; }
    /// The database has confirmed COMMIT.
    void note_commit() noexcept { committed_ = true; }
    /// Whether the transaction that was begun last has been committed.
    bool has_committed() const noexcept { return committed_; }
    void set_in_commit_hooks(bool on) noexcept { in_commit_hooks_ = on; }
    /// Throws InvalidRequestError while commit hooks are called.
    void check_not_in_commit_hooks() const;

    bool has_savepoints() const noexcept { return !savepoints_.empty(); }
    Savepoint add_savepoint();
    /// Removes a savepoint and those set after it.
    void remove_savepoint(std::uint64_t id) noexcept;
    const Savepoint* find_savepoint(std::uint64_t id) const noexcept;
    /// Whether this is the id of the transaction or of one of its savepoints.
    bool is_active(std::uint64_t id) const noexcept { return id_ == id || find_savepoint(id) != nullptr; }

    void add_handle(std::uint64_t id) { handles_.push_back(id); }
    void remove_handle(std::uint64_t id) noexcept { std::erase(handles_, id); }
    /// Throws InvalidRequestError if a handle is in scope whose transaction or savepoint is over.
    void check_handles() const;

private:
    std::uint64_t last_id_ = 0;
    std::uint64_t id_ = 0;
    std::shared_ptr<TransactionStart> start_;
    bool read_only_ = false;
    bool resolve_commit_ = false;
    bool committed_ = false;
    bool in_commit_hooks_ = false;
    std::uint64_t savepoint_number_ = 0;
    std::vector<Savepoint> savepoints_;
    std::vector<std::uint64_t> handles_;
};

}  // namespace azoth::detail

#pragma once

#include <azoth/driver/session.hpp>
#include <azoth/engine/execution.hpp>
#include <azoth/engine/result_data.hpp>
#include <azoth/task.hpp>

#include <cstddef>
#include <memory>

namespace azoth {

/// Fixes how many rows a stream fetches at a time: `conn.stream(statement, yield_per(1000))`.
class yield_per {
public:
    /// Throws ArgumentError if it is 0.
    explicit yield_per(std::size_t rows);
    std::size_t rows() const noexcept { return rows_; }

private:
    std::size_t rows_;
};

namespace detail {

/// An open query, and the rows of it that have been fetched and not yet been taken.
class Stream {
public:
    /// window 0: it grows.
    Stream(Execution execution, std::size_t window) noexcept;
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;
    ~Stream();

    /// Whether a row is there without asking the database.
    bool has_row() const noexcept { return next_ < available(); }
    std::size_t available() const noexcept {
        return data_ == nullptr || data_->rows == nullptr ? 0 : data_->rows->size();
    }
    /// The rows fetched last.
    const std::shared_ptr<const ResultData>& data() const noexcept { return data_; }
    /// The place of the next row in data(), which is taken.
    std::size_t take_row() noexcept { return next_++; }
    bool is_closed() const noexcept { return closed_; }
    /// The connection ended or the transaction did, and the query with it.
    void invalidate() noexcept;

private:
    friend task<void> fetch(std::shared_ptr<Stream> stream, std::size_t at_least);
    friend task<void> close_stream(std::shared_ptr<Stream> stream);
    friend task<std::shared_ptr<Stream>> open_stream(Execution execution, std::size_t window);

    Execution execution_;  // what it points to outlives the cursor
    std::unique_ptr<Cursor> cursor_;
    std::shared_ptr<const ResultData> data_;
    std::size_t next_ = 0;
    std::size_t window_;
    bool fixed_window_;
    bool at_end_ = false;
    bool closed_ = false;
    bool fetching_ = false;
};

/// Opens a query and fetches its first rows. window 0: it grows.
task<std::shared_ptr<Stream>> open_stream(Execution execution, std::size_t window);
/// Fetches the next window, or more if so many rows are wanted; 0 rows are there afterwards if it is at its end. Throws
/// ResourceClosedError if the stream was closed.
task<void> fetch(std::shared_ptr<Stream> stream, std::size_t at_least);
task<void> close_stream(std::shared_ptr<Stream> stream);

}  // namespace detail
}  // namespace azoth

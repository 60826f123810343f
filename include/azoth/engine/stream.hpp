#pragma once

#include <azoth/driver/session.hpp>
#include <azoth/engine/execution.hpp>
#include <azoth/engine/result_data.hpp>
#include <azoth/engine/row_selection.hpp>
#include <azoth/engine/yield_per.hpp>
#include <azoth/export.hpp>
#include <azoth/task.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

namespace detail {

class Stream;
using StreamPtr = std::shared_ptr<Stream>;

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
    /// How many rows are fetched next.
    std::size_t window() const noexcept { return window_; }
    void set_window(yield_per window) noexcept;
    /// What becomes of the rows that are left, before they are taken.
    void set_filter(RowFilter keep);
    void set_columns(const std::vector<const ast::Expression*>& columns);
    void set_columns(const std::vector<std::string_view>& names);
    /// The connection ended or the transaction did, and the query with it.
    void invalidate() noexcept;

private:
    friend task<void> fetch(StreamPtr stream, std::size_t at_least);
    friend task<void> fetch_rows(StreamPtr stream, std::size_t at_least);
    friend task<void> fetch_told(StreamPtr stream, std::size_t at_least);
    friend task<void> open_cursor(StreamPtr stream);
    friend task<void> close_stream(StreamPtr stream);
    friend task<StreamPtr> open_stream(Execution execution, std::size_t window);
    friend task<DataPtr> read_to_end(StreamPtr stream);
    friend task<DataPtr> take_part(StreamPtr stream, std::size_t size);

    /// At most so many of the rows that are there.
    DataPtr take_rows(std::size_t count);

    /// Throws ResourceClosedError.
    void check_open() const;
    using Step = std::function<DataPtr(const DataPtr&)>;
    void choose(std::vector<std::size_t> columns);
    void add_step(Step step);
    void accept(DataPtr rows);

    Execution execution_;  // what it points to outlives the cursor
    std::unique_ptr<Cursor> cursor_;
    DataPtr data_;
    std::vector<Step> steps_;  // from the rows as they were fetched to those that are taken
    std::size_t next_ = 0;
    std::size_t window_;
    bool fixed_window_;
    bool at_end_ = false;
    bool closed_ = false;
    bool fetching_ = false;
};

/// Opens a query and fetches its first rows. window 0: it grows.
task<StreamPtr> open_stream(Execution execution, std::size_t window);
/// Fetches the next window, or more if so many rows are wanted; 0 rows are there afterwards if it is at its end. Throws
/// ResourceClosedError if the stream was closed.
task<void> fetch(StreamPtr stream, std::size_t at_least);
task<void> close_stream(StreamPtr stream);
/// All rows that are left.
task<DataPtr> read_to_end(StreamPtr stream);
/// The next rows, so many unless they are the last; null after these.
task<DataPtr> take_part(StreamPtr stream, std::size_t size);
std::vector<std::string> keys_of(const Stream& stream);

[[noreturn]] void throw_no_row();
[[noreturn]] void throw_multiple_rows();

}  // namespace detail
}  // namespace azoth

AZOTH_EXPORT_END

#pragma once

#include <azoth/driver/session.hpp>
#include <azoth/engine/execution.hpp>
#include <azoth/engine/open_query.hpp>
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
class Stream final : public OpenQuery {
public:
    /// batch_size: rows of each fetch; 0: few at first, then more.
    Stream(Execution execution, std::size_t batch_size) noexcept;
    ~Stream();

    /// Whether a row can be taken without a request to the database.
    bool has_row() const noexcept { return next_ < available(); }
    std::size_t available() const noexcept {
        return data_ == nullptr || data_->rows == nullptr ? 0 : data_->rows->size();
    }
    /// The batch fetched last.
    const std::shared_ptr<const ResultData>& data() const noexcept { return data_; }
    /// Takes the next row; returns its position in data().
    std::size_t take_row() noexcept { return next_++; }
    bool is_closed() const noexcept { return closed_; }
    /// How many rows are fetched next.
    std::size_t batch_size() const noexcept { return batch_size_; }
    void set_batch_size(yield_per rows) noexcept;
    /// Steps that the rows which are left pass through before they are taken.
    void set_filter(RowFilter keep);
    void set_columns(const std::vector<const ast::Expression*>& columns);
    void set_columns(const std::vector<std::string_view>& names);
    void invalidate() noexcept override;

private:
    friend task<void> fetch(StreamPtr stream, std::size_t at_least);
    friend task<void> fetch_rows(StreamPtr stream, std::size_t at_least);
    friend task<void> fetch_with_error_hooks(StreamPtr stream, std::size_t at_least);
    friend task<void> open_cursor(StreamPtr stream);
    friend task<void> close_stream(StreamPtr stream);
    friend task<StreamPtr> open_stream(Execution execution, std::size_t batch_size);
    friend task<DataPtr> read_to_end(StreamPtr stream);
    friend task<DataPtr> take_batch(StreamPtr stream, std::size_t size);

    /// At most `count` of the rows that were fetched.
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
    std::size_t batch_size_;
    bool fixed_batch_size_;
    bool at_end_ = false;
    bool closed_ = false;
    bool fetching_ = false;
};

/// Opens a query and fetches its first rows. batch_size: see Stream.
task<StreamPtr> open_stream(Execution execution, std::size_t batch_size);
/// Fetches the next batch, or at_least rows if that is more. No row is there afterwards if the query is at its end.
/// Throws ResourceClosedError if the stream is closed.
task<void> fetch(StreamPtr stream, std::size_t at_least);
task<void> close_stream(StreamPtr stream);
/// Reads all rows that are left.
task<DataPtr> read_to_end(StreamPtr stream);
/// The next rows, so many unless they are the last; null after these.
task<DataPtr> take_batch(StreamPtr stream, std::size_t size);
std::vector<std::string> keys_of(const Stream& stream);

[[noreturn]] void throw_no_row();
[[noreturn]] void throw_multiple_rows();

}  // namespace detail
}  // namespace azoth

AZOTH_EXPORT_END

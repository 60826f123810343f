#pragma once

#include <azoth/engine/row.hpp>
#include <azoth/engine/row_selection.hpp>

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace azoth::detail {

/// The part of a Result that does not depend on the types of its rows.
class ResultBase {
public:
    /// Number of rows that the statement inserted, updated, deleted or returned; -1: not known.
    std::int64_t rowcount() const noexcept { return data_->row_count; }
    /// The rowid of the last row inserted (SQLite).
    std::int64_t lastrowid() const noexcept { return data_->last_insert_id; }
    /// Returns the primary key of the row that an INSERT of one row made, one value for each column; NULL where it is
    /// not known. Throws InvalidRequestError for any other statement.
    std::vector<Value> inserted_primary_key() const { return inserted_key(*data_); }
    /// Returns the columns that the database filled in of the row that an INSERT of one row made: after
    /// return_defaults() all columns that the statement sent no value for, else at most the key. For an UPDATE with
    /// return_defaults(): those of the first row that it changed. Empty if nothing was returned.
    std::optional<Row<Dynamic>> returned_defaults() const;
    /// Returns the columns that the database filled in of each row, in the order in which the database returns them.
    std::vector<Row<Dynamic>> returned_defaults_rows() const;
    /// Whether the statement returns rows. If it does not, access to rows throws ResourceClosedError.
    bool returns_rows() const noexcept { return data_->rows != nullptr; }
    /// The number of rows.
    std::size_t size() const noexcept { return data_->rows == nullptr ? 0 : data_->rows->size(); }
    /// Whether there are no rows.
    bool empty() const noexcept { return size() == 0; }
    /// Returns the names of the columns.
    std::vector<std::string> keys() const;

    /// Returns all rows as they are printed: `[(1, 'some name 1'), (2, 'some name 2')]`.
    std::string to_string() const;
    friend std::ostream& operator<<(std::ostream& out, const ResultBase& result);

protected:
    ResultBase();
    explicit ResultBase(std::shared_ptr<const ResultData> data) noexcept : data_(std::move(data)) {}
    ~ResultBase() = default;
    ResultBase(const ResultBase&) = default;
    ResultBase(ResultBase&&) = default;
    ResultBase& operator=(const ResultBase&) = default;
    ResultBase& operator=(ResultBase&&) = default;

    const std::shared_ptr<const ResultData>& data() const noexcept { return data_; }
    /// Throws NoResultFound or MultipleResultsFound unless there is one row.
    void check_one() const;
    /// Whether there is a row. Throws MultipleResultsFound if there are more.
    bool check_one_or_none() const;
    std::size_t checked_size() const { return row_buffer_of(*data_).size(); }
    std::vector<DataPtr> parted(std::size_t size) const;

private:
    std::shared_ptr<const ResultData> data_;
};

}  // namespace azoth::detail

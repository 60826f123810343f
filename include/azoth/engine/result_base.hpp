#pragma once

#include <azoth/engine/row.hpp>
#include <azoth/engine/row_selection.hpp>
#include <azoth/export.hpp>

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth::detail {

/// The part of a Result that is the same for all row types.
class ResultBase {
public:
    /// Rows that the statement inserted, updated, deleted or returned; -1: not known.
    std::int64_t rowcount() const noexcept { return data_->row_count; }
    /// SQLite: the rowid of the last row inserted.
    std::int64_t lastrowid() const noexcept { return data_->last_insert_id; }
    /// The primary key of the row that an INSERT of one row made, column by column; NULL where it is not known. Throws
    /// InvalidRequestError for any other statement.
    std::vector<Value> inserted_primary_key() const { return inserted_key(*data_); }
    /// What the database filled in of the row that an INSERT of one row made: after return_defaults() all columns that
    /// the statement sent no value for, else the key at most. Of an UPDATE with return_defaults(): those of the first
    /// row that it changed. Nothing if nothing came back.
    std::optional<Row<Dynamic>> returned_defaults() const;
    /// The same of each row, in the order in which the database gives them.
    std::vector<Row<Dynamic>> returned_defaults_rows() const;
    /// Whether the statement gives rows at all. If it doesn't, asking for rows throws ResourceClosedError.
    bool returns_rows() const noexcept { return data_->rows != nullptr; }
    /// The number of rows.
    std::size_t size() const noexcept { return data_->rows == nullptr ? 0 : data_->rows->size(); }
    bool empty() const noexcept { return size() == 0; }
    /// The names of the columns.
    std::vector<std::string> keys() const;

    /// All rows as they are printed: `[(1, 'some name 1'), (2, 'some name 2')]`.
    std::string to_string() const;
    friend AZOTH_EXPORT std::ostream& operator<<(std::ostream& out, const ResultBase& result);

protected:
    ResultBase();
    explicit ResultBase(std::shared_ptr<const ResultData> data) noexcept : data_(std::move(data)) {}
    ~ResultBase() = default;
    ResultBase(const ResultBase&) = default;
    ResultBase(ResultBase&&) = default;
    ResultBase& operator=(const ResultBase&) = default;
    ResultBase& operator=(ResultBase&&) = default;

    const std::shared_ptr<const ResultData>& data() const noexcept { return data_; }
    /// Throws NoResultFound or MultipleResultsFound.
    void check_one() const;
    /// Whether there is a row; throws MultipleResultsFound if there are more.
    bool check_one_or_none() const;
    std::size_t checked_size() const { return row_buffer_of(*data_).size(); }
    std::vector<DataPtr> parted(std::size_t size) const;

private:
    std::shared_ptr<const ResultData> data_;
};

}  // namespace azoth::detail

AZOTH_EXPORT_END

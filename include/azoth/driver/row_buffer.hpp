#pragma once

#include <azoth/types/cell.hpp>
#include <azoth/types/sql_type.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace azoth {

/// Formats of SQLite's cells: see RowDescription::tagged.
enum class StorageTag : std::uint8_t {
    declared,  ///< the value in the wire form of the column's declared type (ColumnDescription::format)
    integer,   ///< int8
    real,      ///< float8
    /// text
    text,
    blob  ///< bytea
};

/// One column of an answer.
struct ColumnDescription {
    /// The column's name, or its label in the statement.
    std::string name;
    Oid format = oid::unspecified;  ///< format of every cell of the column, unless the rows are tagged
    SqlType type;                   ///< as the statement declares it; else the null type
    Oid table = 0;                  ///< PostgreSQL: the OID of the table the column comes from; 0: none
    std::int16_t attribute = 0;     ///< PostgreSQL: its number in that table
};

/// The columns of an answer. Immutable, shared by all answers of a prepared statement.
struct RowDescription {
    /// The columns in their order.
    std::vector<ColumnDescription> columns;
    /// Whether every cell that is not NULL starts with a StorageTag byte, counted in its length: SQLite's values have a
    /// storage class each.
    bool tagged = false;
    /// The types made in the database that the columns contain (PostgreSQL); null if there are none, or if they are not
    /// known.
    std::shared_ptr<const TypeTable> types;
};

/// Rows as the database sent them. Each row is a pointer to its first cell; its cells follow one another as [int32
/// length, -1 for NULL][bytes], in slabs that this object keeps alive. The session checks all lengths against the row's
/// end before it adds the row. Threads: filled by one session; after that many threads may read it.
class RowBuffer {
public:
    /// Makes an empty buffer of rows with these columns.
    explicit RowBuffer(std::shared_ptr<const RowDescription> description) : description_(std::move(description)) {}
    /// Makes a buffer of the same rows with a more complete description.
    RowBuffer(const RowBuffer& rows, std::shared_ptr<const RowDescription> description)
        : description_(std::move(description)), slabs_(rows.slabs_), rows_(rows.rows_) {}

    /// The columns.
    const RowDescription& description() const noexcept { return *description_; }
    /// The columns, shared.
    const std::shared_ptr<const RowDescription>& shared_description() const noexcept { return description_; }
    /// Number of columns.
    std::size_t column_count() const noexcept { return description_->columns.size(); }
    /// Number of rows.
    std::size_t size() const noexcept { return rows_.size(); }
    /// Whether there are no rows.
    bool empty() const noexcept { return rows_.empty(); }
    /// The first cell of the row at `index`, which must be less than size().
    const std::byte* row(std::size_t index) const noexcept { return rows_[index]; }

    /// Keeps memory that rows point into alive.
    void keep(std::shared_ptr<const void> slab) { slabs_.push_back(std::move(slab)); }
    /// Adds a row whose cells have been checked.
    void add_row(const std::byte* first_cell) { rows_.push_back(first_cell); }
    /// Reserves memory for this number of rows.
    void reserve(std::size_t rows) { rows_.reserve(rows); }

    /// Reads the cell at `at`, of column `column`, and moves `at` to the next cell.
    Cell read_cell(const std::byte*& at, std::size_t column) const noexcept {
        const auto size = load_big_endian<std::int32_t>(at);
        at += sizeof size;
        Cell cell{size < 0 ? nullptr : at, size, description_->columns[column].format, description_->types.get()};
        if (size > 0) at += size;
        if (description_->tagged) untag(cell);
        return cell;
    }

    /// Returns a cell by row and column. Walks over the row's cells before it.
    Cell cell(std::size_t row, std::size_t column) const noexcept;

private:
    static void untag(Cell& cell) noexcept {
        if (cell.is_null()) return;
        const auto tag = static_cast<StorageTag>(cell.data[0]);
        if (tag != StorageTag::declared) cell.type = format_of(tag);
        ++cell.data;
        --cell.size;
    }
    static Oid format_of(StorageTag tag) noexcept;

    std::shared_ptr<const RowDescription> description_;
    std::vector<std::shared_ptr<const void>> slabs_;
    std::vector<const std::byte*> rows_;
};

}  // namespace azoth

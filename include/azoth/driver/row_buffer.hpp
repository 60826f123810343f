#pragma once

#include <azoth/export.hpp>
#include <azoth/types/cell.hpp>
#include <azoth/types/sql_type.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// Formats that only SQLite's cells have: see RowDescription::tagged.
enum class StorageTag : std::uint8_t {
    declared,  ///< the value in the wire form of the column's declared type (ColumnDescription::format)
    integer,   ///< int8
    real,      ///< float8
    text,
    blob  ///< bytea
};

struct ColumnDescription {
    std::string name;
    Oid format = oid::unspecified;  ///< of every cell of the column, unless the rows are tagged
    SqlType type;                   ///< as the statement declares it; the null type where it doesn't
    Oid table = 0;                  ///< PostgreSQL: the OID of the table the column comes from; 0: none
    std::int16_t attribute = 0;     ///< PostgreSQL: its number in that table
};

/// The columns of an answer. Immutable, shared by all answers of a prepared statement.
struct RowDescription {
    std::vector<ColumnDescription> columns;
    /// SQLite's values have a storage class each: every cell that isn't NULL starts with a StorageTag byte (counted in
    /// its length).
    bool tagged = false;
    /// PostgreSQL: the types of the columns, and of what is in them, that were made in the database; null where there
    /// are none, or where nobody knows them.
    std::shared_ptr<const TypeTable> types;
};

/// Rows as they came from the database: for each a pointer to its first cell, cells lying one behind the other as
/// [int32 length, -1 for NULL][bytes], in slabs that are kept alive here. A session has checked every length against
/// the row's end before it adds the row. Filled by one session, then only read; safe to read from many threads.
class RowBuffer {
public:
    explicit RowBuffer(std::shared_ptr<const RowDescription> description) : description_(std::move(description)) {}
    /// The same rows, of which more is known now.
    RowBuffer(const RowBuffer& rows, std::shared_ptr<const RowDescription> description)
        : description_(std::move(description)), slabs_(rows.slabs_), rows_(rows.rows_) {}

    const RowDescription& description() const noexcept { return *description_; }
    const std::shared_ptr<const RowDescription>& shared_description() const noexcept { return description_; }
    std::size_t column_count() const noexcept { return description_->columns.size(); }
    std::size_t size() const noexcept { return rows_.size(); }
    bool empty() const noexcept { return rows_.empty(); }
    const std::byte* row(std::size_t index) const noexcept { return rows_[index]; }

    /// Keeps what the rows point into alive.
    void keep(std::shared_ptr<const void> slab) { slabs_.push_back(std::move(slab)); }
    void add_row(const std::byte* first_cell) { rows_.push_back(first_cell); }
    void reserve(std::size_t rows) { rows_.reserve(rows); }

    /// The cell at `at`, in column `column`; `at` moves on to the next cell.
    Cell read_cell(const std::byte*& at, std::size_t column) const noexcept {
        const auto size = load_big_endian<std::int32_t>(at);
        at += sizeof size;
        Cell cell{size < 0 ? nullptr : at, size, description_->columns[column].format, description_->types.get()};
        if (size > 0) at += size;
        if (description_->tagged) untag(cell);
        return cell;
    }

    /// Random access: walks the row's cells up to the column.
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

AZOTH_EXPORT_END

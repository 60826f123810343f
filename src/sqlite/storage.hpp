#pragma once

#include "row_writer.hpp"
#include <azoth/driver/row_buffer.hpp>
#include <azoth/types/cell.hpp>
#include <azoth/types/oid.hpp>
#include <azoth/types/sql_type.hpp>

struct sqlite3_stmt;
struct sqlite3_value;

namespace azoth::sqlite {

/// Binds a value in its wire form and answers with SQLite's result code. Text and bytes are not copied: the cell lives
/// until the bindings are cleared. Throws DataError for a value that SQLite can't hold, or that is malformed.
using Bind = int (*)(sqlite3_stmt* statement, int index, const Cell& cell);

/// How values of a type are stored. What has no form of its own is stored as its text, an array whose variant for
/// SQLite is JSON as a JSON array.
Bind bind_for(const SqlType& type) noexcept;

/// Appends a value of the current row in the wire form of the declared type. False, and nothing appended, where it does
/// not convert to it without loss.
using Read = bool (*)(sqlite3_value* stored, int storage_class, const SqlType& declared, RowWriter& out);

/// How a column declared with a type is read; null: as it is stored.
Read read_for(const SqlType& type) noexcept;

/// Appends a value of the current row, on the one thread that uses its connection; `read` may be null.
void append_value(sqlite3_value* stored, const SqlType& declared, Read read, RowWriter& out);

/// The wire format of a declared type's values; types that have none of their own on every database are text.
Oid declared_format(const SqlType& type) noexcept;

/// Whether it is an array that the database keeps as a JSON document.
bool is_json_array(const SqlType& type) noexcept;

}  // namespace azoth::sqlite

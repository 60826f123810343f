#pragma once

#include "row_writer.hpp"
#include <azoth/driver/row_buffer.hpp>
#include <azoth/types/cell.hpp>
#include <azoth/types/oid.hpp>
#include <azoth/types/sql_type.hpp>

struct sqlite3_stmt;
struct sqlite3_value;

namespace azoth::sqlite {

/// Binds a value in its wire form and returns SQLite's result code. Text and bytes are not copied: the cell must live
/// until the bindings are cleared. Throws DataError for a value that is malformed or that SQLite cannot store.
using Bind = int (*)(sqlite3_stmt* statement, int index, const Cell& cell);

/// How values of a type are stored. A type without a storage form is stored as its text form; an array whose variant
/// for SQLite is JSON is stored as a JSON array.
Bind bind_for(const SqlType& type) noexcept;

/// Appends a value of the current row in the wire form of the declared type. Returns false and appends nothing if the
/// value does not convert without loss.
using Read = bool (*)(sqlite3_value* stored, int storage_class, const SqlType& declared, RowWriter& out);

/// How a column with a declared type is read; null: in its stored type.
Read read_for(const SqlType& type) noexcept;

/// Appends a value of the current row; `read` may be null. Called only on the connection's thread.
void append_value(sqlite3_value* stored, const SqlType& declared, Read read, RowWriter& out);

/// The wire format of a declared type's values; text for types whose OID differs between databases.
Oid declared_format(const SqlType& type) noexcept;

/// Whether it is an array that SQLite stores as a JSON document.
bool is_json_array(const SqlType& type) noexcept;

}  // namespace azoth::sqlite

#pragma once

#include <azoth/export.hpp>

#include <cstdint>
#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// What the database does with rows whose foreign key points to a row that is deleted or whose key is changed:
/// ForeignKey::on_delete(), on_update().
enum class Action : std::uint8_t {
    cascade,      ///< deletes or changes them, too
    set_null,     ///< sets their columns to NULL
    set_default,  ///< sets their columns to their defaults
    restrict,     ///< refuses at once
    no_action     ///< refuses at the end of the statement, or of the transaction if the constraint is deferred
};

/// When a deferrable constraint is checked: `deferrable().initially(Initially::deferred)`.
enum class Initially : std::uint8_t {
    deferred,  ///< at the end of the transaction
    immediate  ///< at the end of each statement
};

/// How a foreign key of several columns treats NULL: ForeignKeyConstraint::match().
enum class Match : std::uint8_t {
    full,    ///< all columns are NULL, or none
    simple,  ///< any column may be NULL; the row is not checked then
    partial  ///< of the SQL standard; no database of azoth's has it
};

/// How an index finds its rows: Index::using_(). An access method of an extension is given as text.
enum class IndexMethod : std::uint8_t {
    btree,   ///< BTREE, the default
    hash,    ///< HASH
    gin,     ///< GIN
    gist,    ///< GIST
    spgist,  ///< SPGIST
    brin     ///< BRIN
};

/// What SQLite does with a row that violates a constraint: UniqueConstraint::on_conflict().
enum class ConflictResolution : std::uint8_t {
    rollback,  ///< fails the statement and rolls the transaction back
    abort,     ///< fails the statement and undoes what it did; the default
    fail,      ///< fails the statement and keeps what it did to earlier rows
    ignore,    ///< leaves the row out
    replace    ///< deletes the rows that are in the way
};

/// What becomes of a temporary table's rows at COMMIT: postgresql::on_commit.
enum class OnCommit : std::uint8_t {
    preserve_rows,  ///< the default
    delete_rows,    ///< all rows are deleted
    drop            ///< the table itself is dropped
};

/// As SQL spells it: "SET NULL".
std::string_view to_string(Action action) noexcept;
/// As SQL spells it: "DEFERRED".
std::string_view to_string(Initially when) noexcept;
/// As SQL spells it: "FULL".
std::string_view to_string(Match how) noexcept;
/// The name of the access method: "gin".
std::string_view to_string(IndexMethod method) noexcept;
/// As SQL spells it: "ROLLBACK".
std::string_view to_string(ConflictResolution what) noexcept;
/// As SQL spells it: "DELETE ROWS".
std::string_view to_string(OnCommit what) noexcept;

}  // namespace azoth

AZOTH_EXPORT_END

#pragma once

#include <azoth/driver/row_buffer.hpp>
#include <azoth/sql/statement_text.hpp>
#include <azoth/types/type_table.hpp>

#include <memory>
#include <mutex>
#include <vector>

namespace azoth::postgresql {

/// What the sessions of one database know of the types that were made in it, asked for when an answer first holds one
/// of them. Shared by the sessions, thread-safe. A type that was dropped and made again has another OID: it is asked
/// for anew, and the old one is never met again.
class TypeCatalog {
public:
    std::shared_ptr<const TypeTable> table() const;
    /// Takes in the answer to type_query().
    void learn(const RowBuffer& answer);

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const TypeTable> table_ =
        std::make_shared<const TypeTable>(std::unordered_map<Oid, DatabaseType>());
};

/// Asks for types and all that they are made of; the parameter is an array of OIDs.
StatementText type_query(int server_version);

/// Whether a format is the same in every database and explains all that is in its values.
bool is_plain(Oid format) noexcept;
/// Whether it is the format of rows without a name, or of arrays of them.
bool is_row(Oid format) noexcept;
/// Whether values of the format name the formats of what they hold: rows, and arrays of them.
bool names_formats(Oid format, const TypeTable& types) noexcept;
/// Appends the formats named in a cell that the table doesn't know; with each the types that hold it, which may have
/// changed. What is malformed is left to whoever reads the value.
void find_unknown(const Cell& cell, const TypeTable& types, std::vector<Oid>& unknown);

}  // namespace azoth::postgresql

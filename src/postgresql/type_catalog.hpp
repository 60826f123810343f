#pragma once

#include <azoth/driver/row_buffer.hpp>
#include <azoth/sql/statement_text.hpp>
#include <azoth/types/type_table.hpp>

#include <cstddef>
#include <memory>
#include <mutex>
#include <unordered_set>
#include <utility>
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

/// Maximum number of types that the database is asked for because of one answer. Further ones stay unknown.
inline constexpr std::size_t max_asked_types = 4096;
/// Maximum number of rows and arrays within each other that find_unknown() descends into. Types that are named at a
/// greater depth stay unknown.
inline constexpr int max_walk_depth = 100;

/// The types to ask the database for, each once, at most max_asked_types.
class UnknownTypes {
public:
    /// Types in `excluded` are not added. It must outlive this object.
    explicit UnknownTypes(const std::unordered_set<Oid>& excluded) : excluded_(excluded) {}

    /// Adds a type. Does nothing if it is there already, is excluded, or is_full().
    void add(Oid type) {
        if (!is_full() && !excluded_.contains(type) && met_.insert(type).second) types_.push_back(type);
    }
    bool is_full() const noexcept { return types_.size() == max_asked_types; }
    std::size_t size() const noexcept { return types_.size(); }
    /// In the order in which they were added; leaves the object empty.
    std::vector<Oid> take() {
        met_.clear();
        return std::exchange(types_, {});
    }

private:
    const std::unordered_set<Oid>& excluded_;
    std::unordered_set<Oid> met_;
    std::vector<Oid> types_;
};

/// Adds the formats named in a cell that the table doesn't know; with each the types that hold it, which may have
/// changed. Stops when `unknown` is full. A malformed value is reported by the codec that reads it, not here.
void find_unknown(const Cell& cell, const TypeTable& types, UnknownTypes& unknown);

}  // namespace azoth::postgresql

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

/// What the sessions of one database know of its user-defined types, queried when an answer first contains one. Shared
/// by the sessions, thread-safe. A type that was dropped and created again has another OID: it is queried again, and
/// the old OID does not occur any more.
class TypeCatalog {
public:
    std::shared_ptr<const TypeTable> table() const;
    /// Adds the answer to type_query().
    void learn(const RowBuffer& answer);

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const TypeTable> table_ =
        std::make_shared<const TypeTable>(std::unordered_map<Oid, DatabaseType>());
};

/// A query for types and all their parts; the parameter is an array of OIDs.
StatementText type_query(int server_version);

/// Whether a format is the same in every database and describes its values completely.
bool is_plain(Oid format) noexcept;
/// Whether it is the format of anonymous rows, or of arrays of them.
bool is_row(Oid format) noexcept;
/// Whether values of the format contain the formats of their parts: rows, and arrays of them.
bool names_formats(Oid format, const TypeTable& types) noexcept;

/// Maximum number of types that are queried because of one answer. Further types stay unknown.
inline constexpr std::size_t max_asked_types = 4096;
/// Maximum nesting depth of rows and arrays that find_unknown() examines. Types at a greater depth stay unknown.
inline constexpr int max_walk_depth = 100;

/// The types to query, each once, at most max_asked_types.
class UnknownTypes {
public:
    /// Types in `excluded` are not added. It must outlive this object.
    explicit UnknownTypes(const std::unordered_set<Oid>& excluded) : excluded_(excluded) {}

    /// Adds a type. Does nothing if it is already added or excluded, or if is_full().
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

/// Adds the formats in a cell that the table does not know, each with the types that contain it, which may have
/// changed. Stops when `unknown` is full. A malformed value is reported by the codec that reads it, not here.
void find_unknown(const Cell& cell, const TypeTable& types, UnknownTypes& unknown);

}  // namespace azoth::postgresql

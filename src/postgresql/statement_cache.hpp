#pragma once

#include "protocol/message.hpp"
#include <azoth/driver/row_buffer.hpp>
#include <azoth/sql/statement_text.hpp>

#include <boost/intrusive/list.hpp>
#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace azoth::postgresql {

/// A statement that the server has prepared, or will have when the Parse in flight has arrived.
struct PreparedStatement : boost::intrusive_ref_counter<PreparedStatement, boost::thread_safe_counter>,
                           boost::intrusive::list_base_hook<> {
    PreparedStatement(std::string statement_name, std::string_view text, std::span<const SqlType> types);

    /// Whether the values of a column are requested as text.
    bool gives_text(std::size_t column) const noexcept;

    const std::string name;  ///< empty: the unnamed statement, which the next one replaces; else see statement_name()
    const std::string sql;
    const std::vector<std::uint32_t> parameter_types;
    std::vector<protocol::Format> parameter_formats;  ///< empty: all binary
    std::vector<protocol::Format> result_formats;     ///< one for all columns, or one each; empty: all binary
    std::vector<ResultColumn> columns;                ///< what the compiler knows of the answer, until it is described
    std::shared_ptr<const RowDescription> description;  ///< null: not described yet, or no rows
    bool is_plain = false;                              ///< its answers contain no user-defined types
    std::unordered_set<Oid> asked;                      ///< types that were queried for its answers
    std::size_t hash = 0;
    bool changes_schema = false;  ///< other statements may have other plans and other columns after it
    bool parse_sent = false;
    bool describe_sent = false;
    bool described = false;            ///< a Describe was answered
    std::uint64_t described_with = 0;  ///< the number of the Sync after the latest Describe
    bool parse_failed = false;         ///< requests after its Parse find no statement
    bool replaces = false;             ///< the server may have an earlier one of this name
    bool cached = false;
};
using PreparedPtr = boost::intrusive_ptr<PreparedStatement>;

/// The named prepared statements of one connection; evicts the least recently used. Not thread-safe.
class StatementCache {
public:
    explicit StatementCache(std::size_t capacity) : capacity_(capacity) {}
    ~StatementCache() { clear(); }
    StatementCache(const StatementCache&) = delete;
    StatementCache& operator=(const StatementCache&) = delete;

    /// `hash` is that of the SQL and the types. Null: not in the cache.
    PreparedPtr find(std::string_view sql, std::size_t hash, std::span<const SqlType> types);
    /// Inserts the statement to prepare. Evicts others if the cache is full; the names that the server may drop are
    /// appended to `evicted`.
    PreparedPtr insert(std::string_view sql, std::size_t hash, std::span<const SqlType> types,
                       std::vector<std::string>& evicted);
    /// Removes a statement that the server does not have or that must not be used again; it may already be removed.
    void forget(PreparedStatement& statement) noexcept;

    bool is_enabled() const noexcept { return capacity_ != 0; }
    std::size_t size() const noexcept { return statements_.size(); }
    void clear() noexcept;
    /// Removes all; the names that the server may drop are appended to `dropped`.
    void clear(std::vector<std::string>& dropped);
    /// From now on no statement gets a name.
    void disable() noexcept {
        clear();
        capacity_ = 0;
    }

private:
    std::size_t capacity_;
    std::unordered_map<std::size_t, PreparedPtr> statements_;
    boost::intrusive::list<PreparedStatement, boost::intrusive::constant_time_size<false>>
        by_use_;  // most recently used first
};

}  // namespace azoth::postgresql

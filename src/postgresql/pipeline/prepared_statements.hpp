#pragma once

#include "postgresql/protocol/encoder.hpp"
#include "postgresql/statement_cache.hpp"
#include "request.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace azoth::postgresql::pipeline {

/// Which prepared statements the server has, as far as the client knows: those in the cache, and those that the cache
/// evicted and that must be closed before the next request.
class PreparedStatements {
public:
    /// cache_size 0: no statement gets a name. Otherwise at least the statements of one request are kept.
    explicit PreparedStatements(std::size_t cache_size)
        : cache_(cache_size == 0 ? 0 : std::max(cache_size, most_of_a_request)) {}
    /// A statement, BEGIN and SET LOCAL: none of them must evict another.
    static constexpr std::size_t most_of_a_request = 3;

    /// The statement to bind; it may have to be parsed first. unnamed: it must not depend on a Parse of another
    /// request. Throws NotSupportedError for a COPY.
    PreparedPtr find(const StatementText& text, bool unnamed);
    PreparedPtr find_control(std::string_view sql);

    /// Writes Close messages for evicted statements. Returns the number of CloseComplete messages to expect.
    std::uint32_t write_closes(protocol::Encoder& encoder) const;
    /// The output of write_closes() will be sent.
    void closed() noexcept { dropped_.clear(); }

    /// A request was encoded. If it changes the schema, prepared statements are stale.
    void sent(const Request& request);
    /// Reverts sent() for a request that was not sent.
    void not_sent(Request& request) noexcept;
    /// A request has ended: statements that it failed to parse do not exist.
    void answered(Request& request);
    /// The server's transaction ended.
    void transaction_ended() noexcept { schema_changed_ = false; }
    /// The server has dropped all statements.
    void discarded() noexcept;

private:
    void give_up(PreparedStatement& statement) noexcept;

    StatementCache cache_;
    std::vector<std::string> dropped_;
    bool schema_changed_ = false;  // in the open transaction
    int vanished_ = 0;             // how often prepared statements vanished
};

}  // namespace azoth::postgresql::pipeline

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

/// Which prepared statements the server has, as far as this side knows: those of the cache, and those that the cache
/// dropped and that are to be closed before the next request.
class PreparedStatements {
public:
    /// cache_size 0: no statement gets a name. Otherwise at least those of one request are kept.
    explicit PreparedStatements(std::size_t cache_size)
        : cache_(cache_size == 0 ? 0 : std::max(cache_size, most_of_a_request)) {}
    /// A statement, BEGIN and SET LOCAL: none of them must drive another one out.
    static constexpr std::size_t most_of_a_request = 3;

    /// The statement to bind; it may have to be parsed. unnamed: it must not depend on a Parse that another request has
    /// sent. Throws NotSupportedError for a COPY.
    PreparedPtr find(const StatementText& text, bool unnamed);
    PreparedPtr find_control(std::string_view sql);

    /// Closes what the cache dropped. Returns the number of CloseComplete messages to expect.
    std::uint32_t write_closes(protocol::Encoder& encoder) const;
    /// What write_closes() wrote is going to be sent.
    void closed() noexcept { dropped_.clear(); }

    /// A request was encoded. What it changes in the schema makes statements out of date.
    void sent(const Request& request);
    /// Takes back that statements of a request were sent: they were not.
    void not_sent(Request& request) noexcept;
    /// A request has ended: what it could not parse is not there.
    void answered(Request& request);
    /// The server's transaction ended.
    void transaction_ended() noexcept { schema_changed_ = false; }
    /// The server has dropped all statements by itself.
    void discarded() noexcept;

private:
    void give_up(PreparedStatement& statement) noexcept;

    StatementCache cache_;
    std::vector<std::string> dropped_;
    bool schema_changed_ = false;  // in the transaction that is open
    int vanished_ = 0;             // how often prepared statements were gone
};

}  // namespace azoth::postgresql::pipeline

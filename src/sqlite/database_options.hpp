#pragma once

#include <azoth/driver/backend.hpp>
#include <azoth/driver/url.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace azoth::sqlite {

/// How to open a database, from its URL.
struct DatabaseOptions {
    std::string path;  ///< in memory: empty until the connector names the database
    bool in_memory = false;
    int open_flags = 0;
    std::chrono::milliseconds busy_timeout{5000};
    bool foreign_keys = true;
    std::string journal_mode;          ///< in lower case; empty: that of the file
    std::vector<std::string> pragmas;  ///< statements for every new connection
    bool trusted_schema = false;
    bool defensive = true;
    bool untrusted = false;
    std::uint64_t regexp_steps = 0;  ///< limit of one call; zero: no limit
    std::chrono::milliseconds connect_timeout{0};
    std::size_t statement_cache_size = 0;
    std::size_t max_result_bytes = 0;  ///< 0: no limit
};

/// Throws ArgumentError.
DatabaseOptions parse_options(const Url& url, const ConnectOptions& options);

}  // namespace azoth::sqlite

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace azoth {

struct UrlHost {
    std::string name;        ///< host name, IPv4 or IPv6 address (without brackets), or a directory of a Unix socket
    std::uint16_t port = 0;  ///< 0: the default
};

/// A database URL as SQLAlchemy writes it: `backend[+driver]://[user[:password]@][host[:port][,host[:port]...]]
/// [/database][?key=value&...]`, everything percent-decoded. `postgres://` is another spelling of `postgresql://`, as
/// it is for libpq. SQLite: `sqlite://` (in memory), `sqlite:///relative.db`, `sqlite:////absolute.db`.
class Url {
public:
    /// Throws ArgumentError that says what is malformed, and never shows the password.
    static Url parse(std::string_view text);

    std::string backend;  ///< "postgresql", "sqlite"
    std::string driver;   ///< what follows a +; empty: the backend's own
    std::string user;
    std::string password;
    bool has_password = false;
    std::vector<UrlHost> hosts;
    std::string database;
    std::vector<std::pair<std::string, std::string>> query;  ///< in order; a key may repeat

    /// The last value of a key of the query, or empty.
    std::string_view option(std::string_view key) const noexcept;
    /// The URL again, percent-encoded; a password shows as *** unless asked for.
    std::string render(bool hide_password = true) const;
};

}  // namespace azoth

#pragma once

#include <azoth/driver/secret.hpp>
#include <azoth/export.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

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
    /// Throws ArgumentError that says what is malformed, and shows nothing of what follows the backend's name. After
    /// it only one @ may stand there unencoded, the one that ends the password, and no /, ? or # before that: a
    /// password that has one of them must be percent-encoded, or its rest would be taken for a host, a database or an
    /// option, which are shown.
    static Url parse(std::string_view text);

    std::string backend;  ///< "postgresql", "sqlite"
    std::string driver;   ///< what follows a +; empty: the backend's own
    std::string user;
    Secret password;  ///< `url.password.reveal()` is its text
    bool has_password = false;
    std::vector<UrlHost> hosts;
    std::string database;
    std::vector<std::pair<std::string, std::string>> query;  ///< in order; a key may repeat

    /// The last value of a key of the query, or empty.
    std::string_view option(std::string_view key) const noexcept;
    /// The URL again, percent-encoded; a password shows as *** unless asked for, and so do the options that are secrets
    /// (is_secret_option()).
    std::string render(bool hide_password = true) const;
};

/// Whether an option of a URL, a keyword of libpq's, has a value that must not be shown: `password`, `sslpassword`, the
/// keys of SCRAM, the secret of an OAuth client.
bool is_secret_option(std::string_view key) noexcept;

}  // namespace azoth

AZOTH_EXPORT_END

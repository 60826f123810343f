#pragma once

#include <azoth/driver/secret.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace azoth {

/// A host of a URL.
struct UrlHost {
    std::string name;        ///< host name, IPv4 or IPv6 address (without brackets), or a directory of a Unix socket
    std::uint16_t port = 0;  ///< 0: the default
};

/// A database URL in SQLAlchemy's form: `backend[+driver]://[user[:password]@][host[:port][,host[:port]...]]
/// [/database][?key=value&...]`, percent-decoded. `postgres://` stands for `postgresql://`, as in libpq. SQLite:
/// `sqlite://` (in memory), `sqlite:///relative.db`, `sqlite:////absolute.db`.
class Url {
public:
    /// Parses a URL. Throws ArgumentError that says what is malformed; its message shows nothing after the backend's
    /// name. Only one @ may be unencoded, the one after the password, and no /, ? or # before it: in a password these
    /// must be percent-encoded, or its rest would be taken for a host, a database or an option, which are shown.
    static Url parse(std::string_view text);

    std::string backend;  ///< "postgresql", "sqlite"
    std::string driver;   ///< the text after `+`; empty: the backend's default
    /// User name; empty: none is given.
    std::string user;
    Secret password;  ///< `url.password.reveal()` is its text
    /// Whether the URL has a password, maybe an empty one.
    bool has_password = false;
    /// The hosts, in the order in which they are tried.
    std::vector<UrlHost> hosts;
    /// Name of the database, or SQLite's file.
    std::string database;
    std::vector<std::pair<std::string, std::string>> query;  ///< in order; a key may repeat

    /// Returns the last value of a key of the query, or an empty text.
    std::string_view option(std::string_view key) const noexcept;
    /// Returns the URL, percent-encoded. By default the password and the options with secret values
    /// (is_secret_option()) are shown as ***.
    std::string render(bool hide_password = true) const;
};

/// Whether an option of a URL, a keyword of libpq, has a value that must not be shown: `password`, `sslpassword`, the
/// keys of SCRAM, the secret of an OAuth client.
bool is_secret_option(std::string_view key) noexcept;

}  // namespace azoth

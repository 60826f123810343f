#pragma once

#include <azoth/driver/secret.hpp>
#include <azoth/driver/url.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace azoth::postgresql {

/// A URL as parameters of libpq. Immutable.
class ConnInfo {
public:
    /// Throws ArgumentError for an option that libpq does not have or azoth does not support; the message never shows
    /// the password.
    explicit ConnInfo(const Url& url);

    /// A copy with a setting of the server for the session's start, added to those of `options`.
    ConnInfo with_setting(std::string_view options, std::string_view name, std::string_view value) const;

    /// Keywords and values as libpq's parallel arrays, each ended by a null pointer; valid as long as this object.
    std::vector<const char*> keywords() const;
    std::vector<const char*> values() const;

    /// A message of libpq or the server with *** in place of each password and key of the URL. A secret that is also
    /// the name of the host, the user or the database is kept: target() shows it.
    std::string without_secrets(std::string message) const;
    /// Replaces the secret in the message in the same way.
    void take_out(std::string& message, std::string_view secret) const;

    /// The server, user and database for a message, without the password.
    const std::string& target() const noexcept { return target_; }
    /// Whether azoth itself set sslmode=require, because a host is not this machine and nothing else set sslmode.
    bool requires_tls_by_default() const noexcept { return requires_tls_by_default_; }
    /// The option connect_timeout, which libpq applies only to its blocking calls; zero: no limit.
    const std::optional<std::chrono::milliseconds>& connect_timeout() const noexcept { return connect_timeout_; }

private:
    void set(std::string_view keyword, std::string_view value);
    void set_default(std::string_view keyword, std::string_view value);
    const std::string* find(std::string_view keyword) const noexcept;
    [[noreturn]] void refuse_unknown(std::string_view keyword) const;
    void set_option(std::string_view keyword, std::string_view value);
    void detect_dead_links();
    void require_tls_where_remote();
    std::string setting_or(std::string_view keyword, const char* variable) const;
    void describe_target();

    std::vector<std::pair<std::string, Secret>> settings_;  // the keyword, and its value, which may be a password
    std::string target_;
    bool requires_tls_by_default_ = false;
    std::optional<std::chrono::milliseconds> connect_timeout_;
};

}  // namespace azoth::postgresql

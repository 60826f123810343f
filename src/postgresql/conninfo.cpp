#include "conninfo.hpp"

#include "local_host.hpp"
#include "service_file.hpp"
#include <azoth/error.hpp>

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

namespace azoth::postgresql {
namespace {

// Whether this version of libpq knows the keyword.
bool is_libpq_keyword(std::string_view keyword) {
    static const std::vector<std::string> known = [] {
        std::vector<std::string> names;
        const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(PQconndefaults(), &PQconninfoFree);
        if (!options) throw std::bad_alloc();
        for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
            names.emplace_back(option->keyword);
        }
        return names;
    }();
    return std::find(known.begin(), known.end(), keyword) != known.end();
}

// With the defaults of libpq and Linux a connection waits for two hours for an answer over a link that is down, and for
// 15 minutes for the acknowledgement of a request. With these the wait ends after about 20 seconds.
constexpr std::array<std::pair<const char*, const char*>, 4> link_settings{{
    {"keepalives_idle", "10"},
    {"keepalives_interval", "5"},
    {"keepalives_count", "2"},
    {"tcp_user_timeout", "20000"},
}};

[[noreturn]] void bad_option(std::string_view keyword, std::string_view why) {
    throw ArgumentError("the option \"" + std::string(keyword) + "\" of a postgresql URL " + std::string(why));
}

// libpq itself answers every authentication request of the server: only libpq can refuse one.
[[noreturn]] void refuse_require_auth() {
    const int version = PQlibVersion();
    Diagnostics d;
    d.message = "the option \"require_auth\" of a postgresql URL needs libpq 16 or later; this program uses libpq " +
                std::to_string(version / 10'000) + "." + std::to_string(version % 10'000);
    d.hint = "channel_binding=require lets only SCRAM over TLS prove the password, with this libpq, too.";
    d.outcome = Outcome::not_sent;
    throw NotSupportedError(std::move(d));
}

// libpq spells it UTF8; users write UTF-8, utf8 or unicode.
bool is_utf8(std::string_view encoding) {
    std::string plain;
    for (const char c : encoding) {
        if (c != '-' && c != '_') plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return plain == "utf8" || plain == "unicode";
}

}  // namespace

ConnInfo::ConnInfo(const Url& url) {
    std::string hosts;
    std::string ports;
    bool any_port = false;
    for (std::size_t i = 0; i < url.hosts.size(); ++i) {
        if (i != 0) hosts += ',', ports += ',';
        if (url.hosts[i].name.find(',') != std::string::npos) {
            throw ArgumentError("a host of a postgresql URL contains a comma");
        }
        hosts += url.hosts[i].name;
        if (url.hosts[i].port != 0) {
            ports += std::to_string(url.hosts[i].port);
            any_port = true;
        }
    }
    if (hosts.find_first_not_of(',') != std::string::npos) set("host", hosts);
    if (any_port) set("port", ports);
    if (!url.user.empty()) set("user", url.user);
    if (url.has_password) set("password", url.password.reveal());
    if (!url.database.empty()) set("dbname", url.database);
    for (const auto& [keyword, value] : url.query) set_option(keyword, value);

    // azoth's strings are always UTF-8.
    set("client_encoding", "UTF8");
    set_default("fallback_application_name", "azoth");
    // azoth cannot take a GSS-encrypted stream over from libpq.
    set_default("gssencmode", "disable");
    detect_dead_links();
    require_tls_where_remote();
    describe_target();
}

ConnInfo ConnInfo::with_setting(std::string_view options, std::string_view name, std::string_view value) const {
    std::string all(options);
    if (!all.empty()) all += ' ';
    all.append("-c ").append(name).append("=").append(value);
    ConnInfo copy(*this);
    copy.set("options", all);
    return copy;
}

// With libpq's default, "prefer", a server that refuses TLS is used in clear text and gets the password if it requests
// one.
void ConnInfo::require_tls_where_remote() {
    const std::string service = setting_or("service", "PGSERVICE");
    const std::string mode = setting_or("sslmode", "PGSSLMODE");
    const std::string file = setting_or("servicefile", "PGSERVICEFILE");
    if (!mode.empty() || (!service.empty() && service_sets(service, file, {"sslmode"}) == true)) return;
    // A service file may set the host, too, which is then not known here; the same if the service was not found.
    const bool unknown = !service.empty() && service_sets(service, file, {"host", "hostaddr"}) != false;
    if (!unknown && are_local_hosts(setting_or("host", "PGHOST"), setting_or("hostaddr", "PGHOSTADDR"))) return;
    set("sslmode", "require");
    requires_tls_by_default_ = true;
}

void ConnInfo::detect_dead_links() {
    const std::string service = setting_or("service", "PGSERVICE");
    const std::string file = setting_or("servicefile", "PGSERVICEFILE");
    for (const auto& [keyword, value] : link_settings) {
        // libpq prefers these settings to those of a service, so a service that may have its own is left alone.
        const bool in_service = !service.empty() && service_sets(service, file, {keyword}) != false;
        if (!in_service && is_libpq_keyword(keyword)) set_default(keyword, value);
    }
}

std::string ConnInfo::setting_or(std::string_view keyword, const char* variable) const {
    const std::string* const value = find(keyword);
    if (value != nullptr && !value->empty()) return *value;
    const char* const environment = std::getenv(variable);
    return environment == nullptr ? std::string() : environment;
}

void ConnInfo::set_option(std::string_view keyword, std::string_view value) {
    if (keyword == "require_auth" && !is_libpq_keyword(keyword)) refuse_require_auth();
    if (!is_libpq_keyword(keyword)) refuse_unknown(keyword);
    if (keyword == "client_encoding") {
        if (!is_utf8(value) && value != "auto") bad_option(keyword, "can only be UTF8");
    } else if (keyword == "replication") {
        if (value != "false" && value != "off" && value != "no" && value != "0") {
            bad_option(keyword, "requires a protocol that azoth does not support");
        }
    } else if (keyword == "connect_timeout") {
        int seconds = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
        if (error != std::errc() || end != value.data() + value.size()) bad_option(keyword, "is not a number");
        connect_timeout_ = std::chrono::seconds(std::max(seconds, 0));
    } else {
        set(keyword, value);
    }
}

void ConnInfo::set(std::string_view keyword, std::string_view value) {
    // libpq reads up to a NUL; the server would read the rest as the next parameter.
    if (value.find('\0') != std::string_view::npos) bad_option(keyword, "contains a NUL character");
    for (auto& [known, old] : settings_) {
        if (known == keyword) {
            old = Secret(value);
            return;
        }
    }
    settings_.emplace_back(keyword, Secret(value));
}

void ConnInfo::set_default(std::string_view keyword, std::string_view value) {
    if (find(keyword) == nullptr) set(keyword, value);
}

const std::string* ConnInfo::find(std::string_view keyword) const noexcept {
    for (const auto& [known, value] : settings_) {
        if (known == keyword) return &value.reveal();
    }
    return nullptr;
}

void ConnInfo::describe_target() {
    const auto add = [this](std::string_view label, std::string_view keyword) {
        const std::string* value = find(keyword);
        if (value == nullptr || value->empty()) return;
        if (!target_.empty()) target_ += ", ";
        target_.append(label).append(" ").append(*value);
    };
    add("host", "host");
    if (find("host") == nullptr) add("host", "hostaddr");
    add("service", "service");
    add("port", "port");
    add("user", "user");
    add("database", "dbname");
    target_ = target_.empty() ? "libpq's default server" : without_secrets(std::move(target_));
}

// The rest of a password with an unencoded & looks like an option.
void ConnInfo::refuse_unknown(std::string_view keyword) const {
    const bool secret =
        std::ranges::any_of(settings_, [](const auto& setting) { return is_secret_option(setting.first); });
    if (!secret) bad_option(keyword, "is not known to libpq");
    throw ArgumentError(
        "an option of a postgresql URL is not known to libpq; it is not shown because a password precedes it (write & "
        "in a password as %26)");
}

void ConnInfo::take_out(std::string& message, std::string_view secret) const {
    // A shorter text is not a secret, and replacing single letters would make the message unreadable.
    constexpr std::size_t shortest = 3;
    constexpr std::string_view hidden = "***";
    if (secret.size() < shortest) return;
    for (const char* const shown : {"host", "hostaddr", "user", "dbname", "service"}) {
        if (const std::string* const value = find(shown); value != nullptr && *value == secret) return;
    }
    for (std::size_t at = message.find(secret); at != std::string::npos; at = message.find(secret, at)) {
        message.replace(at, secret.size(), hidden);
        at += hidden.size();
    }
}

std::string ConnInfo::without_secrets(std::string message) const {
    for (const auto& [keyword, value] : settings_) {
        if (is_secret_option(keyword)) take_out(message, value.reveal());
    }
    return message;
}

std::vector<const char*> ConnInfo::keywords() const {
    std::vector<const char*> pointers;
    pointers.reserve(settings_.size() + 1);
    for (const auto& setting : settings_) pointers.push_back(setting.first.c_str());
    pointers.push_back(nullptr);
    return pointers;
}

std::vector<const char*> ConnInfo::values() const {
    std::vector<const char*> pointers;
    pointers.reserve(settings_.size() + 1);
    for (const auto& setting : settings_) pointers.push_back(setting.second.reveal().c_str());
    pointers.push_back(nullptr);
    return pointers;
}

}  // namespace azoth::postgresql

#include "types/ascii.hpp"
#include <azoth/driver/url.hpp>
#include <azoth/error.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

namespace azoth {
namespace {

// No message shows text after the backend's name: a password with an unencoded / or @ can end up anywhere.
[[noreturn]] void malformed(std::string_view why) {
    throw ArgumentError("malformed database URL: " + std::string(why));
}

bool is_name(std::string_view text) noexcept {
    return !text.empty() && ascii::is_letter(text.front()) && std::ranges::all_of(text, [](char c) {
        return ascii::is_letter(c) || ascii::is_digit(c) || c == '_' || c == '-';
    });
}

std::string percent_decoded(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        const int high = i + 2 < text.size() ? ascii::hex_value(text[i + 1]) : -1;
        const int low = i + 2 < text.size() ? ascii::hex_value(text[i + 2]) : -1;
        if (high < 0 || low < 0) malformed("a % is not followed by two hexadecimal digits (write % itself as %25)");
        decoded += static_cast<char>(high * 16 + low);
        i += 2;
    }
    if (decoded.find('\0') != std::string::npos) malformed("it holds a NUL");
    return decoded;
}

void append_encoded(std::string& out, std::string_view text, std::string_view allowed) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (const char c : text) {
        if (ascii::is_letter(c) || ascii::is_digit(c) || std::string_view("-._~").find(c) != std::string_view::npos ||
            allowed.find(c) != std::string_view::npos) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += digits[byte >> 4U];
            out += digits[byte & 15U];
        }
    }
}

std::uint16_t parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size() || port == 0) {
        malformed("a port is not a number from 1 to 65535 (percent-encode a :, /, ? or @ in a password)");
    }
    return port;
}

// host, host:port, [IPv6], [IPv6]:port or :port
UrlHost parse_host(std::string_view text) {
    UrlHost host;
    std::string_view name = text;
    std::string_view port;
    if (text.starts_with('[')) {
        const std::size_t close = text.find(']');
        if (close == std::string_view::npos) malformed("a [ has no matching ]");
        name = text.substr(1, close - 1);
        if (name.empty()) malformed("there is no address between [ and ]");
        const std::string_view rest = text.substr(close + 1);
        if (!rest.empty() && rest.front() != ':') malformed("a ] is followed by something other than a port");
        port = rest.empty() ? rest : rest.substr(1);
    } else if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
        name = text.substr(0, colon);
        port = text.substr(colon + 1);
        if (port.find(':') != std::string_view::npos) malformed("write an IPv6 address in brackets: [::1]");
    }
    host.name = percent_decoded(name);
    if (!port.empty()) host.port = parse_port(port);
    return host;
}

template <class Fn>
void for_each_part(std::string_view text, char separator, Fn&& fn) {
    for (;;) {
        const std::size_t at = text.find(separator);
        fn(text.substr(0, at));
        if (at == std::string_view::npos) return;
        text.remove_prefix(at + 1);
    }
}

// A host from the query's `host` key, already decoded: also the directory of a socket, or an IPv6 address without
// brackets.
UrlHost parse_query_host(std::string_view text) {
    const bool has_port = !text.starts_with('/') && (text.starts_with('[') || std::ranges::count(text, ':') == 1);
    if (!has_port) return UrlHost{std::string(text), 0};
    std::string encoded;
    append_encoded(encoded, text, "[]:");
    return parse_host(encoded);
}

// libpq and SQLAlchemy also take hosts and ports from the query: ?host=/var/run/postgresql&port=5433
void take_hosts_from_query(Url& url) {
    std::vector<UrlHost> hosts;
    std::vector<std::uint16_t> ports;
    for (const auto& [key, value] : url.query) {
        if (key == "host")
            for_each_part(value, ',', [&](std::string_view host) { hosts.push_back(parse_query_host(host)); });
        if (key == "port") for_each_part(value, ',', [&](std::string_view port) { ports.push_back(parse_port(port)); });
    }
    std::erase_if(url.query, [](const auto& item) { return item.first == "host" || item.first == "port"; });
    if (!hosts.empty()) {
        if (std::ranges::any_of(url.hosts, [](const UrlHost& host) { return !host.name.empty(); })) {
            malformed("it names hosts both before the database and in the query");
        }
        if (url.hosts.size() == 1 && url.hosts.front().port != 0) {
            if (!ports.empty()) malformed("it gives a port both before the database and in the query");
            ports.push_back(url.hosts.front().port);
        }
        url.hosts = std::move(hosts);
    }
    if (ports.empty()) return;
    if (url.hosts.empty()) url.hosts.resize(ports.size());
    if (ports.size() != 1 && ports.size() != url.hosts.size())
        malformed("the number of ports differs from the number of hosts");
    for (std::size_t i = 0; i < url.hosts.size(); ++i) {
        std::uint16_t& port = url.hosts[i].port;
        if (port != 0) malformed("it gives a host's port twice");
        port = ports.size() == 1 ? ports.front() : ports[i];
    }
}

void parse_authority(Url& url, std::string_view authority) {
    if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
        const std::string_view credentials = authority.substr(0, at);
        const std::size_t colon = credentials.find(':');
        url.user = percent_decoded(credentials.substr(0, colon));
        url.has_password = colon != std::string_view::npos;
        if (url.has_password) url.password = Secret(percent_decoded(credentials.substr(colon + 1)));
        authority.remove_prefix(at + 1);
    }
    if (authority.empty()) return;
    for_each_part(authority, ',', [&](std::string_view host) { url.hosts.push_back(parse_host(host)); });
}

void parse_query(Url& url, std::string_view query) {
    if (query.empty()) return;
    for_each_part(query, '&', [&](std::string_view item) {
        if (item.empty()) return;
        const std::size_t equals = item.find('=');
        if (equals == std::string_view::npos) malformed("an item of the query is not of the form key=value");
        if (equals == 0) malformed("an item of the query has no key");
        url.query.emplace_back(percent_decoded(item.substr(0, equals)), percent_decoded(item.substr(equals + 1)));
    });
}

// Detects an unencoded password: its @, /, ? or # ends the user's name, the hosts or the database too early. An @ needs
// no encoding where there is no user, as in the path of an SQLite database.
void check_encoded(std::string_view rest) {
    const std::size_t at = rest.find('@');
    if (at == std::string_view::npos || rest.find_first_of("/?") == 0) return;
    if (rest.find_first_of("/?#") < at || rest.find('@', at + 1) != std::string_view::npos) {
        malformed(
            "a user's name, a password or an option has an @, /, ? or # that is not percent-encoded (write @ as %40, / "
            "as %2F, ? as %3F, # as %23)");
    }
}

}  // namespace

Url Url::parse(std::string_view text) {
    Url url;
    const std::size_t scheme_end = text.find("://");
    if (scheme_end == std::string_view::npos) malformed("expected backend://user:password@host/database");
    const std::string_view scheme = text.substr(0, scheme_end);
    const std::size_t plus = scheme.find('+');
    const std::string_view backend = scheme.substr(0, plus);
    if (!is_name(backend)) malformed("the part before :// is not the name of a backend");
    // libpq accepts this spelling of the scheme, too.
    url.backend = backend == "postgres" ? std::string_view("postgresql") : backend;
    if (plus != std::string_view::npos) {
        const std::string_view driver = scheme.substr(plus + 1);
        if (!is_name(driver)) malformed("the part after the + is not the name of a driver");
        url.driver = driver;
    }

    std::string_view rest = text.substr(scheme_end + 3);
    check_encoded(rest);
    std::string_view query;
    const std::size_t authority_end = std::min(rest.find_first_of("/?"), rest.size());
    const std::string_view authority = rest.substr(0, authority_end);
    rest.remove_prefix(authority_end);
    if (const std::size_t mark = rest.find('?'); mark != std::string_view::npos) {
        query = rest.substr(mark + 1);
        rest = rest.substr(0, mark);
    }
    parse_authority(url, authority);
    if (!rest.empty()) url.database = percent_decoded(rest.substr(1));
    parse_query(url, query);
    take_hosts_from_query(url);
    return url;
}

std::string_view Url::option(std::string_view key) const noexcept {
    const auto found = std::find_if(query.rbegin(), query.rend(), [&](const auto& item) { return item.first == key; });
    return found == query.rend() ? std::string_view{} : std::string_view(found->second);
}

std::string Url::render(bool hide_password) const {
    std::string text = backend;
    if (!driver.empty()) text += '+' + driver;
    text += "://";
    if (!user.empty() || has_password) {
        append_encoded(text, user, "");
        if (has_password) {
            text += ':';
            if (hide_password) {
                text += "***";
            } else {
                append_encoded(text, password.reveal(), "");
            }
        }
        text += '@';
    }
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        if (i > 0) text += ',';
        const bool brackets = !hosts[i].name.starts_with('/') && hosts[i].name.find(':') != std::string::npos;
        if (brackets) text += '[';
        append_encoded(text, hosts[i].name, brackets ? ":" : "");
        if (brackets) text += ']';
        if (hosts[i].port != 0) text += ':' + std::to_string(hosts[i].port);
    }
    if (!database.empty()) {
        text += '/';
        append_encoded(text, database, "/:");
    }
    char separator = '?';
    for (const auto& [key, value] : query) {
        text += separator;
        separator = '&';
        append_encoded(text, key, "");
        text += '=';
        if (hide_password && is_secret_option(key)) {
            text += "***";
        } else {
            append_encoded(text, value, "/:,");
        }
    }
    return text;
}

bool is_secret_option(std::string_view key) noexcept {
    constexpr std::array<std::string_view, 5> secrets{"password", "sslpassword", "oauth_client_secret",
                                                      "scram_client_key", "scram_server_key"};
    return std::ranges::find(secrets, key) != secrets.end();
}

}  // namespace azoth

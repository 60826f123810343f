#include "database_options.hpp"

#include <azoth/error.hpp>

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <span>
#include <string_view>

namespace azoth::sqlite {
namespace {

constexpr std::array<std::string_view, 10> known_keys{"mode",        "busy_timeout", "foreign_keys",   "journal_mode",
                                                      "synchronous", "cache_size",   "trusted_schema", "defensive",
                                                      "untrusted",   "regexp_steps"};
constexpr std::array<std::string_view, 2> switches{"on", "off"};
constexpr int default_regexp_steps = 100'000'000;

std::string listed(std::span<const std::string_view> values) {
    std::string text;
    for (const std::string_view value : values) {
        if (!text.empty()) text += ", ";
        text += value;
    }
    return text;
}

// The option in lower case, checked against its values; empty if the URL does not have it.
std::string choice(const Url& url, std::string_view key, std::span<const std::string_view> values) {
    std::string value{url.option(key)};
    if (value.empty()) return value;
    std::ranges::transform(value, value.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (std::ranges::find(values, std::string_view(value)) == values.end()) {
        throw ArgumentError("the option \"" + std::string(key) + "\" of an SQLite URL must be one of " +
                            listed(values) + ", not \"" + value + '"');
    }
    return value;
}

int whole_number(const Url& url, std::string_view key, int lowest, int otherwise) {
    const std::string_view text = url.option(key);
    if (text.empty()) return otherwise;
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < lowest) {
        throw ArgumentError("the option \"" + std::string(key) + "\" of an SQLite URL must be a whole number from " +
                            std::to_string(lowest) + ", not \"" + std::string(text) + '"');
    }
    return value;
}

void check_keys(const Url& url) {
    for (const auto& [key, value] : url.query) {
        if (std::ranges::find(known_keys, std::string_view(key)) != known_keys.end()) continue;
        throw ArgumentError("unknown option \"" + key + "\" of an SQLite URL; known are " + listed(known_keys));
    }
}

// Reads how far the database file and its schema are trusted.
void read_trust(const Url& url, DatabaseOptions& result) {
    result.trusted_schema = choice(url, "trusted_schema", switches) == "on";
    result.defensive = choice(url, "defensive", switches) != "off";
    result.untrusted = choice(url, "untrusted", switches) == "on";
    result.regexp_steps = static_cast<std::uint64_t>(whole_number(url, "regexp_steps", 0, default_regexp_steps));
    if (!result.untrusted) return;
    if (result.trusted_schema || !result.defensive) {
        throw ArgumentError("untrusted=on of an SQLite URL cannot be combined with trusted_schema=on or defensive=off");
    }
    // Set before anything is read: pages are checked when they are read, and nothing is mapped into memory, where
    // another process could change it later.
    result.pragmas.emplace_back("PRAGMA cell_size_check = on");
    result.pragmas.emplace_back("PRAGMA mmap_size = 0");
}

}  // namespace

DatabaseOptions parse_options(const Url& url, const ConnectOptions& options) {
    constexpr std::array<std::string_view, 3> modes{"ro", "rw", "rwc"};
    constexpr std::array<std::string_view, 6> journals{"delete", "truncate", "persist", "memory", "wal", "off"};
    constexpr std::array<std::string_view, 4> levels{"off", "normal", "full", "extra"};

    if (!url.hosts.empty() || !url.user.empty() || url.has_password) {
        throw ArgumentError(
            "an SQLite URL has no user and no host; write the path of the file after three slashes: sqlite:///file.db");
    }
    check_keys(url);

    DatabaseOptions result;
    result.in_memory = url.database.empty() || url.database == ":memory:";
    if (!result.in_memory) result.path = url.database;
    // If SQLite was compiled to accept URIs everywhere, it would not read "file:" as part of the path.
    if (result.path.starts_with("file:")) result.path.insert(0, "./");

    const std::string mode = choice(url, "mode", modes);
    if (result.in_memory && !mode.empty() && mode != "rwc") {
        throw ArgumentError("the option mode=" + mode + " cannot be used with an SQLite database in memory");
    }
    result.open_flags = mode == "ro"   ? SQLITE_OPEN_READONLY
                        : mode == "rw" ? SQLITE_OPEN_READWRITE
                                       : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    result.busy_timeout = std::chrono::milliseconds(whole_number(url, "busy_timeout", 0, 5000));
    result.foreign_keys = choice(url, "foreign_keys", switches) != "off";
    result.journal_mode = choice(url, "journal_mode", journals);
    read_trust(url, result);
    if (const std::string level = choice(url, "synchronous", levels); !level.empty()) {
        result.pragmas.push_back("PRAGMA synchronous = " + level);
    }
    if (!url.option("cache_size").empty()) {
        const int pages = whole_number(url, "cache_size", std::numeric_limits<int>::min(), 0);
        result.pragmas.push_back("PRAGMA cache_size = " + std::to_string(pages));
    }
    result.connect_timeout = options.connect_timeout;
    result.statement_cache_size = options.statement_cache_size;
    result.max_result_bytes = options.max_result_bytes;
    return result;
}

}  // namespace azoth::sqlite

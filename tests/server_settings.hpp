#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The PostgreSQL server of the tests: what tests/postgresql-server sets in the environment.
namespace azoth_tests {

/// A variable's value; empty where the tests run without a server.
inline std::string server_setting(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string() : value;
}

inline std::string postgresql_url() { return server_setting("AZOTH_TEST_POSTGRESQL"); }
/// The URL of another database of the server.
inline std::string url_of_database(std::string_view name) {
    std::string url = postgresql_url();
    return url.replace(url.rfind('/') + 1, std::string::npos, name);
}
inline std::uint16_t server_port() {
    return static_cast<std::uint16_t>(std::stoi(server_setting("AZOTH_TEST_PG_PORT")));
}
/// The file that the server logs to.
inline std::string server_log() { return server_setting("AZOTH_TEST_PG_DIR") + "/log"; }
/// The program that starts a server: tests/postgresql-server itself.
inline std::string server_script() { return server_setting("AZOTH_TEST_PG_SCRIPT"); }

/// The databases that a test runs on: the server only where there is one.
inline std::vector<std::string> urls(std::string sqlite = "sqlite://") {
    std::vector<std::string> all{std::move(sqlite)};
    if (std::string url = postgresql_url(); !url.empty()) all.push_back(std::move(url));
    return all;
}

inline bool is_postgresql(std::string_view url) { return url.starts_with("postgresql"); }

}  // namespace azoth_tests

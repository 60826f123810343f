#pragma once

#include <array>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>

#include <sys/wait.h>

namespace azoth_tests {

/// The tests' servers do not wait until commits are written, so these would not survive an immediate stop.
inline constexpr const char* lasting = "?sslmode=disable&options=-c%20synchronous_commit%3Don";

/// Runs a shell command and returns its output; throws if it fails.
inline std::string shell(const std::string& command) {
    FILE* const pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error("popen");
    std::string text;
    std::array<char, 256> line{};
    while (std::fgets(line.data(), line.size(), pipe) != nullptr) text += line.data();
    if (::pclose(pipe) != 0) throw std::runtime_error("failed: " + command);
    return text;
}

/// A PostgreSQL server of one test. script: tests/postgresql-server, from AZOTH_TEST_PG_SCRIPT.
class Server {
public:
    explicit Server(std::string script) : script_(std::move(script)) {
        std::istringstream settings(shell(script_ + " start"));
        std::string line;
        while (std::getline(settings, line)) {
            const std::size_t equals = line.find('=');
            if (line.starts_with("export AZOTH_TEST_POSTGRESQL=")) url_ = line.substr(equals + 1) + lasting;
            if (line.starts_with("export AZOTH_TEST_PG_DIR=")) directory_ = line.substr(equals + 1);
        }
        // The file from the environment contains the passwords of the tests' server.
        url_ += "&passfile=" + directory_ + "/pgpass";
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server() { std::system((script_ + " stop " + directory_ + " >/dev/null").c_str()); }

    /// Stops it as a power cut would, and starts it again on the same port.
    void restart() { shell(script_ + " restart " + directory_); }
    const std::string& url() const noexcept { return url_; }

private:
    std::string script_;
    std::string url_;
    std::string directory_;
};

/// PgBouncer in transaction mode, connected to the tests' server.
class Pooler {
public:
    Pooler(const std::string& server_script, const std::string& server_port)
        : script_(server_script.substr(0, server_script.rfind('/')) + "/pgbouncer") {
        std::istringstream said(shell(script_ + " start " + server_port));
        said >> directory_ >> port_;
    }
    Pooler(const Pooler&) = delete;
    Pooler& operator=(const Pooler&) = delete;
    ~Pooler() { std::system((script_ + " stop " + directory_).c_str()); }

    std::string url() const { return "postgresql://azoth@127.0.0.1:" + port_ + "/azoth?sslmode=disable"; }

private:
    std::string script_;
    std::string directory_;
    std::string port_;
};

}  // namespace azoth_tests

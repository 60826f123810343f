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
    ~Server() {
        std::system(signal_command("CONT").c_str());
        std::system((script_ + " stop " + directory_ + " >/dev/null").c_str());
    }

    /// Stops it as a power cut would, and starts it again on the same port.
    void restart() { shell(script_ + " restart " + directory_); }
    /// Stops all processes of the server, which keeps its connections open and answers nothing, until go_on().
    void hang() { shell(signal_command("STOP")); }
    void go_on() { shell(signal_command("CONT")); }
    const std::string& url() const noexcept { return url_; }
    const std::string& directory() const noexcept { return directory_; }

private:
    std::string signal_command(const std::string& name) const {
        return "pid=$(head -n 1 " + directory_ + "/data/postmaster.pid); kill -" + name +
               " $pid $(ps -o pid= --ppid $pid)";
    }

    std::string script_;
    std::string url_;
    std::string directory_;
};

/// PgBouncer in transaction mode, connected to the tests' server.
class Pooler {
public:
    /// arguments: how many connections to the server it opens, then lines of its configuration.
    Pooler(const std::string& server_script, const std::string& server_port, const std::string& arguments = "")
        : script_(server_script.substr(0, server_script.rfind('/')) + "/pgbouncer") {
        std::istringstream said(shell(script_ + " start " + server_port + " " + arguments));
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

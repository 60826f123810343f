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

/// Runs a program, tests/cluster/servers, and returns what it writes; throws if it fails.
inline std::string run_servers(const std::string& script, const std::string& arguments) {
    FILE* const pipe = ::popen((script + ' ' + arguments).c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error("popen");
    std::string text;
    std::array<char, 256> line{};
    while (std::fgets(line.data(), line.size(), pipe) != nullptr) text += line.data();
    if (::pclose(pipe) != 0) throw std::runtime_error("failed: " + arguments);
    return text;
}

/// A primary, "p1", and two standbys, "p2" and "p3", of a test's own.
class Servers {
public:
    Servers() : script_(std::string(AZOTH_CLUSTER_TESTS) + "/servers") {
        std::istringstream said(run_servers(script_, "start"));
        said >> directory_ >> ports_[0] >> ports_[1] >> ports_[2];
    }
    Servers(const Servers&) = delete;
    Servers& operator=(const Servers&) = delete;
    ~Servers() { std::system((script_ + " stop " + directory_).c_str()); }

    /// One of the script's actions: `act("kill", "p1")`.
    void act(const std::string& action, const std::string& node, const std::string& argument = {}) const {
        run_servers(script_, action + ' ' + directory_ + ' ' + node + (argument.empty() ? "" : " '" + argument + "'"));
    }
    /// The URL of all three, or of one.
    std::string url(int node = 0) const {
        std::string hosts;
        for (int i = 1; i <= 3; ++i) {
            if (node == 0 || node == i) hosts += (hosts.empty() ? "" : ",") + name(i);
        }
        return "postgresql://azoth@" + hosts + "/postgres?sslmode=disable&passfile=" + directory_ + "/pgpass";
    }
    /// The URL of PgBouncers between the engine and all three, which are started.
    std::string pooled_url() const {
        std::string hosts;
        for (const char* const node : {"p1", "p2", "p3"}) {
            std::istringstream said(run_servers(script_, "pooler " + directory_ + ' ' + node));
            std::string port;
            said >> port;
            hosts += (hosts.empty() ? "127.0.0.1:" : ",127.0.0.1:") + port;
        }
        return "postgresql://azoth@" + hosts + "/postgres?sslmode=disable&passfile=" + directory_ + "/pgpass";
    }
    /// The name of a node in the cluster.
    std::string name(int node) const { return "127.0.0.1:" + ports_.at(static_cast<std::size_t>(node - 1)); }

private:
    std::string script_;
    std::string directory_;
    std::array<std::string, 3> ports_;
};

}  // namespace azoth_tests

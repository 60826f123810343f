#include "service_file.hpp"

#include <libpq-fe.h>
#include <pwd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include <unistd.h>

namespace azoth::postgresql {
namespace {

std::string variable(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string() : value;
}

std::string home() {
    // libpq before version 15 does not read HOME.
    if (PQlibVersion() >= 150000) {
        if (std::string own = variable("HOME"); !own.empty()) return own;
    }
    std::vector<char> buffer(16384);
    passwd entry{};
    passwd* found = nullptr;
    const int failure = ::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found);
    return failure != 0 || found == nullptr ? std::string() : std::string(entry.pw_dir);
}

// libpq has one system folder, which was chosen when it was built: that of Debian, of Fedora, or of PostgreSQL's own
// sources. It cannot be queried.
constexpr std::array<const char*, 5> system_folders{"/etc/postgresql-common", "/etc/sysconfig/pgsql", "/etc/postgresql",
                                                    "/usr/local/pgsql/etc", "/usr/local/etc/postgresql"};

std::vector<std::string> service_files(const std::string& given) {
    std::vector<std::string> all;
    if (!given.empty()) {
        all.push_back(given);
    } else if (const std::string folder = home(); !folder.empty()) {
        all.push_back(folder + "/.pg_service.conf");
    }
    if (const std::string system = variable("PGSYSCONFDIR"); !system.empty()) {
        all.push_back(system + "/pg_service.conf");
    } else {
        for (const char* const folder : system_folders) all.push_back(std::string(folder) + "/pg_service.conf");
    }
    return all;
}

// Empty: the file does not contain the service.
std::optional<bool> file_sets(const std::string& path, const std::string& service,
                              std::initializer_list<std::string_view> parameters) {
    std::ifstream file(path);
    const std::string heading = "[" + service + "]";
    std::optional<bool> found;
    bool inside = false;
    for (std::string line; std::getline(file, line);) {
        const std::size_t begin = line.find_first_not_of(" \t\r\v\f");
        if (begin == std::string::npos || line[begin] == '#') continue;
        line.erase(0, begin);
        if (line.front() == '[') {
            if (inside) break;
            inside = line.starts_with(heading);
            if (inside) found = false;
        } else if (inside) {
            std::string_view keyword = std::string_view(line).substr(0, line.find('='));
            while (!keyword.empty() && (keyword.back() == ' ' || keyword.back() == '\t')) keyword.remove_suffix(1);
            if (std::ranges::find(parameters, keyword) != parameters.end()) return true;
            // An LDAP server supplies the other parameters, such as the host.
            if (keyword.starts_with("ldap") && std::ranges::find(parameters, "host") != parameters.end()) return true;
        }
    }
    return found;
}

}  // namespace

std::optional<bool> service_sets(const std::string& service, const std::string& file,
                                 std::initializer_list<std::string_view> parameters) {
    for (const std::string& path : service_files(file)) {
        if (const auto found = file_sets(path, service, parameters)) return found;
    }
    return std::nullopt;
}

}  // namespace azoth::postgresql

#include "service_file.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

namespace azoth::postgresql {
namespace {

std::string variable(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string() : value;
}

std::vector<std::string> files() {
    std::vector<std::string> all;
    if (std::string own = variable("PGSERVICEFILE"); !own.empty()) {
        all.push_back(std::move(own));
    } else if (const std::string home = variable("HOME"); !home.empty()) {
        all.push_back(home + "/.pg_service.conf");
    }
    if (const std::string system = variable("PGSYSCONFDIR"); !system.empty())
        all.push_back(system + "/pg_service.conf");
    return all;
}

// Empty: the file has no such service.
std::optional<bool> file_sets(const std::string& path, const std::string& service,
                              std::initializer_list<std::string_view> parameters) {
    std::ifstream file(path);
    const std::string heading = "[" + service + "]";
    std::optional<bool> found;
    bool inside = false;
    for (std::string line; std::getline(file, line);) {
        const std::size_t begin = line.find_first_not_of(" \t\r");
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
        }
    }
    return found;
}

}  // namespace

bool service_sets(const std::string& service, std::initializer_list<std::string_view> parameters) {
    for (const std::string& path : files()) {
        if (const auto found = file_sets(path, service, parameters)) return *found;
    }
    return true;
}

}  // namespace azoth::postgresql

#include "cli/database_url.hpp"

#include "cli/command.hpp"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string_view>

namespace azoth::cli {
namespace {

// Editors end the last line of a file with a line break.
std::string trimmed(std::string text) {
    constexpr std::string_view blanks = " \t\r\n";
    text.erase(text.find_last_not_of(blanks) + 1);
    text.erase(0, text.find_first_not_of(blanks));
    return text;
}

std::string first_line(std::istream& in, const std::string& where) {
    std::string line;
    if (!std::getline(in, line) || trimmed(line).empty()) throw std::runtime_error("no URL in " + where);
    return trimmed(line);
}

std::optional<std::string> given(const boost::program_options::variables_map& values, const std::string& option,
                                 const std::string& file_option, const char* variable) {
    if (values.count(option) != 0 && values.count(file_option) != 0) {
        throw UsageError("two URLs are given, one of them in the file of --" + file_option);
    }
    if (values.count(option) != 0) {
        const auto& url = values[option].as<std::string>();
        return url == "-" ? first_line(std::cin, "standard input") : url;
    }
    if (values.count(file_option) != 0) {
        const auto& path = values[file_option].as<std::string>();
        std::ifstream file(path);
        if (!file) throw std::runtime_error("can't read " + path);
        return first_line(file, path);
    }
    const char* const url = std::getenv(variable);
    if (url == nullptr || *url == '\0') return std::nullopt;
    return url;
}

}  // namespace

const char* const url_help =
    "URL may be -, to read it from standard input; without URL, it is read from the file of --url-file, or from the "
    "environment variable AZOTH_URL. Other users see a URL with a password in the list of processes until azoth has "
    "started.";

std::string database_url(const boost::program_options::variables_map& values, const std::string& usage) {
    const std::optional<std::string> url = given(values, "url", "url-file", "AZOTH_URL");
    if (!url) {
        throw UsageError("the URL of the database is missing: azoth " + usage + ", or set AZOTH_URL, or --url-file");
    }
    return *url;
}

std::string second_url(const boost::program_options::variables_map& values, const std::string& usage) {
    const std::optional<std::string> url = given(values, "to", "to-file", "AZOTH_TO_URL");
    if (!url) {
        throw UsageError("the URL of the second database is missing: azoth " + usage +
                         ", or set AZOTH_TO_URL, or --to-file");
    }
    return *url;
}

}  // namespace azoth::cli

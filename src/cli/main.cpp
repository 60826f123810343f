#include "cli/command.hpp"
#include "cli/database_url.hpp"
#include "cli/terminal.hpp"

#if defined(AZOTH_HAS_POSTGRESQL)
#include <azoth/postgresql/postgresql.hpp>
#endif
#if defined(AZOTH_HAS_SQLITE)
#include <azoth/sqlite/sqlite.hpp>
#endif

#include <azoth/version.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <exception>
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace cli = azoth::cli;

constexpr int failed = 1;
constexpr int misused = 2;

auto commands() { return std::array{&cli::ping, &cli::reflect, &cli::ddl, &cli::diff, &cli::migrate}; }

void show_usage(std::ostream& out) {
    out << "usage: azoth COMMAND URL [OPTION]...\n\n";
    for (const cli::Command* const command : commands()) {
        out << "  " << command->name << std::string(12 - command->name.size(), ' ') << command->summary << '\n';
    }
    out << '\n'
        << cli::url_help << "\n\nazoth COMMAND --help describes a command. azoth --version shows the version.\n";
}

// A message from a database may have several lines, and tabs.
void complain(std::string message) {
    while (!message.empty() && message.back() == '\n') message.pop_back();
    for (std::size_t at = message.find('\n'); at != std::string::npos; at = message.find('\n', at)) {
        message.replace(at, 1, "; ");
    }
    std::ranges::replace(message, '\t', ' ');
    std::cerr << "azoth: " << cli::shown(message) << '\n';
}

// The list of processes then shows only the scheme of a URL.
void hide_urls(int argc, char** argv) {
    constexpr std::string_view mark = "://";
    for (int i = 1; i < argc; ++i) {
        const std::span<char> argument(argv[i], std::strlen(argv[i]));
        const auto found = std::ranges::search(argument, mark);
        std::ranges::fill(found.end(), argument.end(), '*');
    }
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
    hide_urls(argc, argv);
    if (arguments.empty()) {
        show_usage(std::cerr);
        return misused;
    }
    if (arguments.front() == "--help" || arguments.front() == "-h") {
        show_usage(std::cout);
        return 0;
    }
    if (arguments.front() == "--version") {
        std::cout << "azoth " << azoth::version() << '\n';
        return 0;
    }
    const auto all = commands();
    const auto found =
        std::ranges::find(all, std::string_view(arguments.front()), [](const cli::Command* c) { return c->name; });
    try {
        if (found == all.end()) throw cli::UsageError("unknown command \"" + arguments.front() + '"');
        return (*found)->run({arguments.begin() + 1, arguments.end()});
    } catch (const cli::UsageError& error) {
        complain(error.what());
        return misused;
    } catch (const std::exception& error) {
        complain(error.what());
        return failed;
    }
}

#include "cli/command.hpp"

#if defined(AZOTH_HAS_POSTGRESQL)
#include <azoth/postgresql/postgresql.hpp>
#endif
#if defined(AZOTH_HAS_SQLITE)
#include <azoth/sqlite/sqlite.hpp>
#endif

#include <algorithm>
#include <array>
#include <exception>
#include <iostream>

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
    out << "\nazoth COMMAND --help says more.\n";
}

// What a database says may have several lines.
void complain(std::string message) {
    while (!message.empty() && message.back() == '\n') message.pop_back();
    for (std::size_t at = message.find('\n'); at != std::string::npos; at = message.find('\n', at)) {
        message.replace(at, 1, "; ");
    }
    std::cerr << "azoth: " << message << '\n';
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
    if (arguments.empty()) {
        show_usage(std::cerr);
        return misused;
    }
    if (arguments.front() == "--help" || arguments.front() == "-h") {
        show_usage(std::cout);
        return 0;
    }
    const auto all = commands();
    const auto found =
        std::ranges::find(all, std::string_view(arguments.front()), [](const cli::Command* c) { return c->name; });
    try {
        if (found == all.end()) throw cli::UsageError("there is no command " + arguments.front());
        return (*found)->run({arguments.begin() + 1, arguments.end()});
    } catch (const cli::UsageError& error) {
        complain(error.what());
        return misused;
    } catch (const std::exception& error) {
        complain(error.what());
        return failed;
    }
}

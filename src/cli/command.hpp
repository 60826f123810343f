#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace azoth::cli {

/// An error in the command line; shown with the command's usage.
class UsageError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// One of the program's commands: `azoth <name> ...`.
struct Command {
    std::string_view name;
    std::string_view summary;
    /// Takes the arguments after the command's name and returns the exit code.
    int (*run)(const std::vector<std::string>& arguments);
};

extern const Command ddl;
extern const Command diff;
extern const Command migrate;
extern const Command ping;
extern const Command reflect;

}  // namespace azoth::cli

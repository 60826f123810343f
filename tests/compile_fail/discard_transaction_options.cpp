// read_only() gives new options.
// warning: nodiscard

#include "users.hpp"

auto options() {
    azoth::TransactionOptions options;
    options.read_only();
    return options;
}

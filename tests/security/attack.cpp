#include "attack.hpp"

#include <cstdio>

namespace azoth_tests {
namespace {

struct Counts {
    int tried = 0;
    int succeeded = 0;

    ~Counts() {
        if (tried != 0) std::printf("security: %d attacks, %d succeeded\n", tried, succeeded);
    }
};
Counts counts;

}  // namespace

void count_attack(bool succeeded) noexcept {
    ++counts.tried;
    if (succeeded) ++counts.succeeded;
}

}  // namespace azoth_tests

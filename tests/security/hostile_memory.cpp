#include "hostile_memory.hpp"

#include "attack.hpp"

#include <malloc.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>

namespace azoth_tests {
namespace {

// In KiB.
std::size_t status_of_process(const std::string& name) {
    std::ifstream status("/proc/self/status");
    std::string word;
    std::size_t value = 0;
    while (status >> word) {
        if (word == name + ":") {
            status >> value;
            return value;
        }
    }
    FAIL("/proc/self/status has no " << name);
    return 0;
}

}  // namespace

HostileMemory::HostileMemory() {
    ::malloc_trim(0);
    // 5: resets VmHWM to the current size.
    std::ofstream("/proc/self/clear_refs") << 5;
    before_ = status_of_process("VmRSS");
}

std::size_t HostileMemory::peak() const {
    const std::size_t most = status_of_process("VmHWM");
    return (most - std::min(most, before_)) / 1024;
}

void HostileMemory::check(const std::string& name, std::size_t limit) const {
    const std::size_t most = peak();
    std::printf("hostile: %s, peak %zu MiB, limit %zu MiB\n", name.c_str(), most, limit);
    attack(name, most > limit);
}

}  // namespace azoth_tests

#pragma once

#include <cstddef>
#include <string>

namespace azoth_tests {

/// Measures the most memory that this process takes while it lives, beyond what it had at first.
class HostileMemory {
public:
    HostileMemory();

    /// In MiB.
    std::size_t peak() const;
    /// Prints the figure of an attack, counts the attack, and fails the test where the peak exceeds the limit.
    void check(const std::string& name, std::size_t limit) const;

private:
    std::size_t before_;
};

}  // namespace azoth_tests

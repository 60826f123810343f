#pragma once

#include <cstddef>
#include <string>

namespace azoth_tests {

/// Measures the peak memory of this process above its initial size.
class HostileMemory {
public:
    HostileMemory();

    /// In MiB.
    std::size_t peak() const;
    /// Prints the peak of an attack, counts the attack, and fails the test if the peak exceeds the limit.
    void check(const std::string& name, std::size_t limit) const;

private:
    std::size_t before_;
};

}  // namespace azoth_tests

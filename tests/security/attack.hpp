#pragma once

#include "catch.hpp"

#include <string>

namespace azoth_tests {

/// Counts attacks; at the end of the program a line shows how many were tried and how many succeeded.
void count_attack(bool succeeded) noexcept;

/// Counts an attack. Fails the test if it succeeded.
inline void attack(const std::string& name, bool succeeded) {
    count_attack(succeeded);
    INFO("attack: " << name);
    CHECK(!succeeded);
}

}  // namespace azoth_tests

#pragma once

// What the pieces of code in the README may take for granted.

#include <azoth/azoth.hpp>
#include <azoth/fmt.hpp>

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace az = azoth;
using namespace std::chrono_literals;

struct Body {
    int number;
    az::task<void> (*run)(az::AsyncEngine&, az::AsyncConnection&);
};

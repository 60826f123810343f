#pragma once

#include "catch.hpp"
#include <azoth/azoth.hpp>

#include <cstdint>
#include <string>

namespace azoth_tests {

/// Whether the server is PostgreSQL of this major version or a later one. If not it prints what the test needs.
inline azoth::task<bool> has_postgresql(azoth::AsyncConnection& conn, int version) {
    const auto found = co_await conn.exec_driver_sql("SELECT current_setting('server_version_num')::int");
    const std::int32_t number = found.one().get<std::int32_t>(0);
    if (number >= version * 10000) co_return true;
    WARN("needs PostgreSQL " << version << ", the server is " << number / 10000);
    co_return false;
}

}  // namespace azoth_tests

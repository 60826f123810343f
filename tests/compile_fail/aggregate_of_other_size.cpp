// Rows of two columns read as an aggregate of three.
// expect: azoth: the aggregate has another number of fields than the rows have columns

#include <azoth/engine/result.hpp>

#include <cstdint>
#include <string>

struct User {
    std::int64_t id;
    std::string name;
    std::string email;
};

auto users(const azoth::Result<std::int64_t, std::string>& result) { return result.as<User>(); }

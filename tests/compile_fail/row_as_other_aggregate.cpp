// An aggregate with another number of fields than the rows have columns.
// expect: azoth: the aggregate has another number of fields than the rows have columns

#include <azoth/engine/result.hpp>

#include <cstdint>
#include <string>
#include <vector>

struct User {
    std::int64_t id;
    std::string name;
};

std::vector<User> users(const azoth::Result<std::int64_t>& result) { return result.as<User>(); }

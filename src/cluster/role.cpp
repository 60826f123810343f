#include <azoth/cluster/role.hpp>
#include <azoth/error.hpp>

namespace azoth {

std::string_view to_string(Role role) noexcept {
    switch (role) {
        case Role::primary: return "primary";
        case Role::standby: return "standby";
        case Role::prefer_standby: return "prefer_standby";
        case Role::prefer_primary: return "prefer_primary";
        case Role::any: return "any";
    }
    return "?";
}

on on::at_least(const Position& position) const noexcept {
    on copy(*this);
    copy.position_ = position;
    return copy;
}

on on::within(std::chrono::milliseconds limit) const {
    if (limit.count() < 0) throw ArgumentError("the limit of on::within() is negative");
    on copy(*this);
    copy.limit_ = limit;
    return copy;
}

}  // namespace azoth

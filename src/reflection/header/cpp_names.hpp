#pragma once

#include <set>
#include <string>
#include <string_view>

namespace azoth::detail {

/// A name as a C++ identifier of ASCII letters, digits and underscores; the case of letters is kept.
std::string cpp_identifier(std::string_view name);
/// The name of a C++ type: UserAccounts for "user accounts" and "user_accounts".
std::string cpp_type_name(std::string_view name);

/// The identifiers of one scope.
class CppNames {
public:
    /// Reserves the identifier; appends a number to it if it is taken.
    std::string take(std::string identifier);
    bool has(const std::string& identifier) const { return taken_.contains(identifier); }

private:
    std::set<std::string> taken_;
};

}  // namespace azoth::detail

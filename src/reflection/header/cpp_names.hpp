#pragma once

#include <set>
#include <string>
#include <string_view>

namespace azoth::detail {

/// A name as a C++ identifier of ASCII letters, digits and underscores, its letters as they are.
std::string cpp_identifier(std::string_view name);
/// "user accounts", "user_accounts": UserAccounts.
std::string cpp_type_name(std::string_view name);

/// The identifiers of one scope.
class CppNames {
public:
    /// The identifier, with a number behind it if it is taken.
    std::string take(std::string identifier);
    bool has(const std::string& identifier) const { return taken_.contains(identifier); }

private:
    std::set<std::string> taken_;
};

}  // namespace azoth::detail

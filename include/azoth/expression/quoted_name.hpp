#pragma once

#include <string>
#include <string_view>

namespace azoth {

/// A name with a fixed decision about quotes, whatever the dialect's rules. Without quotes it is written into the
/// statement as it is: never make one of user input.
class quoted_name {
public:
    /// Sets the name, and whether it is quoted.
    quoted_name(std::string_view name, bool quote) : name_(name), quote_(quote) {}
    /// The name.
    const std::string& name() const noexcept { return name_; }
    /// Whether it is quoted.
    bool quote() const noexcept { return quote_; }

private:
    std::string name_;
    bool quote_;
};

}  // namespace azoth

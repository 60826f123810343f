#pragma once

#include <azoth/export.hpp>

#include <string>
#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// A name that is written in quotes, or without, whatever the dialect's rules ask for. Without them it reaches the
/// statement as it is: never make one from user input.
class quoted_name {
public:
    quoted_name(std::string_view name, bool quote) : name_(name), quote_(quote) {}
    const std::string& name() const noexcept { return name_; }
    bool quote() const noexcept { return quote_; }

private:
    std::string name_;
    bool quote_;
};

}  // namespace azoth

AZOTH_EXPORT_END

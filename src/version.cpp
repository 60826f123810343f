#include <azoth/version.hpp>

namespace azoth {

std::string_view version() noexcept { return AZOTH_VERSION_STRING; }

}  // namespace azoth

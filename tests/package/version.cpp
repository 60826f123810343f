// The library that is linked says the version that its headers say.
#include <azoth/version.hpp>

#include <string_view>

static_assert(AZOTH_VERSION == AZOTH_VERSION_MAJOR * 10000 + AZOTH_VERSION_MINOR * 100 + AZOTH_VERSION_PATCH);

int main() { return azoth::version() == std::string_view(AZOTH_VERSION_STRING) ? 0 : 1; }

#pragma once

#include <azoth/export.hpp>

#include <string_view>

/// The version of these headers: `#if AZOTH_VERSION >= 10200` is version 1.2.0 or later. CMake reads it from here.
#define AZOTH_VERSION_MAJOR 0
#define AZOTH_VERSION_MINOR 1
#define AZOTH_VERSION_PATCH 0

/// The version as a number: 10,000 for a major version, 100 for a minor version, 1 for a patch.
#define AZOTH_VERSION (AZOTH_VERSION_MAJOR * 10000 + AZOTH_VERSION_MINOR * 100 + AZOTH_VERSION_PATCH)

#define AZOTH_DETAIL_TEXT_OF(value) #value
#define AZOTH_DETAIL_VERSION_STRING(major, minor, patch) \
    AZOTH_DETAIL_TEXT_OF(major) "." AZOTH_DETAIL_TEXT_OF(minor) "." AZOTH_DETAIL_TEXT_OF(patch)
/// The version as a string literal: "0.1.0".
#define AZOTH_VERSION_STRING AZOTH_DETAIL_VERSION_STRING(AZOTH_VERSION_MAJOR, AZOTH_VERSION_MINOR, AZOTH_VERSION_PATCH)

AZOTH_EXPORT_BEGIN

namespace azoth {

/// The version of the library that the program has linked, as AZOTH_VERSION_STRING. It differs from that of the headers
/// where a shared library was replaced by another one.
std::string_view version() noexcept;

}  // namespace azoth

AZOTH_EXPORT_END

#pragma once

// Catch2 as the tests know it, whichever of versions 2 and 3 is installed: tests include this and nothing of Catch2.

#define CATCH_CONFIG_ENABLE_OPTIONAL_STRINGMAKER
#define CATCH_CONFIG_ENABLE_PAIR_STRINGMAKER
#define CATCH_CONFIG_ENABLE_TUPLE_STRINGMAKER
#define CATCH_CONFIG_ENABLE_VARIANT_STRINGMAKER

#if __has_include(<catch2/catch_all.hpp>)

#include <catch2/catch_all.hpp>

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::Message;

#else

#include <catch2/catch.hpp>

#include <string>

// Version 3's names, in which Contains is a matcher for ranges.
inline auto ContainsSubstring(const std::string& text,
                              Catch::CaseSensitive::Choice choice = Catch::CaseSensitive::Yes) {
    return Catch::Matchers::Contains(text, choice);
}
inline auto Message(const std::string& text) { return Catch::Matchers::Message(text); }

#endif

using Catch::Approx;
using Catch::Matchers::EndsWith;
using Catch::Matchers::Equals;
using Catch::Matchers::StartsWith;

#include "catch.hpp"
#include <azoth/driver/secret.hpp>
#include <azoth/driver/url.hpp>

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <concepts>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using azoth::Secret;

template <class T>
concept Printed = requires(std::ostream& out, const T& value) {
    out << value;
};

static_assert(Printed<std::string>);
static_assert(!Printed<Secret>);
static_assert(!fmt::is_formattable<Secret>::value);
static_assert(!std::convertible_to<Secret, std::string>);
static_assert(!std::convertible_to<Secret, std::string_view>);
static_assert(std::same_as<decltype(azoth::Url::password), Secret>);

bool holds(std::string_view memory, std::string_view text) { return memory.find(text) != std::string_view::npos; }

TEST_CASE("a secret shows its text only through reveal()", "[unit]") {
    const Secret secret("hush");
    CHECK(secret.reveal() == "hush");
    CHECK(secret == "hush");
    CHECK(secret == Secret(std::string("hush")));
    CHECK_FALSE(secret == "hush!");
    CHECK_FALSE(secret == "hust");
    CHECK_FALSE(secret.empty());
    CHECK(Secret().empty());
}

TEST_CASE("a secret overwrites the memory of its text", "[unit]") {
    const std::vector<std::string> texts{"short", std::string(100, 'x')};
    for (const std::string& text : texts) {
        std::string wiped = text;
        const std::string_view memory(wiped.data(), wiped.size());
        Secret::wipe(wiped);
        CHECK(wiped.empty());
        CHECK_FALSE(holds(memory, text));

        std::string given = text;
        const std::string_view given_memory(given.data(), given.size());
        Secret secret(std::move(given));
        CHECK_FALSE(holds(given_memory, text));
        CHECK(secret == text);
        Secret moved(std::move(secret));
        CHECK(secret.empty());  // NOLINT(bugprone-use-after-move): what is left of it matters
        CHECK(moved == text);
        secret = moved;
        CHECK(secret == text);
        moved = std::move(secret);
        CHECK(secret.empty());  // NOLINT(bugprone-use-after-move)
        CHECK(moved == text);
    }
}

}  // namespace

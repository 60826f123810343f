#include "security/attack.hpp"
#include "types/text_families.hpp"
#include <azoth/azoth.hpp>
#include <azoth/error.hpp>
#include <azoth/types/json_reader.hpp>
#include <azoth/types/text_form.hpp>

#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

// Documents, arrays, rows and types that an attacker nests deeper than a stack allows.

using azoth_tests::attack;
namespace az = azoth;

namespace {

constexpr std::size_t bomb = 1'000'000;

std::string repeated(std::string_view part, std::size_t times = bomb) {
    std::string text;
    text.reserve(part.size() * times);
    for (std::size_t i = 0; i < times; ++i) text += part;
    return text;
}

// Parses the text as the type: throws an exception of azoth's, or returns a value. A crash ends the program.
bool survives(const std::string& text, const az::SqlType& type) {
    az::ByteBuffer out;
    try {
        az::parse_text(out, type, text);
    } catch (const az::Error&) {
        return true;
    }
    return true;
}

}  // namespace

TEST_CASE("A text that nests a million levels can't overflow the stack of its parser", "[security]") {
    const std::vector<std::pair<std::string, az::SqlType>> types{
        {"integers", az::Array(az::Integer())},
        {"texts", az::Array(az::Text())},
        {"documents", az::Array(az::Jsonb())},
        {"a document", az::Json()},
        {"a binary document", az::Jsonb()},
        {"a query", az::SqlType(az::TypeKind::tsquery)},
        {"a vector", az::SqlType(az::TypeKind::tsvector)},
        {"a hstore", az::SqlType(az::TypeKind::hstore)},
        {"a range", az::SqlType(az::TypeKind::int4_range)},
        {"a multirange", az::SqlType(az::TypeKind::int4_multirange)},
        {"a path", az::SqlType(az::TypeKind::jsonpath)},
        {"bits", az::SqlType(az::TypeKind::varbit)}};
    const std::vector<std::string> texts{repeated("{"),
                                         repeated("["),
                                         repeated("("),
                                         repeated("{\""),
                                         repeated("{\"a\":"),
                                         repeated("[1:1]"),
                                         repeated("!"),
                                         repeated("\\"),
                                         repeated("\""),
                                         repeated("[("),
                                         repeated("!("),
                                         repeated("a & ("),
                                         repeated("{") + repeated("}"),
                                         repeated("[") + repeated("]")};
    for (const auto& [name, type] : types) {
        for (const std::string& text : texts) {
            INFO(name << " " << text.substr(0, 6));
            bool ended = false;
            std::thread([&, &type = type] { ended = survives(text, type); }).join();
            attack("nesting in " + name, !ended);
        }
    }
}

TEST_CASE("The text of an endlessly nested array or row can't overflow the stack", "[security]") {
    for (const std::string& text : {repeated("{"), repeated("{{1},"), repeated("[1:1]") + "={1}"}) {
        CHECK_THROWS_AS(az::detail::split_array(text), az::DataError);
    }
    CHECK_THROWS_AS(az::detail::split_record(repeated("(\"")), az::DataError);
    CHECK_THROWS_AS(az::detail::split_record(repeated("(")), az::DataError);
    attack("the text of an array", false);
}

TEST_CASE("A document that nests deeper than the limit can't be read from the wire", "[security]") {
    const auto parse = [](const std::string& text) {
        boost::json::error_code error;
        const boost::json::value value = az::detail::parse_json(text, error);
        return error ? std::string("refused") : std::string("read");
    };
    std::string at_limit;
    std::string beyond;
    std::thread([&] {
        at_limit = parse(repeated("[", az::detail::json_depth_limit) + repeated("]", az::detail::json_depth_limit));
        beyond =
            parse(repeated("[", az::detail::json_depth_limit + 1) + repeated("]", az::detail::json_depth_limit + 1));
        if (beyond == "refused") beyond = parse(repeated("{\"a\":"));
    }).join();
    CHECK(at_limit == "read");
    attack("a document of a million levels", beyond != "refused");
}

TEST_CASE("A type that contains types endlessly throws when it is created", "[security]") {
    const auto nested = [](const std::function<az::SqlType(const az::SqlType&)>& around) {
        az::SqlType type = az::Integer();
        for (int i = 0; i < 100'000; ++i) type = around(type);
        return type;
    };
    const std::vector<std::pair<std::string, std::function<az::SqlType(const az::SqlType&)>>> kinds{
        {"domain", [](const az::SqlType& type) { return az::Domain("d", type); }},
        {"array", [](const az::SqlType& type) { return az::Array(type); }},
        {"composite",
         [](const az::SqlType& type) {
             return az::Composite("c", {{"f", type}});
         }},
        {"variant", [](const az::SqlType& type) { return az::Text().with_variant(type, "sqlite"); }},
        // Small to create, but walking through it would take exponential time.
        {"twins",
         [](const az::SqlType& type) {
             return az::Composite("c", {{"a", type}, {"b", type}});
         }},
    };
    for (const auto& [name, around] : kinds) {
        INFO(name);
        bool refused = false;
        try {
            nested(around);
        } catch (const az::ArgumentError& error) {
            refused = std::string(error.what()).find(" more than ") != std::string::npos;
        }
        attack("a " + name + " within a " + name, !refused);
    }
    az::SqlType deep = az::Integer();
    for (int i = 0; i < az::max_type_depth; ++i) deep = az::Domain("d", deep);
    CHECK(az::to_string(deep) == "d");
}

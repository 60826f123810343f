#include "regexp.hpp"

// With -fsanitize=undefined GCC 12 believes that libstdc++'s <regex> reads a member that it doesn't.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include <sqlite3.h>

#include <cstddef>
#include <memory>
#include <new>
#include <regex>
#include <string>
#include <string_view>

namespace azoth::sqlite {
namespace {

// The library's backtracking search recurses with every character and would overflow the stack on long values. Its
// other search, which is linear, knows no back references.
constexpr std::size_t longest_backtracked = 16 * 1024;

struct Pattern {
    std::regex regex;
    bool backtracks;
};

std::unique_ptr<Pattern> compile(std::string_view text) {
    constexpr auto syntax = std::regex::ECMAScript;
#ifdef __GLIBCXX__
    try {
        return std::make_unique<Pattern>(
            Pattern{std::regex(text.begin(), text.end(), syntax | std::regex_constants::__polynomial), false});
    } catch (const std::regex_error& error) {
        if (error.code() != std::regex_constants::error_complexity) throw;
    }
#endif
    return std::make_unique<Pattern>(Pattern{std::regex(text.begin(), text.end(), syntax), true});
}

std::string_view argument_text(sqlite3_value* value) {
    const auto* const text = reinterpret_cast<const char*>(sqlite3_value_text(value));
    if (text == nullptr) throw std::bad_alloc();
    return {text, static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

void complain(sqlite3_context* context, const std::string& why) {
    const std::string message = "regexp: " + why;
    sqlite3_result_error(context, message.data(), static_cast<int>(message.size()));
}

}  // namespace

extern "C" {

static void azoth_delete_pattern(void* pattern) { delete static_cast<Pattern*>(pattern); }

static void azoth_regexp(sqlite3_context* context, int, sqlite3_value** arguments) {
    try {
        if (sqlite3_value_type(arguments[0]) == SQLITE_NULL || sqlite3_value_type(arguments[1]) == SQLITE_NULL) return;
        // SQLite keeps a constant pattern's compiled form for the statement's next rows.
        std::unique_ptr<Pattern> compiled;
        const auto* pattern = static_cast<const Pattern*>(sqlite3_get_auxdata(context, 0));
        if (pattern == nullptr) {
            compiled = compile(argument_text(arguments[0]));
            pattern = compiled.get();
        }
        const std::string_view value = argument_text(arguments[1]);
        if (pattern->backtracks && value.size() > longest_backtracked) {
            complain(context, "the value is too long for a pattern with back references");
            return;
        }
        sqlite3_result_int(context, std::regex_search(value.begin(), value.end(), pattern->regex) ? 1 : 0);
        if (compiled) sqlite3_set_auxdata(context, 0, compiled.release(), azoth_delete_pattern);
    } catch (const std::regex_error& error) {
        complain(context, error.what());
    } catch (const std::bad_alloc&) {
        sqlite3_result_error_nomem(context);
    }
}

}  // extern "C"

int register_regexp(sqlite3* db) {
    constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    return sqlite3_create_function_v2(db, "regexp", 2, flags, nullptr, azoth_regexp, nullptr, nullptr, nullptr);
}

}  // namespace azoth::sqlite

#include "regexp.hpp"

#include "regexp/pattern.hpp"

#include <sqlite3.h>

#include <cstddef>
#include <memory>
#include <new>
#include <string>
#include <string_view>

namespace azoth::sqlite {
namespace {

std::string_view argument_text(sqlite3_value* value) {
    const auto* const text = reinterpret_cast<const char*>(sqlite3_value_text(value));
    if (text == nullptr) throw std::bad_alloc();
    return {text, static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

void complain(sqlite3_context* context, const std::string& why) {
    const std::string message = "regexp: " + why;
    sqlite3_result_error(context, message.data(), static_cast<int>(message.size()));
}

void complain(sqlite3_context* context, regexp::Exceeded exceeded, const RegexpLimits& limits) {
    if (exceeded == regexp::Exceeded::memory) {
        return complain(context, "the value is too long for a pattern with back references");
    }
    complain(context, "the pattern took more than " + std::to_string(limits.steps) +
                          " steps; set a larger limit with the option regexp_steps of the SQLite URL (0: no limit)");
}

}  // namespace

extern "C" {

static void azoth_delete_pattern(void* pattern) { delete static_cast<regexp::Pattern*>(pattern); }

static void azoth_regexp(sqlite3_context* context, int, sqlite3_value** arguments) {
    const auto& limits = *static_cast<const RegexpLimits*>(sqlite3_user_data(context));
    try {
        if (sqlite3_value_type(arguments[0]) == SQLITE_NULL || sqlite3_value_type(arguments[1]) == SQLITE_NULL) return;
        // SQLite caches the compiled form of a constant pattern for the statement's next rows.
        std::unique_ptr<regexp::Pattern> compiled;
        auto* pattern = static_cast<regexp::Pattern*>(sqlite3_get_auxdata(context, 0));
        if (pattern == nullptr) {
            compiled = std::make_unique<regexp::Pattern>(argument_text(arguments[0]));
            pattern = compiled.get();
        }
        regexp::Meter meter(limits.steps, *limits.interruption);
        sqlite3_result_int(context, pattern->is_found_in(argument_text(arguments[1]), meter) ? 1 : 0);
        if (compiled) sqlite3_set_auxdata(context, 0, compiled.release(), azoth_delete_pattern);
    } catch (const regexp::PatternError& error) {
        complain(context, error.what());
    } catch (const regexp::Exceeded& exceeded) {
        complain(context, exceeded, limits);
    } catch (const regexp::Interrupted&) {
        sqlite3_result_error_code(context, SQLITE_INTERRUPT);
    } catch (const std::bad_alloc&) {
        sqlite3_result_error_nomem(context);
    }
}

}  // extern "C"

int register_regexp(sqlite3* db, RegexpLimits& limits) {
    // Neither SQLITE_INNOCUOUS nor SQLITE_DIRECTONLY: trusted_schema decides what a view or a CHECK of the file may
    // call.
    constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
    return sqlite3_create_function_v2(db, "regexp", 2, flags, &limits, azoth_regexp, nullptr, nullptr, nullptr);
}

}  // namespace azoth::sqlite

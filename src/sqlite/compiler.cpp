#include "sqlite/compiler.hpp"

#include "sqlite/ddl_compiler.hpp"
#include "sqlite/reserved_words.hpp"

#include <sqlite3.h>

#include <charconv>
#include <string_view>

namespace azoth::sqlite {
namespace {

// SQLite's compile options list this limit only if it is not the default.
std::size_t most_variables() noexcept {
    constexpr std::string_view option = "MAX_VARIABLE_NUMBER=";
    for (int i = 0; const char* const set = sqlite3_compileoption_get(i); ++i) {
        const std::string_view text(set);
        if (!text.starts_with(option)) continue;
        std::size_t most = 0;
        const auto parsed = std::from_chars(text.data() + option.size(), text.data() + text.size(), most);
        if (parsed.ec == std::errc() && most > 0) return most;
    }
    return sqlite3_libversion_number() >= 3'032'000 ? 32766 : 999;
}

}  // namespace

const DialectTraits& SqliteCompiler::traits() const noexcept {
    static const DialectTraits sqlite{
        .name = "sqlite",
        .max_parameters = most_variables(),
        .placeholders_named = false,
        .placeholders_repeat = false,
        .key_return = KeyReturn::last_insert_id,
        .sequences = false,
        .qualified_returning = false,
        .delete_using = false,
        .merge = false,
        .conflict_constraints = false,
        .several_conflicts = true,
        .conflict_needs_where = true,
        .distinct_on = false,
        .intersect_all = false,
        .sql_json = false,
        .lateral = false,
        .tablesample = false,
        .derived_columns = false,
        .dml_in_cte = false,
        .booleans = false,
        .bracket_quotes = true,
    };
    return sqlite;
}

std::unique_ptr<DdlCompiler> SqliteCompiler::ddl_compiler() const {
    return std::make_unique<SqliteDdlCompiler>(options());
}

bool SqliteCompiler::is_reserved(std::string_view lower_case_word) const noexcept {
    return is_reserved_word(lower_case_word);
}

void SqliteCompiler::write_placeholder(std::size_t, std::string_view) { write("?"); }

void SqliteCompiler::write_boolean(bool value) { write(value ? "1" : "0"); }

std::string quoted_identifier(std::string_view name) {
    SqliteCompiler writer;
    writer.write_identifier(name);
    return std::string(writer.text());
}

std::string qualified(std::string_view schema, std::string_view name) {
    SqliteCompiler writer;
    writer.write_qualified(schema, name);
    return std::string(writer.text());
}

std::string literal(std::string_view text) {
    SqliteCompiler writer;
    writer.write_string(text);
    return std::string(writer.text());
}

}  // namespace azoth::sqlite

#include "migration/migration_script.hpp"

#include "migration/checksum.hpp"
#include "types/ascii.hpp"
#include <azoth/migration/migrator.hpp>

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <string_view>

namespace azoth {
namespace {

bool is_among(const std::string& word, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

// The first statements, independent of the kind of line ends.
std::string first_lines(const std::vector<std::string>& statements, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < std::min(count, statements.size()); ++i) {
        std::string lines = statements[i];
        std::erase(lines, '\r');
        text += lines + ";\n";
    }
    return text;
}

}  // namespace

bool MigrationScript::is_setting(std::size_t statement) const {
    const std::string word = first_word(all[statement], syntax);
    if (is_among(word, {"SET", "RESET", "PRAGMA"})) return true;
    return word == "SELECT" && ascii::to_lower(all[statement]).find("set_config(") != std::string::npos;
}

bool MigrationScript::has_work_outside(std::size_t from) const {
    for (std::size_t i = from; i < all.size(); ++i) {
        if (!is_inside(i) && !is_setting(i)) return true;
    }
    return false;
}

std::string MigrationScript::checksum(std::size_t count) const { return statements_checksum(first_lines(all, count)); }

bool MigrationScript::has_checksum(std::size_t count, const std::string& recorded) const {
    return is_statements_checksum(first_lines(all, count), recorded);
}

MigrationScript read_script(const Migration& migration, std::string_view sql, ScriptSyntax syntax) {
    MigrationScript script;
    script.syntax = syntax;
    script.all = split_script(sql, syntax);
    script.end = script.all.size();
    const auto controls = [&](const std::string& statement) {
        return is_among(first_word(statement, syntax), {"BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT"});
    };
    auto& all = script.all;
    const auto begin = std::ranges::find_if(all, controls);
    if (begin == all.end()) return script;
    const auto end = std::find_if(std::next(begin), all.end(), controls);
    const bool begins = is_among(first_word(*begin, syntax), {"BEGIN", "START"});
    const bool whole = begins && end != all.end() && is_among(first_word(*end, syntax), {"COMMIT", "END"}) &&
                       std::find_if(std::next(end), all.end(), controls) == all.end();
    if (!whole) {
        throw MigrationError("the migration \"" + migration.title() + "\" is one transaction and must not end it: " +
                             (begins && end != all.end() ? *end : *begin));
    }
    script.begin = static_cast<std::size_t>(begin - all.begin());
    script.end = static_cast<std::size_t>(end - all.begin()) - 1;
    all.erase(end);
    all.erase(all.begin() + static_cast<std::ptrdiff_t>(script.begin));
    return script;
}

}  // namespace azoth

#include "migration/migration_script.hpp"

#include "migration/sql_script.hpp"
#include "sql/text_lexer.hpp"
#include <azoth/migration/migrator.hpp>

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <string_view>

namespace azoth {
namespace {

bool begins_with(const std::string& statement, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), first_word(statement)) != words.end();
}

bool begins(const std::string& statement) { return begins_with(statement, {"BEGIN", "START"}); }

bool commits(const std::string& statement) { return begins_with(statement, {"COMMIT", "END"}); }

bool controls_transactions(const std::string& statement) {
    return begins_with(statement, {"BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT"});
}

}  // namespace

std::vector<std::string> MigrationScript::all() const {
    std::vector<std::string> all = before;
    all.insert(all.end(), statements.begin(), statements.end());
    all.insert(all.end(), after.begin(), after.end());
    return all;
}

MigrationScript read_script(const Migration& migration, std::string_view sql) {
    MigrationScript script;
    script.statements = split_script(sql);
    auto& all = script.statements;
    const auto begin = std::ranges::find_if(all, controls_transactions);
    if (begin == all.end()) return script;
    const auto end = std::find_if(std::next(begin), all.end(), controls_transactions);
    const bool whole = begins(*begin) && end != all.end() && commits(*end) &&
                       std::find_if(std::next(end), all.end(), controls_transactions) == all.end();
    if (!whole) {
        throw MigrationError("the migration " + migration.title() + " is one transaction and can't end it: " +
                             (begins(*begin) && end != all.end() ? *end : *begin));
    }
    script.before.assign(all.begin(), begin);
    script.after.assign(std::next(end), all.end());
    script.statements = std::vector<std::string>(std::next(begin), end);
    return script;
}

}  // namespace azoth

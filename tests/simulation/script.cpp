#include "script.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace azoth_tests::simulation {
namespace {

using namespace type_oid;

constexpr std::array<ScriptColumn, 1> id_column{{{"id", int8}}};
constexpr std::array<ScriptColumn, 2> id_n_columns{{{"id", int8}, {"n", int8}}};
constexpr std::array<ScriptColumn, 3> rows_columns{{{"id", int8}, {"n", int8}, {"padding", text}}};
constexpr std::array<ScriptColumn, 2> quotient_columns{{{"id", int8}, {"quotient", int8}}};
constexpr std::array<ScriptColumn, 2> mood_columns{{{"id", int8}, {"state", mood}}};
constexpr std::array<ScriptColumn, 2> textual_columns{{{"id", int8}, {"acl", aclitem}}};
constexpr std::array<ScriptColumn, 11> question_columns{{{"oid", oid},
                                                         {"typname", text},
                                                         {"nspname", text},
                                                         {"typtype", text},
                                                         {"coalesce", oid},
                                                         {"typbasetype", oid},
                                                         {"coalesce", oid},
                                                         {"coalesce", oid},
                                                         {"coalesce", text},
                                                         {"array", text_array},
                                                         {"array", oid_array}}};

constexpr std::array<std::uint32_t, 1> one_id{int8};
constexpr std::array<std::uint32_t, 2> two_numbers{int8, int8};
constexpr std::array<std::uint32_t, 3> three_numbers{int8, int8, int8};
constexpr std::array<std::uint32_t, 1> question_parameters{oid_array};

constexpr std::string_view question_head = "WITH RECURSIVE met (oid) AS";
constexpr std::string_view copied_head = "SELECT ";
constexpr std::string_view copied_middle = "::int8 AS id, n FROM generate_series(1::int8, ";
constexpr std::string_view copied_tail = "::int8) n";
constexpr std::string_view copy_out_head = "COPY (";
constexpr std::string_view copy_out_tail = ") TO STDOUT (FORMAT binary)";

struct Known {
    std::string_view text;
    Verb verb;
    std::span<const ScriptColumn> columns;
    std::span<const std::uint32_t> parameters;
};

constexpr std::array<Known, 14> known_texts{{
    {sql::rows, Verb::rows, rows_columns, three_numbers},
    {sql::insert, Verb::insert, {}, one_id},
    {sql::insert_returning, Verb::insert_returning, id_column, one_id},
    {sql::failing_row, Verb::failing_row, quotient_columns, three_numbers},
    {sql::slow_insert, Verb::slow_insert, {}, two_numbers},
    {sql::slow_rows, Verb::slow_rows, id_column, two_numbers},
    {sql::made_type, Verb::made_type, mood_columns, one_id},
    {sql::textual, Verb::textual, textual_columns, one_id},
    {sql::duplicate, Verb::duplicate, {}, one_id},
    {sql::missing_table, Verb::missing_table, id_column, one_id},
    {sql::copy_in, Verb::copy_in, {}, {}},
    {sql::alter, Verb::alter, {}, {}},
    {"DISCARD ALL", Verb::discard_all, {}, {}},
    {"DEALLOCATE ALL", Verb::deallocate_all, {}, {}},
}};

struct Prefix {
    std::string_view text;
    Verb verb;
};

// The longer of two that begin alike stands first.
constexpr std::array<Prefix, 8> prefixes{{{"BEGIN", Verb::begin},
                                          {"COMMIT", Verb::commit},
                                          {"ROLLBACK TO SAVEPOINT ", Verb::rollback_to},
                                          {"ROLLBACK", Verb::rollback},
                                          {"SAVEPOINT ", Verb::savepoint},
                                          {"RELEASE SAVEPOINT ", Verb::release},
                                          {"SET ", Verb::set},
                                          {"RESET ", Verb::set}}};

std::int64_t number_at(std::string_view from) noexcept {
    std::int64_t value = 0;
    std::from_chars(from.data(), from.data() + from.size(), value);
    return value;
}

bool read_copied(std::string_view query, Script& script) noexcept {
    const std::size_t middle = query.find(copied_middle);
    if (!query.starts_with(copied_head) || middle == std::string_view::npos || !query.ends_with(copied_tail)) {
        return false;
    }
    script.id = number_at(query.substr(copied_head.size()));
    script.count = number_at(query.substr(middle + copied_middle.size()));
    script.columns = id_n_columns;
    script.verb = Verb::copy_out;
    return true;
}

}  // namespace

namespace sql {

std::string copied(std::int64_t id, std::int64_t count) {
    std::string text(copied_head);
    text.append(std::to_string(id)).append(copied_middle).append(std::to_string(count)).append(copied_tail);
    return text;
}

std::string copy_out(std::int64_t id, std::int64_t count) {
    std::string text(copy_out_head);
    text.append(copied(id, count)).append(copy_out_tail);
    return text;
}

}  // namespace sql

Script read_script(std::string_view statement) noexcept {
    Script script;
    for (const Known& known : known_texts) {
        if (known.text != statement) continue;
        script.verb = known.verb;
        script.columns = known.columns;
        script.parameters = known.parameters;
        script.copies = known.verb == Verb::copy_in;
        return script;
    }
    if (statement.empty()) {
        script.verb = Verb::empty;
        return script;
    }
    if (statement.starts_with(question_head)) {
        script.verb = Verb::type_question;
        script.columns = question_columns;
        script.parameters = question_parameters;
        return script;
    }
    if (statement.starts_with(copy_out_head) && statement.ends_with(copy_out_tail)) {
        statement.remove_prefix(copy_out_head.size());
        statement.remove_suffix(copy_out_tail.size());
        if (read_copied(statement, script)) script.copies = true;
        return script;
    }
    if (read_copied(statement, script)) return script;
    for (const Prefix& prefix : prefixes) {
        if (!statement.starts_with(prefix.text)) continue;
        script.verb = prefix.verb;
        statement.remove_prefix(prefix.text.size());
        if (const std::size_t comment = statement.find("/*"); comment != std::string_view::npos) {
            script.id = number_at(statement.substr(comment + 2));
            statement = statement.substr(0, comment);
        }
        script.word = statement.substr(0, statement.find(' '));
        return script;
    }
    return script;
}

}  // namespace azoth_tests::simulation

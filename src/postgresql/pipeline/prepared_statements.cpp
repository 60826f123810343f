#include "postgresql/pipeline/prepared_statements.hpp"

#include "sql/text_lexer.hpp"
#include <azoth/error.hpp>

#include <functional>
#include <new>
#include <utility>

namespace azoth::postgresql::pipeline {
namespace {

// So often prepared statements of a session may be gone before it does without names for them.
constexpr int most_vanished = 2;

// Control statements that are executed again and again in the same words; a savepoint's have a name in them.
// COMMIT and ROLLBACK are not prepared: they have to work where the server has forgotten all that was prepared.
bool is_worth_preparing(std::string_view sql) noexcept {
    return sql.starts_with("BEGIN") || sql.starts_with("START") || sql.starts_with("SET LOCAL statement_timeout");
}

// The columns of other statements' answers may be others afterwards. What only makes something new changes none; nor
// does, where tables are alike, another search_path, which some programs set in each transaction.
bool changes_schema(const StatementText& text) {
    if (text.kind != StatementKind::text && text.kind != StatementKind::ddl) return false;
    const std::string word = first_word(text.sql);
    return word == "ALTER" || word == "DROP" || word == "DO" || (word == "CREATE" && has_word(text.sql, "REPLACE"));
}

// What would make the server wait for data, or send it, in the middle of what is executed with it.
void check_no_copy(const StatementText& text) {
    if (text.kind != StatementKind::text || first_word(text.sql) != "COPY") return;
    if (!has_word(text.sql, "STDIN") && !has_word(text.sql, "STDOUT")) return;
    Diagnostics d;
    d.sqlstate = "0A000";
    d.message = "COPY from or to the client can't be executed as a statement: call copy_in() or copy_out()";
    d.outcome = Outcome::not_sent;
    throw NotSupportedError(std::move(d));
}

// What the user's own statement is read into strings from is asked for as text: every type has that form, and the text
// of regclass or aclitem is what is meant. Of text itself both forms are the same.
std::vector<protocol::Format> formats_of(const StatementText& text) {
    if (text.kind != StatementKind::text) return {};
    std::vector<protocol::Format> formats;
    std::size_t by_text = 0;
    for (const ResultColumn& column : text.columns) {
        const TypeKind kind = column.type.kind();
        const bool as_text = kind == TypeKind::string || kind == TypeKind::text;
        formats.push_back(as_text ? protocol::Format::text : protocol::Format::binary);
        if (as_text) ++by_text;
    }
    if (by_text == 0) return {};
    if (by_text == formats.size()) formats.resize(1);
    return formats;
}

bool rolls_back(std::string_view sql) noexcept { return sql.starts_with("ROLLBACK"); }

}  // namespace

PreparedPtr PreparedStatements::find(const StatementText& text, bool unnamed) {
    const auto describe = [&text](PreparedStatement& statement) {
        statement.columns = text.columns;
        statement.changes_schema = changes_schema(text);
        statement.result_formats = formats_of(text);
    };
    if (!text.prepare || !cache_.is_enabled() || unnamed) {
        check_no_copy(text);
        PreparedPtr statement(new PreparedStatement({}, text.sql, text.parameter_types));
        describe(*statement);
        return statement;
    }
    PreparedPtr statement = cache_.find(text.sql, text.hash, text.parameter_types);
    if (!statement) {
        check_no_copy(text);
        statement = cache_.insert(text.sql, text.hash, text.parameter_types, dropped_);
        describe(*statement);
    }
    return statement;
}

PreparedPtr PreparedStatements::find_control(std::string_view sql) {
    if (!cache_.is_enabled() || !is_worth_preparing(sql)) return new PreparedStatement({}, sql, {});
    const std::size_t hash = std::hash<std::string_view>{}(sql);
    PreparedPtr statement = cache_.find(sql, hash, {});
    return statement ? statement : cache_.insert(sql, hash, {}, dropped_);
}

std::uint32_t PreparedStatements::write_closes(protocol::Encoder& encoder) const {
    for (const std::string& name : dropped_) encoder.close_statement(name);
    return static_cast<std::uint32_t>(dropped_.size());
}

// After DDL of our own, and after a rollback that undoes some, what is sent next is parsed anew: in a transaction a
// statement that is out of date would end it.
void PreparedStatements::sent(const Request& request) {
    const auto* const control = request.get<Control>();
    if (control != nullptr || rolls_back(request.setup.text)) {
        if (!schema_changed_) return;
        if (!rolls_back(request.setup.text) && !(control != nullptr && rolls_back(control->text))) return;
    } else if (!request.attempt.prepared || !request.attempt.prepared->changes_schema) {
        return;
    } else {
        schema_changed_ = true;
    }
    cache_.clear(dropped_);
}

void PreparedStatements::not_sent(Request& request) noexcept {
    Attempt& attempt = request.attempt;
    if (attempt.replies.parse) give_up(*attempt.prepared);
    if (attempt.replies.describe) attempt.prepared->describe_sent = false;
    for (const AttachedStatement* const attached : request.attached()) {
        if (attached->awaits_parse) give_up(*attached->prepared);
    }
}

// Its Close was not executed either: the server may have an earlier statement of this name.
void PreparedStatements::give_up(PreparedStatement& statement) noexcept {
    try {
        if (statement.cached && statement.replaces) dropped_.push_back(statement.name);
    } catch (const std::bad_alloc&) {
        // It stays on the server until the session ends.
    }
    cache_.forget(statement);
}

void PreparedStatements::answered(Request& request) {
    Attempt& attempt = request.attempt;
    bool never_there = false;
    const auto look_at = [&](const PreparedPtr& statement, bool awaits_parse) {
        if (!statement) return;
        // One that another request was to parse, and could not, has not vanished.
        never_there = never_there || (!awaits_parse && statement->parse_failed);
        if (!awaits_parse) return;
        statement->parse_failed = true;
        if (attempt.replies.closes != 0) return give_up(*statement);
        cache_.forget(*statement);
    };
    for (const AttachedStatement* const attached : request.attached()) {
        look_at(attached->prepared, attached->awaits_parse);
    }
    look_at(attempt.prepared, attempt.replies.parse);
    if (attempt.replies.describe) attempt.prepared->describe_sent = false;
    attempt.never_parsed = never_there;
    if (!attempt.stale || never_there) return;
    // Where one is gone or out of date others are. Where they vanish again names are of no use: behind a pooler each
    // transaction may meet another server connection.
    if (attempt.failure->sqlstate != "26000") return cache_.clear(dropped_);
    discarded();
    if (++vanished_ >= most_vanished) cache_.disable();
}

void PreparedStatements::discarded() noexcept {
    cache_.clear();
    dropped_.clear();
}

}  // namespace azoth::postgresql::pipeline

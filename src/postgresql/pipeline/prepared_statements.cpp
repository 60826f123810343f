#include "postgresql/pipeline/prepared_statements.hpp"

#include "sql/text_lexer.hpp"
#include <azoth/error.hpp>

#include <functional>
#include <new>
#include <utility>

namespace azoth::postgresql::pipeline {
namespace {

// The number of times that prepared statements may vanish before the session stops to name them.
constexpr int most_vanished = 2;

// Control statements that are executed repeatedly with the same text; those of savepoints contain a name. COMMIT and
// ROLLBACK are not prepared: they must work even if the server has dropped all prepared statements.
bool is_worth_preparing(std::string_view sql) noexcept {
    return sql.starts_with("BEGIN") || sql.starts_with("START") || sql.starts_with("SET LOCAL statement_timeout");
}

// Whether the columns of other statements may differ afterwards. Creating something new changes none; nor, if tables
// are alike, does another search_path, which some programs set in each transaction.
bool changes_schema(const StatementText& text) {
    if (text.kind != StatementKind::text && text.kind != StatementKind::ddl) return false;
    const std::string word = first_word(text.sql);
    return word == "ALTER" || word == "DROP" || word == "DO" || (word == "CREATE" && has_word(text.sql, "REPLACE"));
}

// Rejects COPY, which would make the server wait for data, or send data, in the middle of a pipeline.
void check_no_copy(const StatementText& text) {
    if (text.kind != StatementKind::text || first_word(text.sql) != "COPY") return;
    if (!has_word(text.sql, "STDIN") && !has_word(text.sql, "STDOUT")) return;
    Diagnostics d;
    d.sqlstate = "0A000";
    d.message = "COPY from or to the client cannot be executed as a statement: call copy_in() or copy_out()";
    d.outcome = Outcome::not_sent;
    throw NotSupportedError(std::move(d));
}

// Raw SQL whose columns are read as strings is requested in text format: every type has it, and for regclass or aclitem
// the text is what the user wants. For text itself both formats are the same.
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

// After own DDL, and after a rollback that undoes DDL, later statements are parsed again: in a transaction, a stale
// statement would fail it.
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

// Its Close was not executed either: the server may have an older statement with this name.
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
        // A statement that another request failed to parse has not vanished.
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
    // If one is gone or stale, others are, too. If they vanish again, names are useless: behind a pooler, each
    // transaction may use another server connection.
    if (attempt.failure->sqlstate != "26000") return cache_.clear(dropped_);
    discarded();
    if (++vanished_ >= most_vanished) cache_.disable();
}

void PreparedStatements::discarded() noexcept {
    cache_.clear();
    dropped_.clear();
}

}  // namespace azoth::postgresql::pipeline

#include "connection.hpp"

#include "errors.hpp"
#include "row_writer.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <optional>

namespace azoth::sqlite {
namespace {

constexpr std::string_view blanks = " \t\r\n";

// The first word of a control statement, in upper case.
std::string first_word(std::string_view sql) {
    const std::size_t begin = std::min(sql.find_first_not_of(blanks), sql.size());
    const std::size_t end = sql.find_first_of(" \t\r\n;", begin);
    std::string word{sql.substr(begin, end == std::string_view::npos ? end : end - begin)};
    std::ranges::transform(word, word.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return word;
}

// Whether it is ROLLBACK, COMMIT or END; ROLLBACK TO a savepoint does not end the transaction.
bool ends_transaction(std::string_view sql, std::string_view word) {
    if (word == "COMMIT" || word == "END") return true;
    if (word != "ROLLBACK") return false;
    const std::size_t at = sql.find_first_not_of(blanks);
    std::string_view rest = sql.substr(at + word.size());
    std::string next = first_word(rest);
    if (next == "TRANSACTION") {
        rest.remove_prefix(rest.find_first_not_of(blanks) + next.size());
        next = first_word(rest);
    }
    return next != "TO";
}

}  // namespace

Answer Connection::execute(const Request& request) {
    begin(request);
    Lease statement = prepare(*request.statement);
    statement->bind(db_, request.parameters);
    Answer answer;
    bool row = first_step(*statement);
    if (statement->gives_rows()) {
        RowWriter rows(statement->description(), row_limit(*statement));
        for (; row; row = step(statement->handle())) statement->append_row(rows);
        answer.row_count = static_cast<std::int64_t>(rows.size());
        answer.rows = rows.finish();
    }
    note_changes(*statement, answer);
    note_transaction();
    if (!request.end.empty()) {
        statement.end();
        control(request.end);
    }
    return answer;
}

Answer Connection::execute_many(const Request& request, ParameterSource& source) {
    const bool first = begin(request);
    Lease statement = prepare(*request.statement);
    Answer answer;
    if (statement->changes_rows()) answer.row_count = 0;
    std::optional<RowWriter> rows;
    std::array<ParameterBuffer, 2> sets;
    ParameterBuffer* parameters = &sets[0];
    ParameterBuffer* following = &sets[1];
    if (!source.next(*parameters)) {
        if (statement->gives_rows()) answer.rows = RowWriter(statement->description()).finish();
        if (!request.end.empty()) control(request.end);
        return answer;
    }
    bool more = source.next(*following);
    const bool several = more;
    // If this request begins the transaction, an error loses no other work.
    const bool own_transaction = sqlite3_get_autocommit(db_) != 0;
    const bool wrapped = several && !first;
    if (wrapped) run_script(own_transaction ? "BEGIN" : "SAVEPOINT azoth_many");
    try {
        for (;;) {
            statement->bind(db_, parameters);
            bool row = first_step(*statement);
            if (!rows && statement->gives_rows()) {
                RowLimit limit = row_limit(*statement);
                if (several) limit.outcome = Outcome::rolled_back;
                rows.emplace(statement->description(), limit);
            }
            for (; row; row = step(statement->handle())) statement->append_row(*rows);
            if (statement->changes_rows()) {
                answer.row_count += sqlite3_changes64(db_);
                answer.last_insert_id = sqlite3_last_insert_rowid(db_);
            }
            statement->rewind();
            if (!more) break;
            std::swap(parameters, following);
            following->clear();
            more = source.next(*following);
        }
        if (wrapped) run_script(own_transaction ? "COMMIT" : "RELEASE azoth_many");
        if (rows) answer.rows = rows->finish();
        if (rows && !statement->changes_rows()) answer.row_count = static_cast<std::int64_t>(answer.rows->size());
    } catch (...) {
        statement.end();
        if (wrapped) {
            roll_back_many(own_transaction);
        } else if (several) {
            begin_again(request);
        }
        throw;
    }
    note_transaction();
    if (!request.end.empty()) {
        statement.end();
        control(request.end);
    }
    return answer;
}

// SQLite may already have rolled the transaction back. Then nothing is left to do; if the transaction was only this
// operation's, its loss needs no report.
void Connection::roll_back_many(bool own_transaction) noexcept {
    if (sqlite3_get_autocommit(db_) == 0) {
        const char* const sql = own_transaction ? "ROLLBACK" : "ROLLBACK TO azoth_many; RELEASE azoth_many";
        sqlite3_exec(db_, sql, nullptr, nullptr, nullptr);
    }
    if (own_transaction) lost_transaction_ = false;
    note_transaction();
}

// Restores the state in which the request had begun its transaction and executed nothing else.
void Connection::begin_again(const Request& request) noexcept {
    if (sqlite3_get_autocommit(db_) == 0) sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
    lost_transaction_ = true;
    try {
        const std::string_view begin = request.transaction ? request.transaction->begin() : request.begin;
        for (const std::string_view sql : {begin, request.setup}) {
            if (sqlite3_exec(db_, std::string(sql).c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) break;
            lost_transaction_ = sqlite3_get_autocommit(db_) != 0;
        }
    } catch (const std::bad_alloc&) {
        // The transaction is lost.
    }
    note_transaction();
}

std::string Connection::control(std::string_view sql) {
    std::string word = first_word(sql);
    if (lost_transaction_ && ends_transaction(sql, word)) {
        lost_transaction_ = false;
        return "ROLLBACK";
    }
    check_transaction();
    // A COMMIT that fails because other connections read or write has not ended the transaction: it can be repeated.
    run_script(sql, ends_transaction(sql, word) ? Outcome::not_executed : Outcome::rolled_back);
    return word;
}

std::shared_ptr<OpenQuery> Connection::open_query(const Request& request) {
    begin(request);
    auto query = std::make_shared<OpenQuery>();
    query->statement = prepare(*request.statement);
    if (request.parameters != nullptr) query->parameters = *request.parameters;
    query->statement->bind(db_, &query->parameters);
    queries_.push_back(query);
    ++open_queries_;
    return query;
}

Answer Connection::fetch(OpenQuery& query, std::size_t count) {
    if (!query.statement) {
        Answer answer;
        if (query.description) answer.rows = std::make_shared<const RowBuffer>(query.description);
        answer.row_count = 0;
        return answer;
    }
    try {
        PreparedStatement& statement = *query.statement;
        Answer answer;
        bool row = false;
        if (query.begun) {
            check_stop();
            row = step(statement.handle());
        } else {
            row = first_step(statement);
            query.begun = true;
            query.description = statement.description();
        }
        RowWriter rows(query.description, row_limit(statement));
        while (row) {
            statement.append_row(rows);
            if (count != 0 && rows.size() == count) break;
            row = step(statement.handle());
        }
        answer.row_count = static_cast<std::int64_t>(rows.size());
        if (statement.gives_rows()) {
            answer.rows = rows.finish();
        } else {
            note_changes(statement, answer);
        }
        if (!row) end_query(query);
        note_transaction();
        return answer;
    } catch (...) {
        end_query(query);
        throw;
    }
}

void Connection::end_query(OpenQuery& query) noexcept {
    if (!query.statement) return;
    query.statement.end();
    std::erase_if(queries_, [&](const auto& open) { return open.get() == &query; });
    --open_queries_;
    note_transaction();
}

// SQLite makes all changes before it returns the first row; outside a transaction they are committed when the statement
// is reset.
RowLimit Connection::row_limit(const PreparedStatement& statement) const noexcept {
    RowLimit limit;
    if (max_result_bytes_ != 0) limit.bytes = max_result_bytes_;
    if (statement.changes_rows() && sqlite3_get_autocommit(db_) != 0) limit.outcome = Outcome::committed;
    return limit;
}

TransactionStatus Connection::transaction_status() const noexcept {
    if (lost_transaction_) return TransactionStatus::failed;
    return db_ != nullptr && sqlite3_get_autocommit(db_) == 0 ? TransactionStatus::active : TransactionStatus::idle;
}

Lease Connection::prepare(const StatementText& text) {
    if (PreparedStatement* const statement = cache_.find(text)) {
        statement->describe(text);
        return Lease(*statement);
    }
    try {
        const bool keep = cache_.takes(text);
        auto prepared = std::make_unique<PreparedStatement>(db_, text, keep);
        return keep ? Lease(*cache_.insert(std::move(prepared))) : Lease(std::move(prepared));
    } catch (const OperationalError&) {
        // The wait was for the lock under which SQLite reads the schema.
        if (interruption_.is_raised()) throw_stopped(interruption_.reason(), Outcome::not_executed);
        throw;
    }
}

bool Connection::begin(const Request& request) {
    check_stop();
    check_transaction();
    const bool idle = sqlite3_get_autocommit(db_) != 0;
    send_begin(request);
    if (!request.setup.empty()) run_script(request.setup);
    return idle && sqlite3_get_autocommit(db_) == 0;
}

void Connection::send_begin(const Request& request) {
    if (!request.begin.empty()) run_script(request.begin);
    if (!request.transaction) return;
    TransactionStart& start = *request.transaction;
    // The statement itself may have ended the transaction.
    if (sqlite3_get_autocommit(db_) != 0) start.begin_again();
    if (!start.take()) {
        // Checked after take(): the engine may end the transaction at any time, and the statement would then be
        // executed in autocommit mode.
        if (start.state() != TransactionStart::State::ended) return;
        throw InvalidRequestError("the statement was not executed: its transaction ended before it was sent");
    }
    try {
        run_script(start.begin(), Outcome::not_executed);
        start.confirm();
    } catch (...) {
        start.give_back();
        throw;
    }
}

bool Connection::step(sqlite3_stmt* statement, Outcome failed) {
    stepping_ = statement;
    const int code = sqlite3_step(statement);
    stepping_ = nullptr;
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    // If the transaction is over in spite of the error, it was rolled back.
    const bool over = in_transaction_ && sqlite3_get_autocommit(db_) != 0;
    fail(code, over ? Outcome::rolled_back : failed, sqlite3_sql(statement));
}

bool Connection::first_step(PreparedStatement& statement) {
    check_stop();
    const bool row = step(statement.handle());
    statement.describe_again_if_changed();
    return row;
}

void Connection::run_script(std::string_view sql, Outcome failed) {
    const std::string text{sql};
    for (const char* at = text.c_str(); *at != '\0';) {
        check_stop();
        const char* const begin = at;
        sqlite3_stmt* prepared = nullptr;
        const int code = sqlite3_prepare_v2(db_, begin, -1, &prepared, &at);
        const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(prepared, sqlite3_finalize);
        if (code != SQLITE_OK) fail(code, Outcome::not_executed, begin);
        while (statement && step(statement.get(), failed)) continue;
        note_transaction();
    }
}

void Connection::note_changes(const PreparedStatement& statement, Answer& answer) const {
    if (!statement.changes_rows()) return;
    if (!statement.gives_rows()) answer.row_count = sqlite3_changes64(db_);
    answer.last_insert_id = sqlite3_last_insert_rowid(db_);
}

void Connection::check_stop() const {
    if (interruption_.is_raised()) throw_stopped(interruption_.reason(), Outcome::not_executed);
}

void Connection::check_transaction() const {
    if (!lost_transaction_) return;
    Diagnostics diagnostics;
    diagnostics.sqlstate = "25P02";
    diagnostics.message = "SQLite rolled the transaction back after an error; end it before the next statement";
    diagnostics.outcome = Outcome::not_executed;
    throw InternalError(std::move(diagnostics));
}

void Connection::note_transaction() noexcept { in_transaction_ = sqlite3_get_autocommit(db_) == 0; }

void Connection::fail(int code, Outcome outcome, std::string_view sql) {
    if (in_transaction_ && sqlite3_get_autocommit(db_) != 0) lost_transaction_ = true;
    note_transaction();
    const int primary = code & 0xFF;
    if ((primary == SQLITE_INTERRUPT || primary == SQLITE_BUSY) && interruption_.is_raised()) {
        throw_stopped(interruption_.reason(), outcome);
    }
    throw_sqlite_error(db_, code, outcome, sql);
}

}  // namespace azoth::sqlite

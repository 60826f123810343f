#include "statement.hpp"

#include "errors.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

namespace azoth::sqlite {
namespace {

// Skips white space and comments.
std::string_view skip_blank(std::string_view sql) {
    for (;;) {
        const std::size_t begin = std::min(sql.find_first_not_of(" \t\r\n\f\v"), sql.size());
        sql.remove_prefix(begin);
        std::size_t end = std::string_view::npos;
        if (sql.starts_with("--")) {
            end = sql.find('\n');
        } else if (sql.starts_with("/*")) {
            end = sql.find("*/", 2);
            if (end != std::string_view::npos) end += 2;
        } else {
            return sql;
        }
        sql.remove_prefix(std::min(end, sql.size()));
    }
}

bool begins_with_keyword(std::string_view sql, std::string_view keyword) {
    return sql.size() >= keyword.size() &&
           sqlite3_strnicmp(sql.data(), keyword.data(), static_cast<int>(keyword.size())) == 0;
}

bool is_change(const StatementText& text, sqlite3_stmt* statement) {
    switch (text.kind) {
        case StatementKind::insert:
        case StatementKind::update:
        case StatementKind::delete_:
        case StatementKind::merge: return true;
        case StatementKind::ddl: return false;
        case StatementKind::select:
        case StatementKind::text: break;
    }
    if (sqlite3_stmt_readonly(statement) != 0) return false;
    const std::string_view sql = skip_blank(text.sql);
    return std::ranges::any_of(std::initializer_list<std::string_view>{"INSERT", "UPDATE", "DELETE", "REPLACE", "WITH"},
                               [&](std::string_view keyword) { return begins_with_keyword(sql, keyword); });
}

}  // namespace

void PreparedStatement::Finalize::operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }

PreparedStatement::PreparedStatement(sqlite3* db, const StatementText& text, bool keep)
    : sql_(text.sql), hash_(text.hash), parameter_types_(text.parameter_types) {
    if (sql_.size() >= static_cast<std::size_t>(std::numeric_limits<int>::max())) {
        throw_programming_error("the statement is too long for SQLite");
    }
    if (sql_.find('\0') != std::string::npos) throw_programming_error("the statement contains a NUL");
    sqlite3_stmt* handle = nullptr;
    const char* tail = nullptr;
    const unsigned flags = keep ? SQLITE_PREPARE_PERSISTENT : 0U;
    // The length counts the terminating NUL, which saves SQLite a copy.
    const int code = sqlite3_prepare_v3(db, sql_.c_str(), static_cast<int>(sql_.size()) + 1, flags, &handle, &tail);
    handle_.reset(handle);
    if (code != SQLITE_OK) throw_sqlite_error(db, code, Outcome::not_executed, sql_);
    std::string_view rest = tail;
    while (!(rest = skip_blank(rest)).empty() && rest.front() == ';') rest.remove_prefix(1);
    if (!rest.empty()) {
        throw_programming_error("the text contains more than one statement; execute them one by one");
    }
    if (!handle_) throw_programming_error("the text contains no statement");
    changes_rows_ = is_change(text, handle);
    bindings_.reserve(parameter_types_.size());
    for (const SqlType& type : parameter_types_) bindings_.push_back(binding_for(type));
    describe(text.columns);
}

void PreparedStatement::bind(sqlite3* db, const ParameterBuffer* parameters) {
    const int expected = sqlite3_bind_parameter_count(handle());
    const std::size_t given = parameters == nullptr ? 0 : parameters->count();
    if (given != static_cast<std::size_t>(expected)) {
        throw_programming_error("the statement has " + std::to_string(expected) + " parameters, but " +
                                std::to_string(given) + " were given");
    }
    if (given == 0) return;
    parameters->for_each_at([&](std::size_t i, const std::byte* at, std::int32_t size) {
        const Binding binding = i < bindings_.size() ? bindings_[i] : binding_for(SqlType());
        const Cell cell{at, size, binding.format};
        const int index = static_cast<int>(i) + 1;
        const int code = cell.is_null() ? sqlite3_bind_null(handle(), index) : binding.bind(handle(), index, cell);
        if (code != SQLITE_OK) throw_sqlite_error(db, code, Outcome::not_executed);
    });
}

void PreparedStatement::describe(const StatementText& text) {
    if (!is_described_as(text)) describe(text.columns);
}

// The hash covers the wire formats of the parameters, but not whether SQLite stores an array as JSON.
bool PreparedStatement::binds_as(const StatementText& text) const noexcept {
    for (std::size_t i = 0; i < text.parameter_types.size() && i < bindings_.size(); ++i) {
        const SqlType& type = text.parameter_types[i];
        if (type.kind() == TypeKind::array && bind_for(type) != bindings_[i].bind) return false;
    }
    return true;
}

bool PreparedStatement::is_described_as(const StatementText& text) const {
    return std::ranges::equal(declared_, text.columns, [](const ResultColumn& a, const ResultColumn& b) {
        return a.name == b.name && a.type == b.type;
    });
}

void PreparedStatement::describe(const std::vector<ResultColumn>& declared) {
    auto description = std::make_shared<RowDescription>();
    description->tagged = true;
    column_count_ = sqlite3_column_count(handle());
    reads_.clear();
    for (int i = 0; i < column_count_; ++i) {
        ColumnDescription& column = description->columns.emplace_back();
        const auto at = static_cast<std::size_t>(i);
        if (at < declared.size()) {
            column.name = declared[at].name;
            column.type = declared[at].type;
            column.format = declared_format(column.type);
        }
        if (column.name.empty()) {
            if (const char* const name = sqlite3_column_name(handle(), i)) column.name = name;
        }
        reads_.push_back(read_for(column.type));
    }
    if (&declared != &declared_) declared_ = declared;
    times_prepared_ = sqlite3_stmt_status(handle(), SQLITE_STMTSTATUS_REPREPARE, 0);
    description_ = std::move(description);
}

void PreparedStatement::describe_again_if_changed() {
    if (sqlite3_stmt_status(handle(), SQLITE_STMTSTATUS_REPREPARE, 0) != times_prepared_) describe(declared_);
}

void PreparedStatement::append_row(RowWriter& out) const {
    const auto& columns = description_->columns;
    for (int i = 0; i < column_count_; ++i) {
        const auto at = static_cast<std::size_t>(i);
        append_value(sqlite3_column_value(handle(), i), columns[at].type, reads_[at], out);
    }
    out.end_row();
}

void PreparedStatement::reset() noexcept {
    rewind();
    sqlite3_clear_bindings(handle());
}

void PreparedStatement::rewind() noexcept { sqlite3_reset(handle()); }

PreparedStatement* StatementCache::find(const StatementText& text) {
    const auto found = by_hash_.find(text.hash);
    if (found == by_hash_.end()) return nullptr;
    PreparedStatement& statement = **found->second;
    if (statement.in_use || statement.sql() != text.sql || !statement.binds_as(text)) return nullptr;
    order_.splice(order_.begin(), order_, found->second);
    return &statement;
}

bool StatementCache::takes(const StatementText& text) const {
    return capacity_ > 0 && text.prepare && !by_hash_.contains(text.hash);
}

PreparedStatement* StatementCache::insert(std::unique_ptr<PreparedStatement> statement) {
    for (auto last = order_.end(); order_.size() >= capacity_ && last != order_.begin();) {
        --last;
        if ((*last)->in_use) continue;
        by_hash_.erase((*last)->hash());
        last = order_.erase(last);
    }
    order_.push_front(std::move(statement));
    by_hash_.emplace(order_.front()->hash(), order_.begin());
    return order_.front().get();
}

void StatementCache::clear() noexcept {
    by_hash_.clear();
    order_.clear();
}

}  // namespace azoth::sqlite

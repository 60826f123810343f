#pragma once

#include "storage.hpp"
#include <azoth/driver/row_buffer.hpp>
#include <azoth/sql/statement_text.hpp>
#include <azoth/types/parameter_buffer.hpp>

#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace azoth::sqlite {

/// A prepared statement and the conversions of its parameters and columns.
class PreparedStatement {
public:
    /// Throws ProgrammingError if the text is invalid, or contains no statement or several.
    PreparedStatement(sqlite3* db, const StatementText& text, bool keep);

    sqlite3_stmt* handle() const noexcept { return handle_.get(); }
    const std::string& sql() const noexcept { return sql_; }
    std::size_t hash() const noexcept { return hash_; }
    /// Whether it is INSERT, UPDATE or DELETE, also after WITH: SQLite counts the rows that it changes.
    bool changes_rows() const noexcept { return changes_rows_; }
    bool gives_rows() const noexcept { return column_count_ > 0; }
    int column_count() const noexcept { return column_count_; }
    const std::shared_ptr<const RowDescription>& description() const noexcept { return description_; }

    /// Whether its parameters are stored as the text requires.
    bool binds_as(const StatementText& text) const noexcept;
    /// Binds one set of parameters (null: none), which must live until reset() or the next bind(). Throws
    /// ProgrammingError if their number is wrong, and DataError for a value that SQLite cannot store.
    void bind(sqlite3* db, const ParameterBuffer* parameters);
    /// Sets how the columns are read, as declared by this text: two texts with the same SQL may declare different
    /// types.
    void describe(const StatementText& text);
    /// The same for the last text. After a change of the schema SQLite prepares a statement again, and `SELECT *` then
    /// has other columns: call it after the first step of an execution.
    void describe_again_if_changed();
    /// Appends the current row.
    void append_row(RowWriter& out) const;
    /// Ends the execution. rewind() keeps the parameters; the next bind() replaces all of them.
    void reset() noexcept;
    void rewind() noexcept;

    bool in_use = false;

private:
    bool is_described_as(const StatementText& text) const;
    void describe(const std::vector<ResultColumn>& declared);

    struct Binding {
        Bind bind;
        Oid format;
    };
    static Binding binding_for(const SqlType& type) noexcept {
        return {bind_for(type), ParameterBuffer::format_of(type)};
    }

    struct Finalize {
        void operator()(sqlite3_stmt* statement) const noexcept;
    };

    std::unique_ptr<sqlite3_stmt, Finalize> handle_;
    std::string sql_;
    std::size_t hash_;
    bool changes_rows_ = false;
    int column_count_ = 0;
    int times_prepared_ = 0;
    std::vector<SqlType> parameter_types_;
    std::vector<Binding> bindings_;
    std::vector<ResultColumn> declared_;
    std::vector<Read> reads_;
    std::shared_ptr<const RowDescription> description_;
};

/// The prepared statements of a connection; when it is full, the least recently used one is finalised.
class StatementCache {
public:
    /// Maximum number of statements; 0: none are kept.
    void set_capacity(std::size_t capacity) { capacity_ = capacity; }
    std::size_t size() const noexcept { return order_.size(); }

    /// The statement prepared for this text, unless it is in use; null if there is none.
    PreparedStatement* find(const StatementText& text);
    /// Whether insert() would keep a statement for this text.
    bool takes(const StatementText& text) const;
    PreparedStatement* insert(std::unique_ptr<PreparedStatement> statement);
    void clear() noexcept;

private:
    using Order = std::list<std::unique_ptr<PreparedStatement>>;  // most recently used first

    std::size_t capacity_ = 0;
    Order order_;
    std::unordered_map<std::size_t, Order::iterator> by_hash_;
};

}  // namespace azoth::sqlite

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

/// A prepared statement and how its parameters and columns are converted.
class PreparedStatement {
public:
    /// Throws ProgrammingError where the text is wrong, or holds no statement or several.
    PreparedStatement(sqlite3* db, const StatementText& text, bool keep);

    sqlite3_stmt* handle() const noexcept { return handle_.get(); }
    const std::string& sql() const noexcept { return sql_; }
    std::size_t hash() const noexcept { return hash_; }
    /// INSERT, UPDATE or DELETE, also behind WITH: SQLite counts what it changes.
    bool changes_rows() const noexcept { return changes_rows_; }
    bool gives_rows() const noexcept { return column_count_ > 0; }
    int column_count() const noexcept { return column_count_; }
    const std::shared_ptr<const RowDescription>& description() const noexcept { return description_; }

    /// Whether its parameters are stored as the text wants them.
    bool binds_as(const StatementText& text) const noexcept;
    /// Binds one set of parameters (null: none), which lives until reset() or the next bind(). Throws ProgrammingError
    /// where their number is wrong and DataError for a value that SQLite can't hold.
    void bind(sqlite3* db, const ParameterBuffer* parameters);
    /// Sees to it that the columns are read as this text declares them: two texts of the same SQL may differ there.
    void describe(const StatementText& text);
    /// The same for what was declared last. SQLite prepares a statement anew after a change of the schema, and `SELECT
    /// *` then has other columns: call it when the statement has been stepped for the first time.
    void describe_again_if_changed();
    /// Appends the current row.
    void append_row(RowWriter& out) const;
    /// Ends the execution; rewind() keeps the parameters, all of which the next bind() replaces.
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

/// The prepared statements of a connection; beyond its capacity it gives up the one that wasn't used for the longest
/// time.
class StatementCache {
public:
    /// Statements to keep; 0: none.
    void set_capacity(std::size_t capacity) { capacity_ = capacity; }
    std::size_t size() const noexcept { return order_.size(); }

    /// The statement prepared for this text, unless it is in use; null: there is none.
    PreparedStatement* find(const StatementText& text);
    /// Whether insert() would keep a statement for this text.
    bool takes(const StatementText& text) const;
    PreparedStatement* insert(std::unique_ptr<PreparedStatement> statement);
    void clear() noexcept;

private:
    using Order = std::list<std::unique_ptr<PreparedStatement>>;  // the latest first

    std::size_t capacity_ = 0;
    Order order_;
    std::unordered_map<std::size_t, Order::iterator> by_hash_;
};

}  // namespace azoth::sqlite

#pragma once

#include <azoth/schema/ddl_text.hpp>
#include <azoth/schema/table_node.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace azoth {

/// The schema of a table, instead of that of its MetaData; empty: none.
class schema {
public:
    /// Sets the schema's name.
    explicit schema(std::string name) : name_(std::move(name)) {}
    /// Sets the schema of a table that is being built.
    void apply(ast::TableNode& table) const { table.schema = name_; }

private:
    std::string name_;
};

/// A word between CREATE and TABLE.
class prefix {
public:
    /// Sets the word.
    explicit prefix(std::string word) : word_(std::move(word)) {}
    /// Adds the word to a table that is being built.
    void apply(ast::TableNode& table) const { table.options.prefixes.push_back(word_); }

private:
    std::string word_;
};

namespace detail {

struct PrefixOption {
    const char* word;
    void apply(ast::TableNode& table) const { table.options.prefixes.emplace_back(word); }
};
template <bool TableOptions::*Member>
struct TableFlag {
    void apply(ast::TableNode& table) const { table.options.*Member = true; }
};
template <std::string TableOptions::*Member>
class TableText {
public:
    explicit TableText(std::string text) : text_(std::move(text)) {}
    void apply(ast::TableNode& table) const { table.options.*Member = text_; }

private:
    std::string text_;
};
class HookOption {
public:
    HookOption(DdlEvent when, DdlText ddl) : hook_{when, std::move(ddl)} {}
    void apply(ast::TableNode& table) const { table.hooks.push_back(hook_); }

private:
    DdlHook hook_;
};

}  // namespace detail

/// Makes a table temporary: visible in its session only, and dropped at its end.
inline constexpr detail::PrefixOption temporary{"TEMPORARY"};

/// The tables that are created before this one, in addition to those of its foreign keys: "schema.table" or "table".
class depends_on {
public:
    /// Sets the names of the tables.
    template <class... Names>
    explicit depends_on(const Names&... full_names) : names_{std::string(full_names)...} {}
    /// Sets the tables of a table that is being built.
    void apply(ast::TableNode& table) const {
        table.options.depends_on.insert(table.options.depends_on.end(), names_.begin(), names_.end());
    }

private:
    std::vector<std::string> names_;
};

/// Executes a statement before the table is created.
inline detail::HookOption before_create(DdlText ddl) { return {DdlEvent::before_create, std::move(ddl)}; }
/// Executes a statement after the table was created: `after_create(DDL("GRANT SELECT ON %(fullname)s TO r"))`.
inline detail::HookOption after_create(DdlText ddl) { return {DdlEvent::after_create, std::move(ddl)}; }
/// Executes a statement before the table is dropped.
inline detail::HookOption before_drop(DdlText ddl) { return {DdlEvent::before_drop, std::move(ddl)}; }
/// Executes a statement after the table was dropped.
inline detail::HookOption after_drop(DdlText ddl) { return {DdlEvent::after_drop, std::move(ddl)}; }

/// Options of PostgreSQL, which other databases ignore.
namespace postgresql {

/// Makes a table unlogged: faster, and empty after a crash.
inline constexpr azoth::detail::PrefixOption unlogged{"UNLOGGED"};
/// ON COMMIT of a temporary table: "DROP", "DELETE ROWS" or "PRESERVE ROWS".
using on_commit = azoth::detail::TableText<&TableOptions::on_commit>;
/// TABLESPACE of a table.
using tablespace = azoth::detail::TableText<&TableOptions::tablespace>;
/// USING: the table's access method.
using access_method = azoth::detail::TableText<&TableOptions::access_method>;
/// PARTITION BY: how the rows are distributed among partitions: "RANGE (placed_at)".
using partition_by = azoth::detail::TableText<&TableOptions::partition_by>;

/// PARTITION OF: makes the table a partition of another ("schema.table" or "table"). `bound`: "FOR VALUES IN ('a',
/// 'b')", "DEFAULT". The columns are those of the partitioned table and need not be declared.
class partition_of {
public:
    /// Sets the partitioned table and the bound.
    partition_of(std::string full_name, std::string bound) : name_(std::move(full_name)), bound_(std::move(bound)) {}
    /// Sets the option of a table that is being built.
    void apply(ast::TableNode& table) const {
        table.options.partition_of = name_;
        table.options.partition_bound = bound_;
    }

private:
    std::string name_;
    std::string bound_;
};

/// INHERITS: the tables whose columns are inherited: "schema.table" or "table".
class inherits {
public:
    /// Sets the names of the tables.
    template <class... Names>
    explicit inherits(const Names&... full_names) : names_{std::string(full_names)...} {}
    /// Sets the option of a table that is being built.
    void apply(ast::TableNode& table) const { table.options.inherits = names_; }

private:
    std::vector<std::string> names_;
};

/// A storage parameter: `with("fillfactor", 70)`.
class with {
public:
    /// Sets a parameter.
    with(std::string parameter, std::string value) : parameter_(std::move(parameter)), value_(std::move(value)) {}
    with(std::string parameter, std::int64_t value) : with(std::move(parameter), std::to_string(value)) {}
    /// Adds the parameter to a table that is being built.
    void apply(ast::TableNode& table) const { table.options.with.emplace_back(parameter_, value_); }

private:
    std::string parameter_;
    std::string value_;
};

}  // namespace postgresql

/// Options of SQLite, which other databases ignore.
namespace sqlite {

/// STRICT: values must be of their column's type, which must be one of SQLite's own types.
inline constexpr azoth::detail::TableFlag<&TableOptions::strict> strict{};
/// WITHOUT ROWID: the table is stored by its primary key.
inline constexpr azoth::detail::TableFlag<&TableOptions::without_rowid> without_rowid{};
/// AUTOINCREMENT: the keys of deleted rows are not used again. For a table whose key is one integer column.
inline constexpr azoth::detail::TableFlag<&TableOptions::sqlite_autoincrement> autoincrement{};

/// What happens if NULL is written to a NOT NULL column: "ROLLBACK", "ABORT", "FAIL", "IGNORE" or "REPLACE".
class on_conflict_not_null {
public:
    /// Sets the action.
    explicit on_conflict_not_null(std::string what) : what_(std::move(what)) {}
    /// Sets the option of a column.
    void apply(ColumnInfo& info) const { info.on_conflict_not_null = what_; }

private:
    std::string what_;
};

}  // namespace sqlite
}  // namespace azoth

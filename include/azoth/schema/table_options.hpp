#pragma once

#include <azoth/export.hpp>
#include <azoth/schema/actions.hpp>
#include <azoth/schema/ddl_text.hpp>
#include <azoth/schema/table_node.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// The schema a table belongs to, where it isn't that of its MetaData; empty: none.
class schema {
public:
    explicit schema(std::string name) : name_(std::move(name)) {}
    void apply(ast::TableNode& table) const { table.schema = name_; }

private:
    std::string name_;
};

/// A word before TABLE.
class prefix {
public:
    explicit prefix(std::string word) : word_(std::move(word)) {}
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

/// Seen by its session only, and gone with it.
inline constexpr detail::PrefixOption temporary{"TEMPORARY"};

/// The tables that are created before this one, beside those its foreign keys point to: "schema.table" or "table".
class depends_on {
public:
    template <class... Names>
    explicit depends_on(const Names&... full_names) : names_{std::string(full_names)...} {}
    void apply(ast::TableNode& table) const {
        table.options.depends_on.insert(table.options.depends_on.end(), names_.begin(), names_.end());
    }

private:
    std::vector<std::string> names_;
};

/// Statements around the creation and dropping of a table: `after_create(DDL("GRANT SELECT ON %(fullname)s TO r"))`.
inline detail::HookOption before_create(DdlText ddl) { return {DdlEvent::before_create, std::move(ddl)}; }
inline detail::HookOption after_create(DdlText ddl) { return {DdlEvent::after_create, std::move(ddl)}; }
inline detail::HookOption before_drop(DdlText ddl) { return {DdlEvent::before_drop, std::move(ddl)}; }
inline detail::HookOption after_drop(DdlText ddl) { return {DdlEvent::after_drop, std::move(ddl)}; }

/// Options that other databases ignore.
namespace postgresql {

/// Not written to the write-ahead log: faster, and empty after a crash.
inline constexpr azoth::detail::PrefixOption unlogged{"UNLOGGED"};
/// What becomes of a temporary table at COMMIT: `on_commit(OnCommit::drop)`, or as text "DROP", "DELETE ROWS",
/// "PRESERVE ROWS".
class on_commit : public azoth::detail::TableText<&TableOptions::on_commit> {
public:
    using TableText::TableText;
    explicit on_commit(OnCommit what) : TableText(std::string(to_string(what))) {}
};
using tablespace = azoth::detail::TableText<&TableOptions::tablespace>;
/// USING: the table access method.
using access_method = azoth::detail::TableText<&TableOptions::access_method>;
/// How the rows are divided among partitions, as it stands behind PARTITION BY: "RANGE (placed_at)".
using partition_by = azoth::detail::TableText<&TableOptions::partition_by>;

/// The table is a partition of another ("schema.table" or "table"). `bound` is what stands behind it: "FOR VALUES IN
/// ('a', 'b')", "DEFAULT". Columns are those of the partitioned table and need not be declared.
class partition_of {
public:
    partition_of(std::string full_name, std::string bound) : name_(std::move(full_name)), bound_(std::move(bound)) {}
    void apply(ast::TableNode& table) const {
        table.options.partition_of = name_;
        table.options.partition_bound = bound_;
    }

private:
    std::string name_;
    std::string bound_;
};

/// The tables from which the columns are inherited: "schema.table" or "table".
class inherits {
public:
    template <class... Names>
    explicit inherits(const Names&... full_names) : names_{std::string(full_names)...} {}
    void apply(ast::TableNode& table) const { table.options.inherits = names_; }

private:
    std::vector<std::string> names_;
};

/// A storage parameter: `with("fillfactor", 70)`.
class with {
public:
    with(std::string parameter, std::string value) : parameter_(std::move(parameter)), value_(std::move(value)) {}
    with(std::string parameter, std::int64_t value) : with(std::move(parameter), std::to_string(value)) {}
    void apply(ast::TableNode& table) const { table.options.with.emplace_back(parameter_, value_); }

private:
    std::string parameter_;
    std::string value_;
};

}  // namespace postgresql

/// Options that other databases ignore.
namespace sqlite {

/// Values must be of their column's type, which must be one of SQLite's own.
inline constexpr azoth::detail::TableFlag<&TableOptions::strict> strict{};
inline constexpr azoth::detail::TableFlag<&TableOptions::without_rowid> without_rowid{};
/// AUTOINCREMENT: the keys of deleted rows aren't given again. For a table whose key is one integer column.
inline constexpr azoth::detail::TableFlag<&TableOptions::sqlite_autoincrement> autoincrement{};

/// What happens when a NOT NULL column is given NULL: "ROLLBACK", "ABORT", "FAIL", "IGNORE" or "REPLACE".
class on_conflict_not_null {
public:
    explicit on_conflict_not_null(std::string what) : what_(std::move(what)) {}
    explicit on_conflict_not_null(ConflictResolution what) : what_(to_string(what)) {}
    void apply(ColumnInfo& info) const { info.on_conflict_not_null = what_; }

private:
    std::string what_;
};

}  // namespace sqlite
}  // namespace azoth

AZOTH_EXPORT_END

#include "sqlite/catalog.hpp"

#include "sql/catalog_cells.hpp"
#include "sqlite/alter.hpp"
#include "sqlite/catalog_types.hpp"
#include "sqlite/compiler.hpp"
#include "sqlite/ddl_reader.hpp"
#include "sqlite/ddl_tokens.hpp"
#include "sqlite/view_expansions.hpp"
#include "sqlite/virtual_tables.hpp"
#include "types/ascii.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace azoth::sqlite {
namespace {

using azoth::detail::CatalogCells;

/// A database file: its name, the schema to which its tables belong, and whether it is the session's main file.
struct File {
    std::string name;
    std::string schema;
    bool temporary = false;
};

std::vector<File> files(std::span<const std::string> schemas) {
    std::vector<File> result;
    for (const std::string& schema : schemas) {
        if (schema.empty()) {
            result.push_back({"main", {}, false});
            result.push_back({"temp", {}, true});
        } else {
            result.push_back({schema, schema, schema == "temp"});
        }
    }
    return result;
}

// pragma_table_list has more columns, but it expands every view on each call.
std::string tables_query(const File& file) {
    const std::string schema =
        file.name == "temp" ? "sqlite_temp_master" : quoted_identifier(file.name) + ".sqlite_master";
    return "SELECT m.type, m.name, m.tbl_name, m.sql FROM " + schema +
           " m WHERE m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND m.type IN ('table', 'view', 'index', 'trigger') "
           "ORDER BY m.name";
}

std::string columns_query(const File& file) {
    const std::string schema =
        file.name == "temp" ? "sqlite_temp_master" : quoted_identifier(file.name) + ".sqlite_master";
    return "SELECT m.name, x.name, x.type, CAST(x.\"notnull\" AS TEXT), x.dflt_value, CAST(x.hidden AS TEXT) FROM " +
           schema + " m JOIN pragma_table_xinfo(m.name, " + literal(file.name) +
           ") x WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' AND m.name NOT LIKE "
           "'sqlite\\_%' ESCAPE '\\' ORDER BY m.name, x.cid";
}

// Fails for a view that refers to missing tables.
std::string view_query(const File& file, const std::string& view) {
    return "SELECT " + literal(view) +
           ", x.name, x.type, CAST(x.\"notnull\" AS TEXT), x.dflt_value, CAST(x.hidden AS TEXT) FROM "
           "pragma_table_xinfo(" +
           literal(view) + ", " + literal(file.name) + ") x ORDER BY x.cid";
}

std::vector<std::string> view_names(const CatalogRows& tables) {
    std::vector<std::string> names;
    for (const CatalogRow& row : tables) {
        if (row[0] == "view") names.push_back(row[1].value_or(""));
    }
    return names;
}

// About four seconds of work; the views of ordinary files need less.
constexpr std::uint64_t most_expansions = 1'000'000;
// The limit for each view if all views together exceed the limit.
constexpr std::uint64_t cheapest_expansions = 100'000;

// The views for whose columns SQLite would expand too many selects: views of views can require an unlimited number. The
// cheapest views are kept, so that an attacker's view does not hide the others.
std::unordered_set<std::string> expensive_views(const CatalogRows& tables) {
    ViewExpansions expansions;
    for (const CatalogRow& row : tables) {
        if (row[0] == "view") expansions.add(row[1].value_or(""), row[3].value_or(""));
    }
    std::vector<std::pair<std::uint64_t, std::string>> costs;
    std::uint64_t all = 0;
    for (const std::string& view : view_names(tables)) {
        costs.emplace_back(expansions.of(view), view);
        all = std::min(ViewExpansions::most, all + costs.back().first);
    }
    std::unordered_set<std::string> expensive;
    if (all <= most_expansions) return expensive;
    std::ranges::sort(costs);
    std::uint64_t spent = 0;
    for (auto& [cost, view] : costs) {
        spent = std::min(ViewExpansions::most, spent + cost);
        if (spent > cheapest_expansions) expensive.insert(std::move(view));
    }
    return expensive;
}

// A query whose answer is read like the error of a failed one.
std::string refused_view_query() {
    return "SELECT " + literal("the views of the file refer to each other too often: SQLite would expand more than " +
                               std::to_string(most_expansions) + " selects to find their columns");
}

class FileReader {
public:
    FileReader(const File& file, const CatalogRows& tables, const CatalogRows& columns,
               std::span<const CatalogRows> view_columns)
        : file_(file), rows_(tables), columns_(columns), view_columns_(view_columns), virtual_tables_(tables) {}

    std::vector<ReflectedTable> read() {
        for (const CatalogRow& row : rows_) read_table(row);
        for (const CatalogRow& row : columns_) read_column(row);
        const std::vector<std::string> views = view_names(rows_);
        for (std::size_t i = 0; i < view_columns_.size(); ++i) read_view(views[i], view_columns_[i]);
        for (const CatalogRow& row : rows_) read_text(row);
        for (ReflectedTable& table : tables_) complete(table);
        return std::move(tables_);
    }

private:
    void read_table(const CatalogRow& row) {
        CatalogCells cells(row);
        const std::string kind = cells.text();
        if (kind == "index" || kind == "trigger") return;
        std::string name = cells.text();
        if (kind == "table" && virtual_tables_.have(name)) return;
        ReflectedTable& table = tables_.emplace_back();
        table.name = std::move(name);
        // Names of tables are case-insensitive.
        by_name_.emplace(ascii::to_lower(table.name), tables_.size() - 1);
        table.schema = file_.schema;
        table.is_temporary = file_.temporary;
        if (kind == "view") table.kind = TableKind::view;
    }

    void read_view(const std::string& name, const CatalogRows& rows) {
        if (const std::optional<std::string> failure = view_failure(rows)) {
            if (ReflectedTable* const view = find(name)) view->columns_error = *failure;
            return;
        }
        for (const CatalogRow& row : rows) read_column(row);
    }

    void read_column(const CatalogRow& row) {
        CatalogCells cells(row);
        ReflectedTable* const table = find(cells.text());
        if (table == nullptr) return;
        ReflectedColumn& column = table->columns.emplace_back();
        column.name = cells.text();
        column.type_sql = cells.text();
        column.type = declared_type(column.type_sql);
        column.nullable = !cells.flag();
        column.default_sql = without_comments(cells.text());
        const std::int64_t hidden = cells.number().value_or(0);
        column.computed_stored = hidden == 3;
    }

    void read_text(const CatalogRow& row) {
        CatalogCells cells(row);
        const std::string kind = cells.text();
        const std::string name = cells.text();
        ReflectedTable* const table = find(cells.text());
        const std::string sql = cells.text();
        if (table == nullptr || sql.empty()) return;
        if (kind == "index") {
            ReflectedIndex index = read_create_index(sql);
            index.name = name;
            index.name_is_final = true;
            for (ReflectedIndexElement& element : index.elements) spell(*table, element.column);
            table->indexes.push_back(std::move(index));
        } else if (kind == "trigger") {
            table->attached_sql.push_back(sql);
        } else if (kind == "view") {
            table->definition_sql = read_create_view(sql);
        } else {
            read_table_options(sql, table->options);
            if (!read_create_table(sql, *table)) not_rowid_.push_back(table->name);
        }
    }

    // Changes the column's name to the spelling in the table.
    static void spell(const ReflectedTable& table, std::string& column) {
        for (const ReflectedColumn& each : table.columns) {
            if (same_name(each.name, column)) column = each.name;
        }
    }

    // INTEGER PRIMARY KEY is the rowid, which SQLite numbers.
    void complete(ReflectedTable& table) {
        for (ReflectedForeignKey& key : table.foreign_keys) complete(key);
        const auto by_name = [](const NamedInfo& info) -> const std::string& { return info.name; };
        std::ranges::sort(table.indexes, {}, by_name);
        sort_foreign_keys(table);
        if (table.options.without_rowid || table.primary_key.columns.size() != 1) return;
        if (std::ranges::find(not_rowid_, table.name) != not_rowid_.end()) return;
        for (ReflectedColumn& column : table.columns) {
            if (column.name != table.primary_key.columns.front()) continue;
            const std::string& type = column.type_sql;
            constexpr std::string_view integer = "integer";
            column.autoincrement = std::ranges::equal(type, integer, [](char a, char b) { return (a | 0x20) == b; });
            if (column.autoincrement) column.nullable = false;
        }
    }

    // Sorts by column: a key may be declared at its column or after all columns.
    static void sort_foreign_keys(ReflectedTable& table) {
        std::unordered_map<std::string_view, std::size_t> places;
        for (std::size_t i = 0; i < table.columns.size(); ++i) places.emplace(table.columns[i].name, i);
        std::vector<std::pair<std::vector<std::size_t>, ReflectedForeignKey>> keys;
        for (ReflectedForeignKey& key : table.foreign_keys) {
            std::vector<std::size_t>& of_key = keys.emplace_back().first;
            for (const std::string& column : key.columns) {
                const auto found = places.find(column);
                of_key.push_back(found == places.end() ? table.columns.size() : found->second);
            }
            keys.back().second = std::move(key);
        }
        std::ranges::stable_sort(
            keys, {}, [](const auto& key) -> const auto& { return key.first; });
        std::ranges::transform(keys, table.foreign_keys.begin(), [](auto& key) { return std::move(key.second); });
    }

    // A foreign key without target columns refers to the primary key.
    void complete(ReflectedForeignKey& key) {
        const ReflectedTable* const target = find(key.referred_table);
        if (target != nullptr) {
            key.referred_table = target->name;
            if (key.referred_columns.empty()) key.referred_columns = target->primary_key.columns;
            for (std::string& column : key.referred_columns) spell(*target, column);
        }
        const std::string table =
            key.referred_schema.empty() ? key.referred_table : key.referred_schema + '.' + key.referred_table;
        for (const std::string& column : key.referred_columns) key.targets.push_back(table + '.' + column);
        key.target_columns.resize(key.targets.size());
    }

    ReflectedTable* find(const std::string& name) {
        const auto found = by_name_.find(ascii::to_lower(name));
        return found == by_name_.end() ? nullptr : &tables_[found->second];
    }

    const File& file_;
    const CatalogRows& rows_;
    const CatalogRows& columns_;
    std::span<const CatalogRows> view_columns_;
    const VirtualTables virtual_tables_;
    std::vector<ReflectedTable> tables_;
    std::unordered_map<std::string, std::size_t> by_name_;  // names in lower case, indexes in tables_
    std::vector<std::string> not_rowid_;                    // tables whose INTEGER PRIMARY KEY is not the rowid
};

class SqliteCatalog final : public Catalog {
public:
    std::string schema_names() const override { return "SELECT name FROM pragma_database_list ORDER BY seq"; }
    std::vector<std::string> queries(std::span<const std::string> schemas) const override {
        std::vector<std::string> queries;
        for (const File& file : files(schemas)) {
            queries.push_back(tables_query(file));
            queries.push_back(columns_query(file));
        }
        return queries;
    }
    std::vector<std::string> view_queries(std::span<const std::string> schemas,
                                          std::span<const CatalogRows> answers) const override {
        std::vector<std::string> queries;
        std::size_t at = 0;
        for (const File& file : files(schemas)) {
            const std::unordered_set<std::string> expensive = expensive_views(answers[at]);
            for (const std::string& view : view_names(answers[at])) {
                queries.push_back(expensive.contains(view) ? refused_view_query() : view_query(file, view));
            }
            at += 2;
        }
        return queries;
    }
    bool needs_existing_schemas() const noexcept override { return true; }
    ReflectedSchema read(std::span<const std::string> schemas, std::span<const CatalogRows> answers) const override {
        ReflectedSchema schema;
        const std::vector<File> all = files(schemas);
        std::size_t at = 0;
        std::size_t views_at = 2 * all.size();
        for (const File& file : all) {
            const std::size_t views = view_names(answers[at]).size();
            FileReader reader(file, answers[at], answers[at + 1], answers.subspan(views_at, views));
            for (ReflectedTable& table : reader.read()) schema.tables.push_back(std::move(table));
            at += 2;
            views_at += views;
        }
        std::ranges::stable_sort(schema.tables, {}, [](const ReflectedTable& t) { return std::tie(t.schema, t.name); });
        return schema;
    }
    void alter_table(const AlteredTable& table, AlterScript& script) const override {
        sqlite::alter_table(table, script);
    }
    // SQLite has neither user-defined types nor sequences.
    std::vector<std::string> alter_type(const SqlType&, const SqlType&, ReflectedSchema&) const override { return {}; }
    std::vector<std::string> alter_sequence(const SequenceInfo&, const SequenceInfo&) const override { return {}; }
    void enclose(std::vector<std::string>& statements, bool alters_tables) const override {
        if (alters_tables) sqlite::enclose(statements);
    }
    std::string scratch_url() const override { return "sqlite://"; }
};

}  // namespace

const Catalog& catalog() noexcept {
    static const SqliteCatalog instance;
    return instance;
}

}  // namespace azoth::sqlite

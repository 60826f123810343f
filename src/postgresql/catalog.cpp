#include "postgresql/catalog.hpp"

#include "postgresql/alter.hpp"
#include "postgresql/catalog_queries.hpp"
#include "postgresql/catalog_types.hpp"
#include "postgresql/compiler.hpp"
#include "postgresql/not_null_name.hpp"
#include "sql/catalog_cells.hpp"
#include "sql/pinned.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

namespace azoth::postgresql {
namespace {

using azoth::detail::CatalogCells;

std::string action(const std::string& letter) {
    if (letter == "c") return "CASCADE";
    if (letter == "n") return "SET NULL";
    if (letter == "d") return "SET DEFAULT";
    if (letter == "r") return "RESTRICT";
    return {};
}

std::int64_t largest(const std::string& type) {
    if (type == "smallint") return std::numeric_limits<std::int16_t>::max();
    if (type == "integer") return std::numeric_limits<std::int32_t>::max();
    return std::numeric_limits<std::int64_t>::max();
}

std::int64_t smallest(const std::string& type) { return -largest(type) - 1; }

SqlType sequence_type(const std::string& type) {
    if (type == "smallint") return SmallInteger();
    if (type == "integer") return Integer();
    return {};
}

// Default values are omitted.
SequenceOptions sequence_options(CatalogCells& cells, std::string& type) {
    type = cells.text();
    SequenceOptions options;
    options.start = cells.number();
    options.increment = cells.number();
    options.minvalue = cells.number();
    options.maxvalue = cells.number();
    options.cache = cells.number();
    const bool cycle = cells.flag();
    if (cycle) options.cycle = true;
    const bool down = options.increment.value_or(1) < 0;
    if (options.start == (down ? options.maxvalue : options.minvalue)) options.start.reset();
    if (options.minvalue == (down ? smallest(type) : 1)) options.minvalue.reset();
    if (options.maxvalue == (down ? -1 : largest(type))) options.maxvalue.reset();
    if (options.increment == 1) options.increment.reset();
    if (options.cache == 1) options.cache.reset();
    return options;
}

// The definition of a view, the part after AS.
std::string trimmed(std::string sql) {
    while (!sql.empty() && (sql.back() == ';' || sql.back() == '\n')) sql.pop_back();
    return sql.substr(std::min(sql.find_first_not_of(" \n"), sql.size()));
}

class Reader {
public:
    explicit Reader(std::span<const CatalogRows> answers) : answers_(answers) {}

    ReflectedSchema read() {
        for (const CatalogRow& row : answers_[4]) types_.add(row);
        for (const CatalogRow& row : answers_[0]) read_table(row);
        // Fields are read first: a column may have a composite type.
        for (const CatalogRow& row : answers_[1]) read_field(row);
        for (const CatalogRow& row : answers_[1]) read_column(row);
        for (const CatalogRow& row : answers_[2]) read_constraint(row);
        for (const CatalogRow& row : answers_[3]) read_index(row);
        for (const CatalogRow& row : answers_[5]) read_sequence(row);
        for (const CatalogRow& row : answers_[6]) read_attached(row);
        ReflectedSchema schema;
        for (auto& [oid, table] : tables_) schema.tables.push_back(std::move(table));
        std::ranges::sort(schema.tables, {}, [](const ReflectedTable& t) { return std::tie(t.schema, t.name); });
        for (ReflectedTable& table : schema.tables) sort_parts(table);
        std::ranges::sort(sequences_, {}, [](const ReflectedSequence& s) { return std::tie(s.schema, s.name); });
        schema.sequences = std::move(sequences_);
        schema.types = types_.in_scope();
        return schema;
    }

private:
    void read_table(const CatalogRow& row) {
        CatalogCells cells(row);
        ReflectedTable& table = tables_[cells.text()];
        table.schema = cells.text();
        table.name = cells.text();
        const std::string kind = cells.text();
        if (kind == "v") table.kind = TableKind::view;
        if (kind == "m") table.kind = TableKind::materialized_view;
        const std::string persistence = cells.text();
        table.is_temporary = persistence == "t";
        if (persistence == "u") table.options.prefixes.emplace_back("UNLOGGED");
        table.comment = cells.text();
        table.options.with = azoth::detail::parameter_items(cells.list());
        table.options.tablespace = cells.text();
        table.options.access_method = cells.text();
        table.options.partition_by = cells.text();
        std::vector<std::string> parents = cells.list();
        table.options.partition_bound = cells.text();
        if (!table.options.partition_bound.empty() && !parents.empty()) {
            table.options.partition_of = std::move(parents.front());
        } else {
            table.options.inherits = std::move(parents);
        }
        table.definition_sql = trimmed(cells.text());
        table.options.depends_on = cells.list();
    }

    void read_field(const CatalogRow& row) {
        CatalogCells cells(row);
        const std::string relation = cells.text();
        if (tables_.contains(relation)) return;
        std::string name = cells.text();
        types_.add_field(relation, std::move(name), read_type(cells));
    }

    void read_column(const CatalogRow& row) {
        CatalogCells cells(row);
        ReflectedTable* const table = table_of(cells.text());
        if (table == nullptr) return;
        ReflectedColumn& column = table->columns.emplace_back();
        column.name = cells.text();
        const CatalogType type = read_type(cells);
        column.type = types_.describe(type);
        column.type_sql = type.spelling;
        column.nullable = cells.flag();
        column.default_sql = cells.text();
        const std::string identity = cells.text();
        if (const std::string generated = cells.text(); !generated.empty()) {
            column.computed_sql = std::exchange(column.default_sql, {});
            column.computed_stored = generated == "s";
        }
        if (const std::string collation = cells.text(); !collation.empty()) {
            column.type = column.type.with_collation(collation);
        }
        column.comment = cells.text();
        std::string sequence_type;
        SequenceOptions options = sequence_options(cells, sequence_type);
        column.autoincrement = cells.flag();
        column.not_null.name = cells.text();
        column.not_null.not_valid = cells.text() == "false";
        if (is_made_not_null_name(column.not_null.name, table->name, column.name)) column.not_null.name.clear();
        if (!identity.empty()) {
            column.identity = IdentityInfo{identity == "a", options};
            column.autoincrement = true;
        }
    }

    void read_constraint(const CatalogRow& row) {
        CatalogCells cells(row);
        ReflectedTable* const table = table_of(cells.text());
        if (table == nullptr) return;
        ConstraintInfo common;
        common.name = cells.text();
        common.name_is_final = true;
        const std::string kind = cells.text();
        if (cells.flag()) common.deferrable = true;
        if (cells.flag()) common.initially = "DEFERRED";
        common.not_valid = !cells.flag();
        const bool no_inherit = cells.flag();
        common.comment = cells.text();
        std::vector<std::string> columns = cells.list();
        const bool nulls_not_distinct = cells.flag();
        std::vector<std::string> include = cells.list();
        std::string check = cells.text();
        const std::string index = cells.text();
        ReflectedForeignKey target;
        read_target(cells, target);
        const bool period = cells.flag();
        // NULL before version 18. What is not enforced is never valid.
        common.not_enforced = cells.text() == "false";
        if (common.not_enforced) common.not_valid = false;
        if (kind == "p") {
            static_cast<ConstraintInfo&>(table->primary_key) = std::move(common);
            table->primary_key.without_overlaps = period;
            table->primary_key.columns = std::move(columns);
            table->primary_key.include = std::move(include);
        } else if (kind == "u") {
            UniqueInfo& unique = table->unique_constraints.emplace_back();
            static_cast<ConstraintInfo&>(unique) = std::move(common);
            unique.columns = std::move(columns);
            unique.include = std::move(include);
            unique.nulls_not_distinct = nulls_not_distinct;
            unique.without_overlaps = period;
        } else if (kind == "c") {
            ReflectedCheck& condition = table->checks.emplace_back();
            static_cast<ConstraintInfo&>(condition) = std::move(common);
            condition.condition_sql = std::move(check);
            condition.no_inherit = no_inherit;
        } else if (kind == "x") {
            exclusions_.emplace(index, std::pair(table, std::move(common)));
        } else {
            ReflectedForeignKey& key = table->foreign_keys.emplace_back(std::move(target));
            static_cast<ConstraintInfo&>(key) = std::move(common);
            key.columns = std::move(columns);
            key.period = period;
        }
    }

    void read_target(CatalogCells& cells, ReflectedForeignKey& key) {
        key.referred_schema = cells.text();
        key.referred_table = cells.text();
        key.referred_columns = cells.list();
        key.on_update = action(cells.text());
        key.on_delete = action(cells.text());
        if (cells.text() == "f") key.match = "FULL";
        key.on_delete_columns = cells.list();
        const std::string table =
            key.referred_schema.empty() ? key.referred_table : key.referred_schema + '.' + key.referred_table;
        for (const std::string& column : key.referred_columns) key.targets.push_back(table + '.' + column);
        key.target_columns.resize(key.targets.size());
    }

    void read_index(const CatalogRow& row) {
        CatalogCells cells(row);
        const std::string oid = cells.text();
        ReflectedTable* const table = table_of(cells.text());
        if (table == nullptr) return;
        ReflectedIndex index;
        index.name = cells.text();
        index.name_is_final = true;
        const bool exclusion = cells.flag();
        index.unique = cells.flag();
        index.method = cells.text();
        index.nulls_not_distinct = cells.flag();
        const std::vector<std::string> definitions = cells.list();
        const std::vector<std::string> columns = cells.list();
        const std::vector<std::string> collations = cells.list();
        const std::vector<std::string> classes = cells.list();
        const std::vector<std::string> options = cells.list();
        const std::vector<std::string> operators = cells.list();
        for (std::size_t i = 0; i < definitions.size(); ++i) {
            ReflectedIndexElement& element = index.elements.emplace_back();
            element.column = columns[i];
            if (element.column.empty()) element.expression_sql = definitions[i];
            if (!collations[i].empty()) element.expression_sql += " COLLATE " + collations[i];
            element.operator_class = classes[i];
            if (exclusion) element.with = operators.at(i);
            const int bits = options[i].empty() ? 0 : options[i].front() - '0';
            element.descending = (bits & 1) != 0;
            const bool nulls_first = (bits & 2) != 0;
            if (nulls_first != element.descending) element.nulls_first = nulls_first;
        }
        index.include = cells.list();
        index.where_sql = cells.text();
        index.with = azoth::detail::parameter_items(cells.list());
        index.tablespace = cells.text();
        index.comment = cells.text();
        if (!exclusion) {
            table->indexes.push_back(std::move(index));
            return;
        }
        const auto found = exclusions_.find(oid);
        if (found == exclusions_.end()) return;  // belongs to a partition
        ReflectedExclude& exclude = table->exclusions.emplace_back();
        static_cast<ConstraintInfo&>(exclude) = found->second.second;
        exclude.elements = std::move(index.elements);
        exclude.method = index.method.empty() ? "btree" : index.method;
        exclude.where_sql = std::move(index.where_sql);
    }

    void read_sequence(const CatalogRow& row) {
        CatalogCells cells(row);
        ReflectedSequence& sequence = sequences_.emplace_back();
        sequence.schema = cells.text();
        sequence.name = cells.text();
        std::string type;
        sequence.options = sequence_options(cells, type);
        sequence.data_type = sequence_type(type);
        sequence.comment = cells.text();
        sequence.owner_table = cells.text();
        sequence.owner_column = cells.text();
    }

    void read_attached(const CatalogRow& row) {
        CatalogCells cells(row);
        ReflectedTable* const table = table_of(cells.text());
        if (table != nullptr) table->attached_sql.push_back(cells.text());
    }

    static void sort_parts(ReflectedTable& table) {
        const auto by_name = [](const NamedInfo& info) -> const std::string& { return info.name; };
        std::ranges::sort(table.foreign_keys, {}, by_name);
        std::ranges::sort(table.unique_constraints, {}, by_name);
        std::ranges::sort(table.checks, {}, by_name);
        std::ranges::sort(table.exclusions, {}, by_name);
        std::ranges::sort(table.indexes, {}, by_name);
    }

    ReflectedTable* table_of(const std::string& oid) {
        const auto found = tables_.find(oid);
        return found == tables_.end() ? nullptr : &found->second;
    }

    std::span<const CatalogRows> answers_;
    CatalogTypes types_;
    std::map<std::string, ReflectedTable> tables_;                                  // by oid
    std::map<std::string, std::pair<ReflectedTable*, ConstraintInfo>> exclusions_;  // by the oid of their index
    std::vector<ReflectedSequence> sequences_;
};

class PostgresqlCatalog final : public Catalog {
public:
    std::string schema_names() const override {
        return pinned(
            "SELECT nspname::text FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_' AND nspname <> "
            "'information_schema' ORDER BY nspname");
    }
    std::vector<std::string> queries(std::span<const std::string> schemas) const override {
        const CatalogQueries queries(schemas);
        return {queries.tables(), queries.columns(),   queries.constraints(), queries.indexes(),
                queries.types(),  queries.sequences(), queries.attached()};
    }
    ReflectedSchema read(std::span<const std::string>, std::span<const CatalogRows> answers) const override {
        return Reader(answers).read();
    }
    void alter_table(const AlteredTable& table, AlterScript& script) const override {
        postgresql::alter_table(table, script);
    }
    std::vector<std::string> alter_type(const SqlType& from, const SqlType& to,
                                        ReflectedSchema& schema) const override {
        return postgresql::alter_type(from, to, schema);
    }
    bool view_is_in_the_way(const ReflectedTable& from, const ReflectedTable& to) const override {
        return postgresql::view_is_in_the_way(from, to);
    }
    std::vector<std::string> alter_sequence(const SequenceInfo& from, const SequenceInfo& to) const override {
        return postgresql::alter_sequence(from, to);
    }
    void enclose(std::vector<std::string>&, bool) const override {}
    std::string written_names(std::span<const std::string> schemas) const override {
        std::string list;
        for (const std::string& name : schemas) list += (list.empty() ? "" : ", ") + literal(name);
        return pinned("SELECT pg_catalog.quote_ident(s) FROM pg_catalog.unnest(ARRAY[" + list +
                      "]::text[]) WITH ORDINALITY k(s, n) ORDER BY n");
    }
    std::vector<std::string> open_scratch(std::span<const std::string> schemas) const override {
        std::vector<std::string> statements;
        std::string first;
        std::string replaced;
        for (std::size_t i = 0; i < schemas.size(); ++i) {
            const std::string scratch = std::string("azoth_scratch_").append(std::to_string(i));
            statements.push_back("CREATE SCHEMA " + scratch);
            if (schemas[i].empty()) {
                first = "'" + scratch + ", ' || ";
            } else {
                replaced += " WHEN s = " + literal(schemas[i]) + " THEN '" + scratch + '\'';
            }
        }
        const std::string each = replaced.empty() ? "s" : "CASE" + replaced + " ELSE s END";
        statements.push_back(
            pinned("SELECT pg_catalog.set_config('search_path', " + first +
                   "coalesce((SELECT pg_catalog.string_agg(pg_catalog.quote_ident(" + each +
                   "), ', ' ORDER BY n) FROM pg_catalog.unnest(pg_catalog.current_schemas(false)) WITH "
                   "ORDINALITY p(s, n)), 'pg_catalog'), true)"));
        return statements;
    }
};

}  // namespace

const Catalog& catalog() noexcept {
    static const PostgresqlCatalog instance;
    return instance;
}

}  // namespace azoth::postgresql

#include "reflection/load.hpp"
#include <azoth/error.hpp>
#include <azoth/reflection/inspector.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace azoth {

class Inspector::State {
public:
    explicit State(detail::ConnectionPtr connection) : connection_(std::move(connection)) {}

    const detail::ConnectionPtr& connection() const noexcept { return connection_; }
    task<std::shared_ptr<const ReflectedSchema>> schema(std::string name) {
        if (const auto known = known_.find(name); known != known_.end()) co_return known->second;
        std::vector<std::string> names;
        names.push_back(name);
        auto loaded = std::make_shared<const ReflectedSchema>(co_await load(std::move(names)));
        known_.insert_or_assign(std::move(name), loaded);
        co_return loaded;
    }
    task<ReflectedSchema> load(std::vector<std::string> names) {
        return detail::load_schemas(connection_, std::move(names), progress_);
    }
    void clear() noexcept { known_.clear(); }
    void on_progress(detail::LoadProgress fn) { progress_ = std::move(fn); }

private:
    detail::ConnectionPtr connection_;
    detail::LoadProgress progress_;
    std::map<std::string, std::shared_ptr<const ReflectedSchema>> known_;
};

namespace {

const ReflectedTable* find_reflected(const ReflectedSchema& schema, const std::string& name) {
    const auto found = std::ranges::find(schema.tables, name, &ReflectedTable::name);
    return found == schema.tables.end() ? nullptr : &*found;
}

const ReflectedTable& reflected_table(const ReflectedSchema& loaded, const std::string& name,
                                      const std::string& schema) {
    const ReflectedTable* const table = find_reflected(loaded, name);
    if (table == nullptr) {
        throw NoSuchTableError("there is no table \"" + (schema.empty() ? name : schema + '.' + name) + '"');
    }
    return *table;
}

}  // namespace

Inspector::Inspector(const AsyncConnection& connection)
    : state_(std::make_shared<State>(detail::ConnectionAccess::state(connection))) {}

Inspector::Inspector(const Inspector&) noexcept = default;
Inspector& Inspector::operator=(const Inspector&) noexcept = default;
Inspector::~Inspector() = default;

void Inspector::clear_cache() noexcept { state_->clear(); }

void Inspector::on_progress(std::function<void(std::size_t done, std::size_t all)> fn) {
    state_->on_progress(std::move(fn));
}

// Copied into a parameter: unlike `this`, it is still valid when the Inspector was a temporary.
task<std::vector<std::string>> Inspector::get_schema_names() {
    return [](StatePtr state) -> task<std::vector<std::string>> {
        std::string query = state->connection()->dialect().catalog().schema_names();
        const CatalogRows rows = co_await detail::ask_catalog(state->connection(), std::move(query));
        std::vector<std::string> names;
        for (const CatalogRow& row : rows) names.push_back(row.front().value_or(""));
        co_return names;
    }(state_);
}

task<std::shared_ptr<const ReflectedSchema>> Inspector::get_schema(std::string schema) {
    return [](StatePtr state, std::string name) -> task<std::shared_ptr<const ReflectedSchema>> {
        co_return co_await state->schema(std::move(name));
    }(state_, std::move(schema));
}

task<ReflectedSchema> Inspector::get_schemas(std::vector<std::string> schemas) {
    return state_->load(std::move(schemas));
}

task<std::vector<std::string>> Inspector::names_of(StatePtr state, std::string schema, TableKind kind, bool temporary) {
    const auto loaded = co_await state->schema(std::move(schema));
    std::vector<std::string> names;
    for (const ReflectedTable& table : loaded->tables) {
        if (table.kind == kind && table.is_temporary == temporary) names.push_back(table.name);
    }
    co_return names;
}

task<std::vector<std::string>> Inspector::get_table_names(std::string schema) {
    return names_of(state_, std::move(schema), TableKind::table, false);
}

task<std::vector<std::string>> Inspector::get_temp_table_names() {
    return names_of(state_, {}, TableKind::table, true);
}

task<std::vector<std::string>> Inspector::get_view_names(std::string schema) {
    return names_of(state_, std::move(schema), TableKind::view, false);
}

task<std::vector<std::string>> Inspector::get_materialized_view_names(std::string schema) {
    return names_of(state_, std::move(schema), TableKind::materialized_view, false);
}

task<std::vector<ReflectedSequence>> Inspector::get_sequences(std::string schema) {
    return [](StatePtr state, std::string name) -> task<std::vector<ReflectedSequence>> {
        const auto loaded = co_await state->schema(std::move(name));
        co_return loaded->sequences;
    }(state_, std::move(schema));
}

task<std::vector<std::string>> Inspector::get_sequence_names(std::string schema) {
    return [](StatePtr state, std::string name) -> task<std::vector<std::string>> {
        const auto loaded = co_await state->schema(std::move(name));
        std::vector<std::string> names;
        for (const ReflectedSequence& sequence : loaded->sequences) names.push_back(sequence.name);
        co_return names;
    }(state_, std::move(schema));
}

task<ReflectedTable> Inspector::get_table(std::string table, std::string schema) {
    return [](StatePtr state, std::string name, std::string where) -> task<ReflectedTable> {
        const auto loaded = co_await state->schema(where);
        co_return reflected_table(*loaded, name, where);
    }(state_, std::move(table), std::move(schema));
}

template <class Member>
task<Member> Inspector::member(StatePtr state, std::string table, std::string schema, Member ReflectedTable::*which) {
    const auto loaded = co_await state->schema(schema);
    co_return reflected_table(*loaded, table, schema).*which;
}

task<std::vector<ReflectedColumn>> Inspector::get_columns(std::string table, std::string schema) {
    return [](StatePtr state, std::string name, std::string where) -> task<std::vector<ReflectedColumn>> {
        const auto loaded = co_await state->schema(where);
        const ReflectedTable& found = reflected_table(*loaded, name, where);
        if (!found.columns_error.empty()) {
            throw InvalidRequestError("the columns of view \"" + found.full_name() +
                                      "\" are not known: " + found.columns_error);
        }
        co_return found.columns;
    }(state_, std::move(table), std::move(schema));
}

task<PrimaryKeyInfo> Inspector::get_pk_constraint(std::string table, std::string schema) {
    return member(state_, std::move(table), std::move(schema), &ReflectedTable::primary_key);
}

task<std::vector<ReflectedForeignKey>> Inspector::get_foreign_keys(std::string table, std::string schema) {
    return member(state_, std::move(table), std::move(schema), &ReflectedTable::foreign_keys);
}

task<std::vector<UniqueInfo>> Inspector::get_unique_constraints(std::string table, std::string schema) {
    return member(state_, std::move(table), std::move(schema), &ReflectedTable::unique_constraints);
}

task<std::vector<ReflectedCheck>> Inspector::get_check_constraints(std::string table, std::string schema) {
    return member(state_, std::move(table), std::move(schema), &ReflectedTable::checks);
}

task<std::vector<ReflectedExclude>> Inspector::get_exclude_constraints(std::string table, std::string schema) {
    return member(state_, std::move(table), std::move(schema), &ReflectedTable::exclusions);
}

task<std::vector<ReflectedIndex>> Inspector::get_indexes(std::string table, std::string schema) {
    return member(state_, std::move(table), std::move(schema), &ReflectedTable::indexes);
}

task<std::string> Inspector::get_table_comment(std::string table, std::string schema) {
    return member(state_, std::move(table), std::move(schema), &ReflectedTable::comment);
}

task<TableOptions> Inspector::get_table_options(std::string table, std::string schema) {
    return member(state_, std::move(table), std::move(schema), &ReflectedTable::options);
}

task<std::string> Inspector::get_view_definition(std::string view, std::string schema) {
    return [](StatePtr state, std::string name, std::string where) -> task<std::string> {
        const auto loaded = co_await state->schema(where);
        const ReflectedTable& table = reflected_table(*loaded, name, where);
        if (table.kind == TableKind::table)
            throw NoSuchTableError('"' + table.full_name() + "\" is a table, not a view");
        co_return table.definition_sql;
    }(state_, std::move(view), std::move(schema));
}

task<std::vector<SqlType>> Inspector::types_of(StatePtr state, std::string schema, TypeKind kind) {
    const auto loaded = co_await state->schema(std::move(schema));
    std::vector<SqlType> types;
    for (const SqlType& type : loaded->types) {
        if (type.kind() == kind) types.push_back(type);
    }
    co_return types;
}

task<std::vector<SqlType>> Inspector::get_enums(std::string schema) {
    return types_of(state_, std::move(schema), TypeKind::enumeration);
}

task<std::vector<SqlType>> Inspector::get_domains(std::string schema) {
    return types_of(state_, std::move(schema), TypeKind::domain);
}

task<bool> Inspector::has_table(std::string table, std::string schema) {
    return [](StatePtr state, std::string name, std::string where) -> task<bool> {
        const auto loaded = co_await state->schema(std::move(where));
        co_return find_reflected(*loaded, name) != nullptr;
    }(state_, std::move(table), std::move(schema));
}

task<bool> Inspector::has_index(std::string table, std::string index, std::string schema) {
    return [](StatePtr state, std::string name, std::string wanted, std::string where) -> task<bool> {
        const auto loaded = co_await state->schema(std::move(where));
        const ReflectedTable* const found = find_reflected(*loaded, name);
        co_return found !=
            nullptr&& std::ranges::find(found->indexes, wanted, [](const ReflectedIndex& i) { return i.name; }) !=
            found->indexes.end();
    }(state_, std::move(table), std::move(index), std::move(schema));
}

task<bool> Inspector::has_sequence(std::string sequence, std::string schema) {
    return [](Inspector inspector, std::string wanted, std::string where) -> task<bool> {
        const auto names = co_await inspector.get_sequence_names(std::move(where));
        co_return std::ranges::find(names, wanted) != names.end();
    }(Inspector(*this), std::move(sequence), std::move(schema));
}

task<bool> Inspector::has_schema(std::string schema) {
    return [](Inspector inspector, std::string wanted) -> task<bool> {
        const auto names = co_await inspector.get_schema_names();
        co_return std::ranges::find(names, wanted) != names.end();
    }(Inspector(*this), std::move(schema));
}

}  // namespace azoth

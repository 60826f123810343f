#include "reflection/load.hpp"
#include <azoth/engine/async_engine.hpp>
#include <azoth/reflection/diff.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/ddl_compiler.hpp>
#include <azoth/sql/dialect.hpp>

#include <algorithm>
#include <exception>
#include <utility>
#include <variant>

namespace azoth {
namespace {

bool declares_without_schema(const MetaData& metadata) {
    const auto has_none = [](const auto& object) { return object.schema.empty(); };
    return metadata.schemas().empty() || std::ranges::any_of(metadata.sequences(), has_none) ||
           std::ranges::any_of(metadata.tables(), [](const TablePtr& table) { return table->schema.empty(); });
}

bool is_without_schema(const SqlType& type) {
    const bool created =
        type.kind() == TypeKind::enumeration || type.kind() == TypeKind::domain || type.kind() == TypeKind::composite;
    const TypeDetail& detail = type.detail();
    return (created && detail.schema.empty()) || std::ranges::any_of(detail.elements, is_without_schema) ||
           std::ranges::any_of(detail.variant_types, is_without_schema);
}

std::vector<std::string> schemas_of(const MetaData& metadata) {
    std::vector<std::string> schemas = metadata.schemas();
    const bool typed = std::ranges::any_of(metadata.types(), is_without_schema) ||
                       std::ranges::any_of(metadata.tables(), [](const TablePtr& table) {
                           return std::ranges::any_of(table->columns(), [](const auto& column) {
                               return is_without_schema(column->type) ||
                                      (column->info->sequence && column->info->sequence->schema.empty());
                           });
                       });
    if (typed || declares_without_schema(metadata)) schemas.insert(schemas.begin(), std::string());
    return schemas;
}

std::string scratch_name(std::size_t index) { return std::string("azoth_scratch_").append(std::to_string(index)); }

/// Replaces the names of the scratch schemas by the names of the schemas that they represent.
class Renaming {
public:
    /// The schemas' names, and the same as the database writes them in SQL texts.
    Renaming(const std::vector<std::string>& schemas, const std::vector<std::string>& written)
        : schemas_(schemas), written_(written) {}

    void apply(ReflectedSchema& schema) const {
        for (ReflectedTable& table : schema.tables) apply(table);
        for (ReflectedSequence& sequence : schema.sequences) {
            rename(sequence.schema);
            rename_in(sequence.owner_table);
        }
        for (SqlType& type : schema.types) type = renamed(type);
    }

private:
    void apply(ReflectedTable& table) const {
        rename(table.schema);
        for (ReflectedColumn& column : table.columns) {
            column.type = renamed(column.type);
            for (std::string* const text : {&column.type_sql, &column.default_sql, &column.computed_sql})
                replace(*text);
        }
        for (ReflectedForeignKey& key : table.foreign_keys) {
            rename(key.referred_schema);
            for (std::string& target : key.targets) rename_in(target);
        }
        for (ReflectedCheck& check : table.checks) replace(check.condition_sql);
        for (ReflectedExclude& exclude : table.exclusions) {
            replace(exclude.where_sql);
            for (ReflectedIndexElement& element : exclude.elements) replace(element.expression_sql);
        }
        for (ReflectedIndex& index : table.indexes) {
            replace(index.where_sql);
            for (ReflectedIndexElement& element : index.elements) replace(element.expression_sql);
        }
        for (std::string& name : table.options.inherits) rename_in(name);
        for (std::string& name : table.options.depends_on) rename_in(name);
        rename_in(table.options.partition_of);
        replace(table.definition_sql);
    }
    SqlType renamed(const SqlType& type) const {
        if (type.detail().schema.empty() && type.detail().elements.empty()) return type;
        TypeDetail detail = type.detail();
        rename(detail.schema);
        for (std::string* const text : {&detail.domain.default_sql, &detail.domain.check_sql}) replace(*text);
        for (auto& [name, condition] : detail.domain.more_checks) replace(condition);
        for (SqlType& element : detail.elements) element = renamed(element);
        return type.kind() == TypeKind::array ? SqlType(Array(detail.elements.front(), type.length()))
                                              : SqlType(type.kind(), std::move(detail), type.length());
    }
    void rename(std::string& schema) const {
        for (std::size_t i = 0; i < schemas_.size(); ++i) {
            if (schema != scratch_name(i)) continue;
            schema = schemas_[i];
            return;
        }
    }
    // Replaces the name before a dot in a SQL text.
    void replace(std::string& text) const { replace(text, written_); }
    // Replaces the schema in a full name, which is written without quotes.
    void rename_in(std::string& full_name) const { replace(full_name, schemas_); }
    static void replace(std::string& text, const std::vector<std::string>& names) {
        for (std::size_t i = 0; i < names.size(); ++i) {
            const std::string scratch = scratch_name(i) + '.';
            const std::string real = names[i].empty() ? std::string() : names[i] + '.';
            for (std::size_t at = text.find(scratch); at != std::string::npos; at = text.find(scratch, at)) {
                text.replace(at, scratch.size(), real);
                at += real.size();
            }
        }
    }

    const std::vector<std::string>& schemas_;
    const std::vector<std::string>& written_;
};

task<ReflectedSchema> in_another_database(const MetaData& metadata, std::string url, std::vector<std::string> schemas) {
    auto engine = create_async_engine(url);
    auto connection = co_await engine.connect();
    co_await metadata.create_all(connection);
    co_return co_await detail::load_schemas(detail::ConnectionAccess::state(connection), std::move(schemas));
}

task<ReflectedSchema> in_scratch_schemas(const MetaData& metadata, AsyncConnection& connection,
                                         std::vector<std::string> schemas) {
    const Dialect& dialect = detail::ConnectionAccess::state(connection)->dialect();
    std::vector<std::string> scratch;
    CompileOptions options;
    options.server_version = detail::ConnectionAccess::state(connection)->session().server_version();
    for (std::size_t i = 0; i < schemas.size(); ++i) {
        scratch.push_back(scratch_name(i));
        if (!schemas[i].empty()) options.schema_translate.emplace_back(schemas[i], scratch.back());
    }
    for (std::string& sql : dialect.catalog().open_scratch(schemas)) {
        co_await connection.exec_driver_sql(std::move(sql));
    }
    for (std::string& sql : dialect.ddl_compiler(options)->create_all(metadata, ExistingObjects(), {})) {
        co_await connection.exec_driver_sql(std::move(sql));
    }
    ReflectedSchema declared =
        co_await detail::load_schemas(detail::ConnectionAccess::state(connection), std::move(scratch));
    std::vector<std::string> written;
    const CatalogRows rows = co_await detail::ask_catalog(detail::ConnectionAccess::state(connection),
                                                          dialect.catalog().written_names(schemas));
    for (std::size_t i = 0; i < schemas.size(); ++i) {
        written.push_back(schemas[i].empty() ? std::string() : rows.at(i).front().value_or(""));
    }
    Renaming(schemas, written).apply(declared);
    co_return declared;
}

task<ReflectedSchema> undone(const MetaData& metadata, AsyncConnection& connection, std::vector<std::string> schemas) {
    std::exception_ptr failure;
    ReflectedSchema declared;
    {
        auto savepoint = co_await connection.begin_nested();
        try {
            declared = co_await in_scratch_schemas(metadata, connection, std::move(schemas));
        } catch (...) {
            failure = std::current_exception();
        }
        co_await savepoint.rollback();
    }
    if (failure) std::rethrow_exception(failure);
    co_return declared;
}

// A constraint of a new table is valid, although it was declared not valid.
void adopt_validity(const MetaData& metadata, ReflectedSchema& declared) {
    const auto adopt = [](const ast::TableNode& table, auto& constraints) {
        for (auto& constraint : constraints) {
            for (const TableConstraint& one : table.constraints) {
                std::visit(
                    [&](const auto& info) {
                        if (!info.name.empty() && info.name == constraint.name && info.not_valid) {
                            constraint.not_valid = true;
                        }
                    },
                    one);
            }
        }
    };
    for (ReflectedTable& table : declared.tables) {
        const ast::TableNode* const node = metadata.find(table.full_name());
        if (node == nullptr) continue;
        adopt(*node, table.foreign_keys);
        adopt(*node, table.checks);
        for (ReflectedColumn& column : table.columns) {
            const ast::Column* const given = node->find(column.name);
            if (given != nullptr) column.not_null.not_valid = given->info->not_null.not_valid;
        }
    }
}

// A schema in which only types are declared is not the MetaData's: its other objects are left unchanged.
void forget_unclaimed(const MetaData& metadata, const ReflectedSchema& declared, ReflectedSchema& live) {
    const auto is_claimed = [&](const std::string& schema) {
        const auto is_it = [&](const auto& object) { return object.schema == schema; };
        if (schema.empty() && declares_without_schema(metadata)) return true;
        return std::ranges::any_of(declared.tables, is_it) || std::ranges::any_of(declared.sequences, is_it) ||
               std::ranges::any_of(metadata.tables(), [&](const TablePtr& table) { return table->schema == schema; });
    };
    std::erase_if(live.tables, [&](const ReflectedTable& table) { return !is_claimed(table.schema); });
    std::erase_if(live.sequences, [&](const ReflectedSequence& sequence) { return !is_claimed(sequence.schema); });
    std::erase_if(live.types, [&](const SqlType& type) {
        const auto is_it = [&](const SqlType& other) {
            return other.detail().schema == type.detail().schema && other.detail().name == type.detail().name;
        };
        return !is_claimed(type.detail().schema) && std::ranges::none_of(declared.types, is_it);
    });
}

void forget_temporary(ReflectedSchema& schema) {
    std::erase_if(schema.tables, [](const ReflectedTable& table) { return table.is_temporary; });
}

task<SchemaDiff> diff_with(const MetaData& metadata, AsyncConnection& connection, DiffOptions options) {
    const Dialect& dialect = detail::ConnectionAccess::state(connection)->dialect();
    std::vector<std::string> schemas = schemas_of(metadata);
    const bool in_transaction = connection.in_transaction();
    ReflectedSchema live = co_await detail::load_schemas(detail::ConnectionAccess::state(connection), schemas);
    std::string scratch = dialect.catalog().scratch_url();
    ReflectedSchema declared;
    if (scratch.empty()) {
        declared = co_await undone(metadata, connection, std::move(schemas));
    } else {
        declared = co_await in_another_database(metadata, std::move(scratch), std::move(schemas));
    }
    // Only the queries of diff() began the transaction.
    if (!in_transaction) co_await connection.rollback();
    forget_temporary(live);
    forget_temporary(declared);
    adopt_validity(metadata, declared);
    forget_unclaimed(metadata, declared, live);
    co_return compare(live, declared, dialect, options);
}

}  // namespace

task<SchemaDiff> diff(const MetaData& metadata, AsyncConnection& connection, const DiffOptions& options) {
    return diff_with(metadata, connection, options);
}

}  // namespace azoth

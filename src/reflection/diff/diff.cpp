#include "reflection/load.hpp"
#include <azoth/driver/dialect.hpp>
#include <azoth/engine/async_engine.hpp>
#include <azoth/reflection/diff.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/ddl_compiler.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace azoth {
namespace {

std::vector<std::string> schemas_of(const MetaData& metadata) {
    std::vector<std::string> schemas = metadata.schemas();
    const bool unnamed =
        std::ranges::any_of(metadata.tables(), [](const TablePtr& table) { return table->schema.empty(); });
    if (unnamed || schemas.empty()) schemas.insert(schemas.begin(), std::string());
    return schemas;
}

std::string scratch_name(std::size_t index) { return std::string("azoth_scratch_").append(std::to_string(index)); }

/// Gives what was read from the scratch schemas the names of those that they stand for.
class Renaming {
public:
    explicit Renaming(const std::vector<std::string>& schemas) : schemas_(schemas) {}

    void apply(ReflectedSchema& schema) const {
        for (ReflectedTable& table : schema.tables) apply(table);
        for (ReflectedSequence& sequence : schema.sequences) {
            rename(sequence.schema);
            replace(sequence.owner_table);
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
            for (std::string& target : key.targets) replace(target);
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
        for (std::string& name : table.options.inherits) replace(name);
        for (std::string& name : table.options.depends_on) replace(name);
        replace(table.options.partition_of);
        replace(table.definition_sql);
    }
    SqlType renamed(const SqlType& type) const {
        if (type.detail().schema.empty() && type.detail().elements.empty()) return type;
        TypeDetail detail = type.detail();
        rename(detail.schema);
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
    // Where it stands before a dot.
    void replace(std::string& text) const {
        for (std::size_t i = 0; i < schemas_.size(); ++i) {
            const std::string scratch = scratch_name(i) + '.';
            const std::string real = schemas_[i].empty() ? std::string() : schemas_[i] + '.';
            for (std::size_t at = text.find(scratch); at != std::string::npos; at = text.find(scratch, at)) {
                text.replace(at, scratch.size(), real);
                at += real.size();
            }
        }
    }

    const std::vector<std::string>& schemas_;
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
    Renaming(schemas).apply(declared);
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

void forget_temporary(ReflectedSchema& schema) {
    std::erase_if(schema.tables, [](const ReflectedTable& table) { return table.is_temporary; });
}

}  // namespace

task<SchemaDiff> diff(const MetaData& metadata, AsyncConnection& connection) {
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
    // What began the transaction were our own questions.
    if (!in_transaction) co_await connection.rollback();
    forget_temporary(live);
    forget_temporary(declared);
    co_return compare(live, declared, dialect);
}

}  // namespace azoth

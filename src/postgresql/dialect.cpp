#include "postgresql/catalog.hpp"
#include "postgresql/compiler.hpp"
#include "postgresql/ddl_compiler.hpp"
#include "postgresql/migration_queries.hpp"
#include "postgresql/type_names.hpp"
#include "sql/pinned.hpp"
#include "sql/text_lexer.hpp"
#include "sql/text_query.hpp"
#include <azoth/postgresql/dialect.hpp>
#include <azoth/sql/dialect.hpp>

namespace azoth::postgresql {
namespace {

class PostgresqlDialect final : public Dialect {
public:
    std::string_view name() const noexcept override { return "postgresql"; }
    Quoting quoting() const noexcept override { return Quoting::postgresql; }
    Compiled compile(const Statement& statement, const CompileOptions& options) const override {
        return PostgresqlCompiler(options).compile(statement);
    }
    std::string type_name(const SqlType& type) const override { return postgresql::type_name(type); }
    std::unique_ptr<DdlCompiler> ddl_compiler(const CompileOptions& options) const override {
        return std::make_unique<PostgresqlDdlCompiler>(options);
    }
    std::string copy_in(const ast::TableNode& table, const std::vector<const ast::Column*>& columns) const override;
    // The line break ends a comment at the end of the query.
    std::string copy_out(std::string_view query) const override {
        return "COPY (" + std::string(query) + "\n) TO STDOUT (FORMAT binary)";
    }
    const Catalog& catalog() const override { return postgresql::catalog(); }
    const MigrationQueries& migration_queries() const noexcept override { return postgresql::migration_queries(); }
    StatementText existing_objects(const std::vector<std::string>& schemas) const override;
};

std::string PostgresqlDialect::copy_in(const ast::TableNode& table,
                                       const std::vector<const ast::Column*>& columns) const {
    PostgresqlCompiler writer;
    writer.write_table_name(table);
    std::string sql("COPY ");
    sql += writer.text();
    for (const ast::Column* const column : columns) {
        PostgresqlCompiler name;
        name.write_identifier(column->name, column->info->quote);
        sql.append(column == columns.front() ? " (" : ", ").append(name.text());
    }
    return sql += ") FROM STDIN (FORMAT binary)";
}

// Relations found without a schema, then those of the schemas; then types in the same way.
StatementText PostgresqlDialect::existing_objects(const std::vector<std::string>& schemas) const {
    constexpr std::string_view relations =
        " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE ";
    constexpr std::string_view types =
        " FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = ANY "
        "('{e,d,c}') AND ";
    constexpr std::string_view not_the_servers =
        "n.nspname !~ '^pg_(catalog|toast)' AND n.nspname <> 'information_schema' AND ";
    std::string sql("SELECT 'r' AS kind, c.relname::text AS name");
    sql.append(relations).append(not_the_servers).append("pg_catalog.pg_table_is_visible(c.oid)");
    sql.append(" UNION ALL SELECT 't', t.typname::text");
    sql.append(types).append(not_the_servers).append("pg_catalog.pg_type_is_visible(t.oid)");
    std::string names;
    for (const std::string& name : schemas) names += (names.empty() ? "" : ", ") + literal(name);
    if (!names.empty()) {
        const std::string in_schemas = "n.nspname = ANY (ARRAY[" + names + "])";
        sql.append(" UNION ALL SELECT 'r', pg_catalog.concat(n.nspname, '.', c.relname)");
        sql.append(relations).append(in_schemas);
        sql.append(" UNION ALL SELECT 't', pg_catalog.concat(n.nspname, '.', t.typname)");
        sql.append(types).append(in_schemas);
    }
    return detail::text_query(pinned(sql), {"kind", "name"});
}

}  // namespace

const Dialect& dialect() noexcept {
    static const PostgresqlDialect instance;
    return instance;
}

}  // namespace azoth::postgresql

#include "sql/text_lexer.hpp"
#include "sql/text_query.hpp"
#include "sqlite/catalog.hpp"
#include "sqlite/compiler.hpp"
#include "sqlite/ddl_compiler.hpp"
#include "sqlite/migration_queries.hpp"
#include "sqlite/type_names.hpp"
#include <azoth/sql/dialect.hpp>
#include <azoth/sqlite/dialect.hpp>

namespace azoth::sqlite {
namespace {

class SqliteDialect final : public Dialect {
public:
    std::string_view name() const noexcept override { return "sqlite"; }
    Quoting quoting() const noexcept override { return Quoting::sqlite; }
    Compiled compile(const Statement& statement, const CompileOptions& options) const override {
        return SqliteCompiler(options).compile(statement);
    }
    std::string type_name(const SqlType& type) const override { return sqlite::type_name(type); }
    std::unique_ptr<DdlCompiler> ddl_compiler(const CompileOptions& options) const override {
        return std::make_unique<SqliteDdlCompiler>(options);
    }
    const Catalog& catalog() const override { return sqlite::catalog(); }
    const MigrationQueries& migration_queries() const noexcept override { return sqlite::migration_queries(); }
    StatementText existing_objects(const std::vector<std::string>& schemas) const override;
};

// A schema is an attached file with its own catalogue; without a schema, temporary tables come first.
StatementText SqliteDialect::existing_objects(const std::vector<std::string>& schemas) const {
    std::string sql =
        "SELECT 'r' AS kind, name FROM main.sqlite_master UNION ALL SELECT 'r', name FROM temp.sqlite_master";
    for (const std::string& schema : schemas) {
        SqliteCompiler name;
        name.write_identifier(schema);
        SqliteCompiler literal;
        literal.write_string(schema + '.');
        sql += " UNION ALL SELECT 'r', " + std::string(literal.text()) + " || name FROM " + std::string(name.text()) +
               ".sqlite_master";
    }
    return detail::text_query(std::move(sql), {"kind", "name"});
}

}  // namespace

const Dialect& dialect() noexcept {
    static const SqliteDialect instance;
    return instance;
}

}  // namespace azoth::sqlite

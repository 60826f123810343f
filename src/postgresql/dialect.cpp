#include "postgresql/compiler.hpp"
#include "postgresql/type_names.hpp"
#include <azoth/driver/dialect.hpp>
#include <azoth/postgresql/dialect.hpp>
#include <azoth/sql/ddl_compiler.hpp>

namespace azoth::postgresql {
namespace {

class PostgresqlDdlCompiler final : public DdlCompiler {
protected:
    std::unique_ptr<Compiler> compiler() const override {
        return std::make_unique<PostgresqlCompiler>(CompileOptions{});
    }
    std::string type_name(const SqlType& type) const override { return postgresql::type_name(type); }
    std::string column_type(const ast::TableNode& table, const ast::Column& column) const override {
        if (table.autoincrement_column() != &column) return DdlCompiler::column_type(table, column);
        switch (column.type.kind()) {
            case TypeKind::small_integer: return "SMALLSERIAL";
            case TypeKind::integer: return "SERIAL";
            default: return "BIGSERIAL";
        }
    }
    std::vector<std::string> comments(const ast::TableNode& table) const override {
        std::vector<std::string> statements;
        const std::string name = table_name(table);
        if (!table.comment.empty()) {
            statements.push_back("COMMENT ON TABLE " + name + " IS " + literal(table.comment));
        }
        for (const auto& column : table.columns()) {
            if (column->info->comment.empty()) continue;
            statements.push_back("COMMENT ON COLUMN " + name + '.' + identifier(column->name) + " IS " +
                                 literal(column->info->comment));
        }
        return statements;
    }
};

class PostgresqlDialect final : public Dialect {
public:
    std::string_view name() const noexcept override { return "postgresql"; }
    Compiled compile(const Statement& statement, const CompileOptions& options) const override {
        return PostgresqlCompiler(options).compile(statement);
    }
    std::string type_name(const SqlType& type) const override { return postgresql::type_name(type); }
    std::vector<std::string> create_table(const ast::TableNode& table, const MetaData& metadata) const override {
        return PostgresqlDdlCompiler().create_table(table, metadata);
    }
    std::string drop_table(const ast::TableNode& table) const override {
        return PostgresqlDdlCompiler().drop_table(table);
    }
    StatementText table_names(std::string_view schema) const override;
};

StatementText PostgresqlDialect::table_names(std::string_view schema) const {
    StatementText text;
    text.sql =
        "SELECT pg_catalog.pg_class.relname FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace ON "
        "pg_catalog.pg_namespace.oid = pg_catalog.pg_class.relnamespace WHERE pg_catalog.pg_class.relkind = ANY "
        "(ARRAY['r', 'p', 'f', 'v', 'm']) AND ";
    if (schema.empty()) {
        text.sql +=
            "pg_catalog.pg_table_is_visible(pg_catalog.pg_class.oid) AND pg_catalog.pg_namespace.nspname != "
            "'pg_catalog'";
    } else {
        PostgresqlCompiler writer;
        writer.write_string(schema);
        text.sql += "pg_catalog.pg_namespace.nspname = ";
        text.sql += writer.text();
    }
    text.columns.push_back(ResultColumn{"relname", Text()});
    text.kind = StatementKind::select;
    text.seal();
    return text;
}

}  // namespace

const Dialect& dialect() noexcept {
    static const PostgresqlDialect instance;
    return instance;
}

}  // namespace azoth::postgresql

#include "sqlite/compiler.hpp"
#include "sqlite/type_names.hpp"
#include <azoth/driver/dialect.hpp>
#include <azoth/sql/ddl_compiler.hpp>
#include <azoth/sqlite/dialect.hpp>

namespace azoth::sqlite {
namespace {

class SqliteDdlCompiler final : public DdlCompiler {
protected:
    std::unique_ptr<Compiler> compiler() const override { return std::make_unique<SqliteCompiler>(CompileOptions{}); }
    std::string type_name(const SqlType& type) const override { return sqlite::type_name(type); }
    // Only INTEGER PRIMARY KEY is the rowid, which SQLite numbers; it holds 64 bits whatever the type is called.
    std::string column_type(const ast::TableNode& table, const ast::Column& column) const override {
        if (table.autoincrement_column() == &column) return "INTEGER";
        return DdlCompiler::column_type(table, column);
    }
};

class SqliteDialect final : public Dialect {
public:
    std::string_view name() const noexcept override { return "sqlite"; }
    Compiled compile(const Statement& statement, const CompileOptions& options) const override {
        return SqliteCompiler(options).compile(statement);
    }
    std::string type_name(const SqlType& type) const override { return sqlite::type_name(type); }
    std::vector<std::string> create_table(const ast::TableNode& table, const MetaData& metadata) const override {
        return SqliteDdlCompiler().create_table(table, metadata);
    }
    std::string drop_table(const ast::TableNode& table) const override { return SqliteDdlCompiler().drop_table(table); }
    StatementText table_names(std::string_view schema) const override {
        SqliteCompiler writer;
        writer.write_identifier(schema.empty() ? std::string_view("main") : schema);
        StatementText text;
        text.sql = "SELECT name FROM " + std::string(writer.text()) + ".sqlite_master WHERE type IN ('table', 'view')";
        text.columns.push_back(ResultColumn{"name", Text()});
        text.kind = StatementKind::select;
        text.seal();
        return text;
    }
};

}  // namespace

const Dialect& dialect() noexcept {
    static const SqliteDialect instance;
    return instance;
}

}  // namespace azoth::sqlite

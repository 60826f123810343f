#include <azoth/error.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/ddl_compiler.hpp>
#include <azoth/sql/dialect.hpp>

namespace azoth {

const Catalog& Dialect::catalog() const {
    Diagnostics diagnostics;
    diagnostics.message = std::string(name()) + " has no catalogue that azoth can read";
    throw NotSupportedError(std::move(diagnostics));
}

Compiled Dialect::compile(const Statement& statement) const { return compile(statement, CompileOptions{}); }

std::vector<std::string> Dialect::create_all(const MetaData& metadata, const ExistingObjects& existing,
                                             const std::vector<TablePtr>& tables) const {
    return ddl_compiler(CompileOptions{})->create_all(metadata, existing, tables);
}

std::vector<std::string> Dialect::drop_all(const MetaData& metadata, const ExistingObjects& existing,
                                           const std::vector<TablePtr>& tables) const {
    return ddl_compiler(CompileOptions{})->drop_all(metadata, existing, tables);
}

std::vector<std::string> Dialect::create_all(const MetaData& metadata, const ExistingObjects& existing,
                                             const CompileOptions& options) const {
    return ddl_compiler(options)->create_all(metadata, existing, {});
}

std::vector<std::string> Dialect::drop_all(const MetaData& metadata, const ExistingObjects& existing,
                                           const CompileOptions& options) const {
    return ddl_compiler(options)->drop_all(metadata, existing, {});
}

std::vector<std::string> Dialect::create_table(const ast::TableNode& table, const MetaData& metadata) const {
    static_cast<void>(metadata);
    return ddl_compiler(CompileOptions{})->create_table(TablePtr(&table));
}

std::string Dialect::copy_in(const ast::TableNode&, const std::vector<const ast::Column*>&) const { return {}; }

std::string Dialect::copy_out(std::string_view) const { return {}; }

std::string Dialect::drop_table(const ast::TableNode& table) const {
    return ddl_compiler(CompileOptions{})->compile(ddl::DropTable{TablePtr(&table), false, false});
}

}  // namespace azoth

#include "postgresql/compiler.hpp"
#include <azoth/error.hpp>
#include <azoth/sql/query_node.hpp>

namespace azoth::postgresql {

void PostgresqlCompiler::write_limit(const ast::QueryNode& node) {
    if (!node.limit) write("\n LIMIT ALL");
    Compiler::write_limit(node);
}

// The only hint for PostgreSQL excludes the inheriting tables.
void PostgresqlCompiler::write_hinted(const ast::FromClause& from, std::string_view hint) {
    if (hint != "ONLY" && hint != "only")
        throw CompileError("postgresql has no table hint \"" + std::string(hint) + '"');
    write("ONLY ");
    write(from);
}

}  // namespace azoth::postgresql

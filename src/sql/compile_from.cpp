#include <azoth/error.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/from_node.hpp>
#include <azoth/sql/subquery_node.hpp>

namespace azoth {

void Compiler::visit(const ast::ScalarSelect& node) {
    write("(");
    write(*node.statement);
    write(")");
}

void Compiler::visit(const ast::Join& node) {
    write(*node.left);
    switch (node.kind) {
        case ast::Join::Kind::inner: write(" JOIN "); break;
        case ast::Join::Kind::left: write(" LEFT OUTER JOIN "); break;
        case ast::Join::Kind::full: write(" FULL OUTER JOIN "); break;
    }
    write(*node.right);
    write(" ON ");
    write(*node.on);
}

void Compiler::visit(const ast::Subquery& node) {
    if (node.lateral) write("LATERAL ");
    write("(");
    write(*node.element);
    write(") AS ");
    write_identifier(alias_name(node));
}

void Compiler::visit(const ast::Cte& node) { write_identifier(alias_name(node)); }

}  // namespace azoth

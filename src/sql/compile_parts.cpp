#include "sql/assigned_element.hpp"
#include <azoth/error.hpp>
#include <azoth/sql/compiler.hpp>

// Assignments to elements of a column's value.
namespace azoth {
namespace {

bool is_json_kind(TypeKind kind) noexcept { return kind == TypeKind::json || kind == TypeKind::jsonb; }

void write_subscripts(DialectSpelling& sql, const ast::Expression& target) {
    const ast::Expression* const parent = element_parent(target);
    if (parent == nullptr) return;
    write_subscripts(sql, *parent);
    sql.write("[");
    if (const ast::JsonAccess* const json = target.as_json_access()) {
        sql.write(*json->key);
    } else if (const auto* const subscript = dynamic_cast<const ast::Subscript*>(&target)) {
        sql.write(*subscript->index);
        if (subscript->upper) {
            sql.write(":");
            sql.write(*subscript->upper);
        }
    } else {
        sql.write(*static_cast<const ast::Binary&>(target).right);
    }
    sql.write("]");
}

}  // namespace

void DialectSpelling::write_parts(const ast::Column& column, const ast::Assignments& parts, std::string_view equals) {
    if (column.type.variant_for(traits().name).kind() == TypeKind::json) {
        unsupported("assignment to a part of column \"" + column.name + "\", whose type is JSON, not JSONB");
    }
    bool first = true;
    for (const auto& [target, value] : parts) {
        if (!first) write(", ");
        first = false;
        write_identifier(column.name);
        write_subscripts(*this, *target);
        write(equals);
        const bool converted =
            is_json_kind(target->type.kind()) && !is_json_kind(value->type.kind()) && value->as_constant() == nullptr;
        if (converted) write("to_jsonb(");
        write(*value);
        if (converted) write(")");
    }
}

}  // namespace azoth

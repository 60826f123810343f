#include <azoth/schema/table_node.hpp>

namespace azoth::ast {
namespace {

bool is_integer(const SqlType& type) {
    const TypeKind kind = base_type(type).kind();
    return kind == TypeKind::small_integer || kind == TypeKind::integer || kind == TypeKind::big_integer;
}

}  // namespace

void TableNode::members(MemberReader& reader) const {
    reader.text(schema);
    reader.text(table_name);
}

// A table is identified by its node, so a rewritten statement keeps referring to the same one.
NodePtr<Node> TableNode::rebuild(MemberMapper& mapper) const {
    static_cast<void>(mapper);
    return NodePtr<Node>(const_cast<TableNode*>(this));
}

std::vector<const Column*> TableNode::primary_key() const {
    std::vector<const Column*> keys;
    for (const auto& column : columns()) {
        if (column->info->primary_key) keys.push_back(column.get());
    }
    return keys;
}

const Column* TableNode::autoincrement_column() const {
    const Column* only = nullptr;
    std::size_t keys = 0;
    for (const auto& column : columns()) {
        const ColumnInfo& info = *column->info;
        if (!info.primary_key) continue;
        if (info.autoincrement == Autoincrement::on) return column.get();
        only = column.get();
        ++keys;
    }
    if (keys != 1) return nullptr;
    const ColumnInfo& info = *only->info;
    if (info.autoincrement == Autoincrement::off || !is_integer(only->type) || info.computed) return nullptr;
    if (info.identity) return only;
    if (info.server_default || (info.default_value && !info.sequence)) return nullptr;
    if (info.autoincrement == Autoincrement::ignore_foreign_key) return only;
    for (const ForeignKeyInfo* const key : foreign_keys()) {
        for (const std::string& name : key->columns) {
            if (name == only->name) return nullptr;
        }
    }
    return only;
}

std::vector<const ForeignKeyInfo*> TableNode::foreign_keys() const {
    std::vector<const ForeignKeyInfo*> keys;
    for (const TableConstraint& constraint : constraints) {
        if (const auto* const key = std::get_if<ForeignKeyInfo>(&constraint)) keys.push_back(key);
    }
    return keys;
}

}  // namespace azoth::ast

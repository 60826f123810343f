#include <azoth/error.hpp>
#include <azoth/schema/table.hpp>
#include <azoth/schema/table_node.hpp>

#include <algorithm>

namespace azoth {
namespace ast {

void TableNode::members(MemberReader& reader) const {
    reader.text(schema);
    reader.text(table_name);
}

// A table is what it is: a rewritten statement keeps referring to the same one.
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
    const auto is_integer = [](const Column& column) {
        const TypeKind kind = column.type.kind();
        return kind == TypeKind::small_integer || kind == TypeKind::integer || kind == TypeKind::big_integer;
    };
    const std::vector<const Column*> keys = primary_key();
    for (const Column* const column : keys) {
        if (column->info->autoincrement == Autoincrement::on) return column;
    }
    if (keys.size() != 1) return nullptr;
    const Column& key = *keys.front();
    const bool automatic = key.info->autoincrement == Autoincrement::automatic && is_integer(key) &&
                           key.info->foreign_keys.empty() && !key.info->server_default;
    return automatic ? &key : nullptr;
}

}  // namespace ast

namespace detail {

TableBuilder::TableBuilder(std::string_view name, MetaData& metadata)
    : node_(ast::make_node<ast::TableNode>(std::string(name), metadata.schema())), metadata_(metadata) {
    if (name.empty()) throw ArgumentError("a table has an empty name");
}

TableBuilder::~TableBuilder() = default;

ast::ExpressionPtr TableBuilder::add(const ast::Expression& column) {
    const auto& declared = dynamic_cast<const ast::Column&>(column);
    if (node_->find(declared.name) != nullptr) {
        throw ArgumentError("table " + std::string(node_->name()) + " has two columns named " + declared.name);
    }
    auto info = std::make_shared<ColumnInfo>(*declared.info);
    SqlType type = declared.type;
    return ast::ExpressionPtr(&node_->add_column(declared.name, std::move(type), std::move(info), nullptr));
}

ast::FromPtr TableBuilder::finish() {
    metadata_.add(TablePtr(static_cast<const ast::TableNode*>(node_.get())));
    return node_;
}

ast::ExpressionPtr column_at(const ast::FromPtr& from, std::size_t index) {
    return ast::ExpressionPtr(from->columns().at(index).get());
}

ast::ExpressionPtr column_named(const ast::FromPtr& from, std::string_view name) {
    const ast::Column* const column = from->find(name);
    if (column == nullptr) {
        throw NoSuchColumnError(std::string(from->name()) + " has no column named " + std::string(name));
    }
    return ast::ExpressionPtr(column);
}

ast::ExpressionPtr column_for(const ast::FromPtr& from, const ast::Expression& column) {
    const auto* wanted = dynamic_cast<const ast::Column*>(&column);
    for (; wanted != nullptr; wanted = wanted->origin) {
        for (const auto& candidate : from->columns()) {
            for (const ast::Column* at = candidate.get(); at != nullptr; at = at->origin) {
                if (at == wanted) return ast::ExpressionPtr(candidate.get());
            }
        }
    }
    throw NoSuchColumnError(std::string(from->name()) + " has no column that stands for the one asked for");
}

ast::FromPtr make_alias(const ast::FromPtr& element, std::string_view name) {
    return ast::make_node<const ast::Alias>(element, std::string(name));
}

}  // namespace detail
}  // namespace azoth

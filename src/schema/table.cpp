#include "schema/completion.hpp"
#include <azoth/error.hpp>
#include <azoth/schema/table.hpp>
#include <azoth/schema/table_node.hpp>

#include <algorithm>

namespace azoth {
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
    std::vector<std::shared_ptr<ColumnInfo>> infos;
    infos.reserve(node_->columns().size());
    // add() made them for this table.
    for (const auto& column : node_->columns()) infos.push_back(std::const_pointer_cast<ColumnInfo>(column->info));
    adopt_column_options(*node_, infos);
    complete_table(*node_, metadata_);
    metadata_.add(node_);
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

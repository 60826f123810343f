#include "schema/completion.hpp"
#include <azoth/error.hpp>
#include <azoth/schema/table.hpp>
#include <azoth/schema/table_node.hpp>

#include <algorithm>

namespace azoth {
namespace {

// Replaces the schema of "schema.table.column" if it is the one that the table had before.
void move_target(std::string& target, const std::string& from, const std::string& to) {
    const std::size_t column = target.rfind('.');
    const std::size_t dot =
        column == 0 || column == std::string::npos ? std::string::npos : target.rfind('.', column - 1);
    const std::string had = dot == std::string::npos ? std::string() : target.substr(0, dot);
    if (had != from) return;
    const std::string rest = dot == std::string::npos ? target : target.substr(dot + 1);
    target = to.empty() ? rest : to + '.' + rest;
}

}  // namespace

namespace detail {

TableBuilder::TableBuilder(std::string_view name, MetaData& metadata)
    : node_(ast::make_node<ast::TableNode>(std::string(name), metadata.schema())), metadata_(metadata) {
    if (name.empty()) throw ArgumentError("a table has an empty name");
}

TableBuilder::~TableBuilder() = default;

ast::ExpressionPtr TableBuilder::add(const ast::Expression& column) {
    const auto& declared = dynamic_cast<const ast::Column&>(column);
    if (node_->find(declared.name) != nullptr) {
        throw ArgumentError("table \"" + std::string(node_->name()) + "\" has two columns named \"" + declared.name +
                            '"');
    }
    auto info = std::make_shared<ColumnInfo>(*declared.info);
    SqlType type = declared.type;
    return ast::ExpressionPtr(&node_->add_column(declared.name, std::move(type), std::move(info), nullptr));
}

ast::FromPtr TableBuilder::finish() {
    std::vector<std::shared_ptr<ColumnInfo>> infos;
    infos.reserve(node_->columns().size());
    // add() created these infos for this table.
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
        throw NoSuchColumnError('"' + std::string(from->name()) + "\" has no column \"" + std::string(name) + '"');
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
    throw NoSuchColumnError('"' + std::string(from->name()) +
                            "\" has no column that is derived from the requested one");
}

ast::FromPtr make_alias(const ast::FromPtr& element, std::string_view name) {
    const auto* const alias = dynamic_cast<const ast::Alias*>(element.get());
    return ast::make_node<const ast::Alias>(alias != nullptr ? alias->element : element, std::string(name));
}

ast::FromPtr copy_table(const ast::FromPtr& table, MetaData& metadata, const std::optional<std::string>& schema_name) {
    const auto& original = dynamic_cast<const ast::TableNode&>(*table);
    auto copy = ast::make_node<ast::TableNode>(original.table_name, schema_name.value_or(original.schema));
    for (const auto& column : original.columns()) {
        SqlType type = column->type;
        copy->add_column(column->name, std::move(type), std::make_shared<ColumnInfo>(*column->info), nullptr);
    }
    copy->quote = original.quote;
    copy->comment = original.comment;
    copy->kind = original.kind;
    copy->definition = original.definition;
    copy->primary_key_info = original.primary_key_info;
    copy->constraints = original.constraints;
    copy->indexes = original.indexes;
    copy->options = original.options;
    copy->hooks = original.hooks;
    for (TableConstraint& constraint : copy->constraints) {
        auto* const key = std::get_if<ForeignKeyInfo>(&constraint);
        if (key == nullptr || !schema_name) continue;
        for (std::string& target : key->targets) move_target(target, original.schema, *schema_name);
    }
    metadata.add(copy);
    return copy;
}

}  // namespace detail
}  // namespace azoth

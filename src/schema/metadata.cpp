#include "schema/completion.hpp"
#include "schema/creation_order.hpp"
#include <azoth/error.hpp>
#include <azoth/schema/metadata.hpp>
#include <azoth/schema/table_node.hpp>

#include <algorithm>

namespace azoth {
namespace {

// Only the MetaData that owns a table may change it.
ast::TableNode& changeable(const TablePtr& table) { return const_cast<ast::TableNode&>(*table); }

}  // namespace

MetaData::MetaData(std::string schema, NamingConvention convention)
    : schema_(std::move(schema)), convention_(std::move(convention)) {}

MetaData::MetaData(NamingConvention convention) : convention_(std::move(convention)) {}

MetaData::~MetaData() { clear(); }

std::vector<TablePtr> MetaData::sorted_tables() const {
    return creation_order(tables_, [](const ForeignKeyInfo& key) { return key.use_alter; }).tables;
}

const ast::TableNode* MetaData::find(std::string_view full_name) const noexcept {
    const auto found = by_name_.find(full_name);
    return found == by_name_.end() ? nullptr : found->second;
}

std::vector<std::string> MetaData::schemas() const {
    std::vector<std::string> names;
    const auto add = [&](const std::string& name) {
        if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    };
    const auto add_types = [&](const auto& self, const SqlType& type) -> void {
        const TypeDetail& detail = type.detail();
        const bool created = type.kind() == TypeKind::enumeration || type.kind() == TypeKind::domain ||
                             type.kind() == TypeKind::composite;
        if (created) add(detail.schema);
        for (const SqlType& element : detail.elements) self(self, element);
        for (const SqlType& variant : detail.variant_types) self(self, variant);
    };
    for (const TablePtr& table : tables_) {
        add(table->schema);
        for (const auto& column : table->columns()) {
            add_types(add_types, column->type);
            if (column->info->sequence) add(column->info->sequence->schema);
        }
    }
    for (const SequenceInfo& sequence : sequences_) add(sequence.schema);
    for (const SqlType& type : types_) add_types(add_types, type);
    return names;
}

void MetaData::add(const SequenceInfo& sequence) {
    for (const SequenceInfo& known : sequences_) {
        if (known.full_name() == sequence.full_name()) {
            throw ArgumentError("sequence \"" + sequence.full_name() + "\" is already defined in this MetaData");
        }
    }
    sequences_.push_back(sequence);
}

void MetaData::add(const ast::NodePtr<ast::TableNode>& table) {
    if (find(table->full_name()) != nullptr) {
        throw ArgumentError("table \"" + table->full_name() + "\" is already defined in this MetaData");
    }
    table->metadata = this;
    tables_.emplace_back(table);
    by_name_.emplace(table->full_name(), table.get());
    untyped_.emplace_back(table);
    std::erase_if(untyped_, [](const TablePtr& waiting) { return detail::adopt_target_types(changeable(waiting)); });
}

void MetaData::remove(const ast::TableNode& table) {
    const auto found =
        std::find_if(tables_.begin(), tables_.end(), [&](const TablePtr& known) { return known.get() == &table; });
    if (found == tables_.end()) return;
    changeable(*found).metadata = nullptr;
    by_name_.erase(table.full_name());
    std::erase_if(untyped_, [&](const TablePtr& waiting) { return waiting.get() == &table; });
    tables_.erase(found);
}

void MetaData::clear() {
    for (const TablePtr& table : tables_) changeable(table).metadata = nullptr;
    tables_.clear();
    by_name_.clear();
    untyped_.clear();
    sequences_.clear();
    types_.clear();
    hooks_.clear();
}

ast::TableNode& MetaData::editable(const TablePtr& table) const {
    if (!table)
        throw ArgumentError(
            "an index or constraint added to a MetaData must be made from a table's columns, not from names");
    if (table->metadata != this) {
        throw ArgumentError("table \"" + table->full_name() + "\" does not belong to this MetaData");
    }
    return changeable(table);
}

void MetaData::complete(const TablePtr& table) {
    detail::complete_table(changeable(table), *this);
    untyped_.push_back(table);
}

}  // namespace azoth

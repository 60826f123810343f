#include "schema/creation_order.hpp"
#include <azoth/error.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/ddl_compiler.hpp>

#include <algorithm>

namespace azoth {
namespace {

bool any_key(const ForeignKeyInfo&) { return true; }
bool asked_for(const ForeignKeyInfo& key) { return key.use_alter; }
bool is_named(const ForeignKeyInfo& key) { return !key.name.empty(); }
bool asked_for_and_named(const ForeignKeyInfo& key) { return key.use_alter && !key.name.empty(); }

std::string type_full_name(const SqlType& type) {
    const TypeDetail& detail = type.detail();
    return detail.schema.empty() ? detail.name : detail.schema + '.' + detail.name;
}

void append(std::vector<std::string>& statements, std::vector<std::string> more) {
    for (std::string& statement : more) statements.push_back(std::move(statement));
}

}  // namespace

bool DdlCompiler::is_meant(const std::vector<std::string>& dialects) const {
    return dialects.empty() || std::find(dialects.begin(), dialects.end(), dialect_name()) != dialects.end();
}

void DdlCompiler::add_types(std::vector<SqlType>& types, const SqlType& given) const {
    const SqlType& type = given.variant_for(dialect_name());
    for (const SqlType& element : type.detail().elements) add_types(types, element);
    if (!is_object(type)) return;
    const auto same = [&](const SqlType& known) { return type_full_name(known) == type_full_name(type); };
    if (std::none_of(types.begin(), types.end(), same)) types.push_back(type);
}

std::vector<SqlType> DdlCompiler::types_of(const std::vector<TablePtr>& tables, const MetaData& metadata) const {
    std::vector<SqlType> types;
    for (const SqlType& type : metadata.types()) add_types(types, type);
    for (const TablePtr& table : tables) {
        for (const auto& column : table->columns()) add_types(types, column->type);
    }
    return types;
}

std::vector<SequenceInfo> DdlCompiler::sequences_of(const std::vector<TablePtr>& tables,
                                                    const MetaData& metadata) const {
    std::vector<SequenceInfo> sequences;
    if (!has_sequences()) return sequences;
    sequences = metadata.sequences();
    for (const TablePtr& table : tables) {
        for (const auto& column : table->columns()) {
            if (!column->info->sequence) continue;
            const SequenceInfo& wanted = *column->info->sequence;
            const auto same = [&](const SequenceInfo& known) { return known.full_name() == wanted.full_name(); };
            if (std::none_of(sequences.begin(), sequences.end(), same)) sequences.push_back(wanted);
        }
    }
    return sequences;
}

void DdlCompiler::add_hooks(std::vector<std::string>& statements, const std::vector<DdlHook>& hooks, DdlEvent when,
                            const TablePtr& table) {
    for (const DdlHook& hook : hooks) {
        if (hook.when == when && is_meant(hook.ddl.dialects)) statements.push_back(write(ddl::Text{hook.ddl, table}));
    }
}

std::vector<std::string> DdlCompiler::comments(const TablePtr& table) {
    std::vector<std::string> statements;
    if (!has_comments()) return statements;
    const auto add = [&](ddl::SetComment::On on, const std::string& name, const std::string& text,
                         bool made_up = false) {
        if (!text.empty()) statements.push_back(write(ddl::SetComment{on, table, name, {}, text, made_up}));
    };
    add(ddl::SetComment::On::table, {}, table->comment);
    for (const auto& column : table->columns()) add(ddl::SetComment::On::column, column->name, column->info->comment);
    const auto add_constraint = [&](const NamedInfo& info) {
        if (info.name.empty() || !is_meant(info.dialects)) return;
        add(ddl::SetComment::On::constraint, info.name, info.comment, info.name_made_up);
    };
    add_constraint(table->primary_key_info);
    for (const TableConstraint& constraint : table->constraints) std::visit(add_constraint, constraint);
    for (const IndexInfo& index : table->indexes) {
        if (is_meant(index.dialects)) add(ddl::SetComment::On::index, index.name, index.comment, index.name_made_up);
    }
    return statements;
}

std::vector<std::string> DdlCompiler::create_table(const TablePtr& table,
                                                   const std::vector<const ForeignKeyInfo*>& without) {
    std::vector<std::string> statements;
    add_hooks(statements, table->hooks, DdlEvent::before_create, table);
    statements.push_back(write(ddl::CreateTable{table, false, without}));
    for (const IndexInfo& index : table->indexes) {
        if (!is_meant(index.dialects)) continue;
        // The table is new, so no other session uses it, and CONCURRENTLY is not possible inside the transaction.
        IndexInfo plain = index;
        plain.concurrently = false;
        statements.push_back(write(ddl::CreateIndex{table, std::move(plain), false}));
    }
    append(statements, comments(table));
    add_hooks(statements, table->hooks, DdlEvent::after_create, table);
    return statements;
}

std::vector<std::string> DdlCompiler::drop_table(const TablePtr& table) {
    std::vector<std::string> statements;
    add_hooks(statements, table->hooks, DdlEvent::before_drop, table);
    statements.push_back(write(ddl::DropTable{table, false, false}));
    add_hooks(statements, table->hooks, DdlEvent::after_drop, table);
    return statements;
}

std::vector<std::string> DdlCompiler::create_all(const MetaData& metadata, const ExistingObjects& existing,
                                                 const std::vector<TablePtr>& chosen) {
    std::vector<TablePtr> tables;
    for (const TablePtr& table : chosen.empty() ? metadata.tables() : chosen) {
        const bool possible = table->kind != TableKind::materialized_view || has_materialized_views();
        if (possible && !existing.has_relation(table->full_name())) tables.push_back(table);
    }
    const CreationOrder order = creation_order(tables, asked_for, any_key);
    std::vector<std::string> statements;
    add_hooks(statements, metadata.hooks(), DdlEvent::before_create, nullptr);
    for (const SqlType& type : types_of(tables, metadata)) {
        if (!existing.has_type(type_full_name(type))) statements.push_back(write(ddl::CreateType{type}));
    }
    for (const SequenceInfo& sequence : sequences_of(tables, metadata)) {
        if (existing.has_relation(sequence.full_name())) continue;
        statements.push_back(write(ddl::CreateSequence{sequence, false}));
        if (has_comments() && !sequence.comment.empty()) {
            statements.push_back(write(ddl::SetComment{ddl::SetComment::On::sequence, nullptr, sequence.name,
                                                       sequence.schema, sequence.comment, false}));
        }
    }
    std::vector<const ForeignKeyInfo*> later;
    if (has_alter()) {
        for (const auto& [table, key] : order.late_keys) later.push_back(key);
    }
    for (const TablePtr& table : order.tables) append(statements, create_table(table, later));
    if (has_alter()) {
        for (const auto& [table, key] : order.late_keys) {
            if (is_meant(key->dialects)) statements.push_back(write(ddl::AddConstraint{table, *key}));
        }
    }
    add_hooks(statements, metadata.hooks(), DdlEvent::after_create, nullptr);
    return statements;
}

std::vector<std::string> DdlCompiler::drop_all(const MetaData& metadata, const ExistingObjects& existing,
                                               const std::vector<TablePtr>& chosen) {
    std::vector<TablePtr> tables;
    for (const TablePtr& table : chosen.empty() ? metadata.tables() : chosen) {
        const bool possible = table->kind != TableKind::materialized_view || has_materialized_views();
        if (possible && existing.has_relation(table->full_name())) tables.push_back(table);
    }
    // Without ALTER TABLE a cycle of foreign keys cannot be broken; the keys are checked after all tables of the cycle
    // are dropped.
    const CreationOrder order = has_alter() ? creation_order(tables, asked_for_and_named, is_named)
                                            : creation_order(tables, asked_for, any_key);
    std::vector<std::string> statements;
    add_hooks(statements, metadata.hooks(), DdlEvent::before_drop, nullptr);
    if (!has_alter() && !order.late_keys.empty()) statements.push_back(defer_keys());
    if (has_alter()) {
        for (const auto& [table, key] : order.late_keys) {
            if (is_meant(key->dialects)) statements.push_back(write(ddl::DropConstraint{table, *key, false, false}));
        }
    }
    for (auto table = order.tables.rbegin(); table != order.tables.rend(); ++table) {
        append(statements, drop_table(*table));
    }
    const bool all = chosen.empty();
    for (const SequenceInfo& sequence : sequences_of(all ? metadata.tables() : tables, metadata)) {
        if (all && existing.has_relation(sequence.full_name())) {
            statements.push_back(write(ddl::DropSequence{sequence, false, false}));
        }
    }
    // A type may be the element of another, and is listed before it.
    std::vector<SqlType> types = types_of(all ? metadata.tables() : tables, metadata);
    std::reverse(types.begin(), types.end());
    for (const SqlType& type : types) {
        if (all && existing.has_type(type_full_name(type)))
            statements.push_back(write(ddl::DropType{type, false, false}));
    }
    add_hooks(statements, metadata.hooks(), DdlEvent::after_drop, nullptr);
    return statements;
}

}  // namespace azoth

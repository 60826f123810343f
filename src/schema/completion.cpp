#include "schema/completion.hpp"

#include "expression/child_reader.hpp"
#include <azoth/error.hpp>
#include <azoth/expression/ast.hpp>
#include <azoth/expression/operand.hpp>

#include <algorithm>

namespace azoth::detail {
namespace {

// If a table held its own columns by reference count, it would never be destroyed.
class Detach final : public ast::MemberMapper {
public:
    explicit Detach(const ast::TableNode& table) : table_(table) {}

    ast::AnyPtr map(const ast::AnyPtr& node) override {
        const auto* const column = dynamic_cast<const ast::Column*>(node.get());
        if (column == nullptr) return node->rebuild(*this);
        if (column->from != &table_) return node;
        return ast::make_node<const ast::Column>(nullptr, column->name, column->type, column->info, nullptr);
    }
    void detach(ast::ExpressionPtr& expression) { (*this)(expression); }

private:
    const ast::TableNode& table_;
};

class ColumnCollector final : public ast::ChildReader {
public:
    void child(const ast::Node* node) override {
        if (node == nullptr) return;
        if (const auto* const column = dynamic_cast<const ast::Column*>(node)) {
            if (std::find(names.begin(), names.end(), column->name) == names.end()) names.push_back(column->name);
        } else {
            node->members(*this);
        }
    }

    std::vector<std::string> names;
};

std::vector<std::string> columns_in(const ast::ExpressionPtr& expression) {
    ColumnCollector collector;
    collector.child(expression.get());
    return std::move(collector.names);
}

std::vector<std::string> columns_in(const std::vector<IndexElementInfo>& elements) {
    std::vector<std::string> names;
    for (const IndexElementInfo& element : elements) {
        if (!element.expression) {
            names.push_back(element.column);
            continue;
        }
        for (std::string& name : columns_in(element.expression)) names.push_back(std::move(name));
    }
    return names;
}

// A CHECK for the labels of an enumeration, or for the two numbers that represent a boolean.
ast::ExpressionPtr type_check(const ast::Column& column) {
    std::vector<ast::ExpressionPtr> values;
    if (column.type.kind() == TypeKind::boolean) {
        for (const std::int32_t value : {0, 1}) values.push_back(make_bind(Value(value), column));
    } else {
        for (const std::string& label : column.type.detail().labels) {
            values.push_back(make_bind(Value(std::string_view(label), Text()), column));
        }
    }
    return make_membership(Operator::in, ast::ExpressionPtr(&column), std::move(values));
}

class Completion {
public:
    Completion(ast::TableNode& table, const MetaData& metadata)
        : table_(table), metadata_(metadata), convention_(metadata.naming_convention()), detach_(table) {}

    void run() {
        complete(table_.primary_key_info);
        for (TableConstraint& constraint : table_.constraints) {
            std::visit([this](auto& info) { complete(info); }, constraint);
        }
        for (IndexInfo& index : table_.indexes) complete(index);
        for (const auto& column : table_.columns()) {
            // Only this table has these infos: TableBuilder made them for it.
            auto& info = const_cast<ColumnInfo&>(*column->info);
            detach_.detach(info.server_default);
            detach_.detach(info.default_value.expression);
            detach_.detach(info.on_update.expression);
            if (info.computed) detach_.detach(info.computed->expression);
            for (CheckInfo& check : info.checks) complete(check, {column->name});
        }
    }

private:
    void complete(PrimaryKeyInfo& info) {
        check(info.columns, "primary key");
        check(info.include, "primary key");
        std::vector<std::string> columns = info.columns;
        if (columns.empty()) {
            for (const ast::Column* const column : table_.primary_key()) columns.push_back(column->name);
        }
        if (!columns.empty()) name(info, convention_.pk, std::move(columns));
    }
    void complete(UniqueInfo& info) {
        check(info.columns, "unique constraint");
        check(info.include, "unique constraint");
        name(info, convention_.uq, info.columns);
    }
    void complete(CheckInfo& info, std::vector<std::string> columns = {}) {
        if (info.type_column.empty() || !info.name.empty()) {
            if (columns.empty()) columns = columns_in(info.condition);
            name(info, convention_.ck, std::move(columns));
        }
        detach_.detach(info.condition);
    }
    void complete(ForeignKeyInfo& info) {
        check(info.columns, "foreign key");
        check(info.on_delete_columns, "foreign key");
        name_targets(info);
        NamedParts parts;
        parts.table = &table_;
        parts.columns = info.columns;
        for (const std::string& target : info.targets) {
            const std::size_t dot = target.rfind('.');
            parts.referred_columns.push_back(dot == std::string::npos ? info.columns[parts.referred_columns.size()]
                                                                      : target.substr(dot + 1));
        }
        std::string_view referred = info.targets.front();
        referred = referred.substr(0, referred.rfind('.'));
        const std::size_t dot = referred.rfind('.');
        parts.referred_table = dot == std::string_view::npos ? referred : referred.substr(dot + 1);
        parts.referred_schema = dot == std::string_view::npos ? std::string_view() : referred.substr(0, dot);
        apply_convention(info, convention_, convention_.fk, parts);
    }
    void complete(ExcludeInfo& info) {
        check(info.elements, "exclusion");
        for (IndexElementInfo& element : info.elements) detach_.detach(element.expression);
        detach_.detach(info.where);
    }
    void complete(IndexInfo& info) {
        check(info.elements, "index");
        check(info.include, "index");
        name(info, convention_.ix, columns_in(info.elements));
        if (info.name.empty()) throw ArgumentError("an index of table \"" + table_.full_name() + "\" has no name");
        for (IndexElementInfo& element : info.elements) detach_.detach(element.expression);
        detach_.detach(info.where);
    }

    // A column of this MetaData is referred to by name, so that its tables do not hold each other.
    void name_targets(ForeignKeyInfo& info) {
        for (std::size_t i = 0; i < info.target_columns.size(); ++i) {
            ast::ExpressionPtr& target = info.target_columns[i];
            if (!target) continue;
            const ast::Column& column = *target->plain_column();
            const auto* const table = dynamic_cast<const ast::TableNode*>(column.from);
            if (table == nullptr) {
                throw ArgumentError("a foreign key of table \"" + table_.full_name() + "\" refers to column \"" +
                                    column.name + "\", which belongs to no table");
            }
            info.targets[i] = table->full_name() + '.' + column.name;
            if (table == &table_ || table->metadata == &metadata_) target = nullptr;
        }
    }

    void name(NamedInfo& info, const std::string& name_template, std::vector<std::string> columns) const {
        NamedParts parts;
        parts.table = &table_;
        parts.columns = std::move(columns);
        apply_convention(info, convention_, name_template, parts);
    }
    void check(const std::vector<std::string>& columns, std::string_view what) const {
        for (const std::string& name : columns) check(name, what);
    }
    void check(const std::vector<IndexElementInfo>& elements, std::string_view what) const {
        for (const IndexElementInfo& element : elements) {
            if (!element.expression) check(element.column, what);
        }
    }
    void check(std::string_view name, std::string_view what) const {
        // Some columns of a partition or an inheriting table may be known only to the database.
        const bool all_known = table_.options.partition_of.empty() && table_.options.inherits.empty();
        if (all_known && table_.find(name) == nullptr) {
            throw ArgumentError("a " + std::string(what) + " of table \"" + table_.full_name() + "\" names column \"" +
                                std::string(name) + "\", which the table does not have");
        }
    }

    ast::TableNode& table_;
    const MetaData& metadata_;
    const NamingConvention& convention_;
    Detach detach_;
};

void adopt_primary_key(ast::TableNode& table, const std::vector<std::shared_ptr<ColumnInfo>>& infos) {
    const auto& columns = table.columns();
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const auto& named = table.primary_key_info.columns;
        if (std::find(named.begin(), named.end(), columns[i]->name) != named.end()) infos[i]->primary_key = true;
    }
}

}  // namespace

void adopt_column_options(ast::TableNode& table, const std::vector<std::shared_ptr<ColumnInfo>>& infos) {
    adopt_primary_key(table, infos);
    for (std::size_t i = 0; i < infos.size(); ++i) {
        const ast::Column& column = *table.columns()[i];
        ColumnInfo& info = *infos[i];
        if (info.indexed) {
            IndexInfo index;
            index.unique = info.unique;
            index.elements.emplace_back().column = column.name;
            table.indexes.push_back(std::move(index));
        } else if (info.unique) {
            UniqueInfo unique;
            unique.columns = {column.name};
            table.constraints.emplace_back(std::move(unique));
        }
        const TypeKind kind = column.type.kind();
        if (column.type.detail().check_enum && (kind == TypeKind::enumeration || kind == TypeKind::boolean)) {
            CheckInfo check;
            check.name = column.type.detail().name;
            check.condition = type_check(column);
            check.type_column = column.name;
            table.constraints.emplace_back(std::move(check));
        }
        for (ForeignKeyInfo& key : info.foreign_keys) {
            key.columns = {column.name};
            table.constraints.emplace_back(key);
        }
    }
}

void complete_table(ast::TableNode& table, const MetaData& metadata) { Completion(table, metadata).run(); }

bool adopt_target_types(ast::TableNode& table) {
    bool complete = true;
    for (const TableConstraint& constraint : table.constraints) {
        const auto* const key = std::get_if<ForeignKeyInfo>(&constraint);
        if (key == nullptr) continue;
        for (std::size_t i = 0; i < key->columns.size(); ++i) {
            const ast::Column* const column = table.find(key->columns[i]);
            if (column == nullptr || !column->type.is_null()) continue;
            try {
                const SqlType& type = resolve_foreign_key(*key, table).targets[i]->type;
                const_cast<ast::Column*>(column)->type = type;
                const_cast<ColumnInfo&>(*column->info).type = type;
            } catch (const NoReferencedTableError&) {
                // The referred table is declared later.
                complete = false;
            }
        }
    }
    return complete;
}

}  // namespace azoth::detail

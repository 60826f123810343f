#include "reflection/build_table.hpp"

#include <azoth/expression/ast.hpp>
#include <azoth/schema/column_options.hpp>
#include <azoth/schema/table.hpp>
#include <azoth/sql/text_node.hpp>

#include <algorithm>
#include <memory>
#include <utility>

namespace azoth::detail {
namespace {

ast::ExpressionPtr sql(const std::string& text) { return text.empty() ? ast::ExpressionPtr() : make_sql_text(text); }

// SQL from the database may contain colons that begin no parameters.
ast::NodePtr<const ast::Node> query(const std::string& text) {
    auto clause = ast::make_node<ast::TextClause>();
    clause->pieces.push_back(text);
    auto node = ast::make_node<ast::TextNode>();
    node->clause = std::move(clause);
    return node;
}

ast::ExpressionPtr ordered(Operator op, ast::ExpressionPtr operand) {
    return ast::make_node<const ast::Unary>(op, std::move(operand), SqlType());
}

IndexElementInfo element_info(const ReflectedIndexElement& element) {
    IndexElementInfo info;
    info.operator_class = element.operator_class;
    info.with = element.with;
    if (!element.column.empty() && !element.descending && !element.nulls_first) {
        info.column = element.column;
        return info;
    }
    ast::ExpressionPtr expression =
        element.column.empty()
            ? make_sql_text(element.expression_sql)
            : ast::ExpressionPtr(ast::make_node<const ast::Column>(nullptr, element.column, SqlType(),
                                                                   std::make_shared<const ColumnInfo>(), nullptr));
    if (element.descending) expression = ordered(Operator::desc, std::move(expression));
    if (element.nulls_first) {
        expression =
            ordered(*element.nulls_first ? Operator::nulls_first : Operator::nulls_last, std::move(expression));
    }
    info.expression = std::move(expression);
    return info;
}

std::shared_ptr<const ColumnInfo> column_info(const ReflectedColumn& column, const ReflectedTable& table,
                                              const ReflectedSequence* sequence) {
    auto info = std::make_shared<ColumnInfo>();
    const auto& keys = table.primary_key.columns;
    const bool key = std::ranges::find(keys, column.name) != keys.end();
    info->type = column.type;
    info->cpp_nullable = true;
    info->nullable = column.nullable;
    info->not_null = column.not_null;
    info->primary_key = key;
    // SERIAL declares both the sequence and the default.
    const bool serial = column.is_serial();
    info->autoincrement = serial || (key && column.autoincrement) ? Autoincrement::on : Autoincrement::off;
    info->identity = column.identity;
    info->comment = column.comment;
    info->on_conflict_not_null = column.on_conflict_not_null;
    if (!column.computed_sql.empty()) info->computed = ComputedInfo{sql(column.computed_sql), column.computed_stored};
    if (!serial) {
        info->server_default = sql(column.default_sql);
        if (sequence != nullptr) info->sequence = *sequence;
    }
    return info;
}

/// The table's items after its columns.
class Rest {
public:
    Rest(const ReflectedTable& table, std::vector<DdlHook> hooks) : from_(table), hooks_(std::move(hooks)) {}

    void apply(ast::TableNode& table) const {
        table.schema = from_.schema;
        table.kind = from_.kind;
        table.comment = from_.comment;
        table.options = from_.options;
        table.primary_key_info = from_.primary_key;
        if (from_.is_temporary) table.options.prefixes.emplace_back("TEMPORARY");
        if (from_.kind != TableKind::table) table.definition = query(from_.definition_sql);
        for (const UniqueInfo& unique : from_.unique_constraints) table.constraints.emplace_back(unique);
        for (const ReflectedCheck& check : from_.checks) table.constraints.emplace_back(check_info(check));
        for (const ReflectedExclude& one : from_.exclusions) table.constraints.emplace_back(exclude_info(one));
        for (const ReflectedForeignKey& key : from_.foreign_keys) {
            table.constraints.emplace_back(static_cast<const ForeignKeyInfo&>(key));
        }
        for (const ReflectedIndex& index : from_.indexes) table.indexes.push_back(index_info(index));
        table.hooks = hooks_;
    }

private:
    const ReflectedTable& from_;
    std::vector<DdlHook> hooks_;
};

}  // namespace

IndexInfo index_info(const ReflectedIndex& index) {
    IndexInfo info;
    static_cast<NamedInfo&>(info) = index;
    for (const ReflectedIndexElement& element : index.elements) info.elements.push_back(element_info(element));
    info.unique = index.unique;
    info.where = sql(index.where_sql);
    info.method = index.method;
    info.include = index.include;
    info.with = index.with;
    info.tablespace = index.tablespace;
    info.nulls_not_distinct = index.nulls_not_distinct;
    return info;
}

CheckInfo check_info(const ReflectedCheck& check) {
    CheckInfo info;
    static_cast<ConstraintInfo&>(info) = check;
    info.condition = make_sql_text(check.condition_sql);
    info.no_inherit = check.no_inherit;
    return info;
}

ExcludeInfo exclude_info(const ReflectedExclude& exclude) {
    ExcludeInfo info;
    static_cast<ConstraintInfo&>(info) = exclude;
    for (const ReflectedIndexElement& element : exclude.elements) info.elements.push_back(element_info(element));
    info.method = exclude.method;
    info.where = sql(exclude.where_sql);
    return info;
}

std::vector<DdlHook> ownership_hooks(const ReflectedSequence& sequence) {
    const auto quoted = [](const std::string& name) {
        std::string text = "\"";
        for (const char c : name) {
            if (c == '"' || c == '%') text += c;
            text += c;
        }
        return text + '"';
    };
    const std::string start = "ALTER SEQUENCE " +
                              (sequence.schema.empty() ? std::string() : quoted(sequence.schema) + '.') +
                              quoted(sequence.name) + " OWNED BY ";
    const std::vector<std::string> dialects{"postgresql"};
    return {DdlHook{DdlEvent::after_create, {start + "%(fullname)s." + quoted(sequence.owner_column), dialects}},
            DdlHook{DdlEvent::before_drop, {start + "NONE", dialects}}};
}

ast::FromPtr build_table(const ReflectedTable& table, const ReflectedSchema& schema, MetaData& metadata) {
    std::vector<std::shared_ptr<const ColumnInfo>> infos;
    std::vector<DdlHook> hooks;
    for (const ReflectedColumn& column : table.columns) {
        const ReflectedSequence* const sequence = column.is_serial() ? nullptr : schema.sequence_of(table, column);
        infos.push_back(column_info(column, table, sequence));
        if (sequence == nullptr) continue;
        for (DdlHook& hook : ownership_hooks(*sequence)) hooks.push_back(std::move(hook));
    }
    TableBuilder builder(table.name, metadata);
    builder.apply(Rest(table, std::move(hooks)));
    for (std::size_t i = 0; i < infos.size(); ++i) {
        builder.add(*make_column(table.columns[i].name, std::move(infos[i])));
    }
    return builder.finish();
}

}  // namespace azoth::detail

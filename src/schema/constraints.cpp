#include "expression/child_reader.hpp"
#include <azoth/error.hpp>
#include <azoth/schema/column_options.hpp>
#include <azoth/schema/constraints.hpp>
#include <azoth/schema/index.hpp>
#include <azoth/schema/table_node.hpp>

#include <algorithm>

namespace azoth {
namespace {

const ast::Column* indexed_column(const ast::ExpressionPtr& node) { return node->plain_column(); }

class TableFinder final : public ast::ChildReader {
public:
    void child(const ast::Node* node) override {
        if (node == nullptr || found != nullptr) return;
        if (const auto* const column = dynamic_cast<const ast::Column*>(node)) {
            found = dynamic_cast<const ast::TableNode*>(column->from);
        } else {
            node->members(*this);
        }
    }

    const ast::TableNode* found = nullptr;
};

}  // namespace

ColumnRef::ColumnRef(ast::ExpressionPtr node) : node_(std::move(node)) {
    const ast::Column* const column = node_ ? indexed_column(node_) : nullptr;
    if (column == nullptr) throw ArgumentError("an argument of a constraint is not a column");
    name_ = column->name;
}

detail::TableRef ColumnRef::table() const {
    if (!node_) return nullptr;
    return detail::TableRef(dynamic_cast<const ast::TableNode*>(indexed_column(node_)->from));
}

namespace detail {

std::vector<std::string> names_of(const std::vector<ColumnRef>& columns) {
    std::vector<std::string> names;
    names.reserve(columns.size());
    for (const ColumnRef& column : columns) names.push_back(column.name());
    return names;
}

TableRef table_of(const std::vector<ColumnRef>& columns) {
    for (const ColumnRef& column : columns) {
        if (TableRef table = column.table()) return table;
    }
    return nullptr;
}

TableRef table_of(const ast::ExpressionPtr& expression) {
    TableFinder finder;
    finder.child(expression.get());
    return TableRef(finder.found);
}

}  // namespace detail

PrimaryKeyConstraint::PrimaryKeyConstraint(const std::vector<ColumnRef>& columns) {
    info_.columns = detail::names_of(columns);
    table_ = detail::table_of(columns);
}

void PrimaryKeyConstraint::apply(ast::TableNode& table) const { table.primary_key_info = info_; }

UniqueConstraint::UniqueConstraint(const std::vector<ColumnRef>& columns) {
    info_.columns = detail::names_of(columns);
    table_ = detail::table_of(columns);
}

void UniqueConstraint::apply(ast::TableNode& table) const { table.constraints.emplace_back(info_); }

CheckConstraint::CheckConstraint(std::string_view sql) : CheckConstraint(detail::make_sql_text(sql)) {}

CheckConstraint::CheckConstraint(ast::ExpressionPtr condition) {
    table_ = detail::table_of(condition);
    info_.condition = std::move(condition);
}

void CheckConstraint::apply(ast::TableNode& table) const { table.constraints.emplace_back(info_); }

ForeignKey::ForeignKey(const ColumnRef& target) {
    info_.targets.push_back(target.name());
    info_.target_columns.push_back(target.node());
}

ForeignKeyConstraint::ForeignKeyConstraint(const std::vector<ColumnRef>& columns,
                                           const std::vector<ColumnRef>& targets) {
    if (columns.size() != targets.size() || columns.empty()) {
        throw ArgumentError("a foreign key of " + std::to_string(columns.size()) + " columns refers to " +
                            std::to_string(targets.size()));
    }
    info_.columns = detail::names_of(columns);
    table_ = detail::table_of(columns);
    info_.targets = detail::names_of(targets);
    for (const ColumnRef& target : targets) info_.target_columns.push_back(target.node());
}

void ForeignKeyConstraint::apply(ast::TableNode& table) const { table.constraints.emplace_back(info_); }

IndexElement::IndexElement(ast::ExpressionPtr node) {
    table_ = detail::table_of(node);
    if (const ast::Column* const column = indexed_column(node)) {
        info_.column = column->name;
    } else {
        info_.expression = std::move(node);
    }
}

ExcludeConstraint ExcludeConstraint::element(const IndexElement& what, std::string with,
                                             std::string operator_class) const {
    ExcludeConstraint copy = *this;
    IndexElementInfo element = what.info();
    element.with = std::move(with);
    element.operator_class = std::move(operator_class);
    copy.info_.elements.push_back(std::move(element));
    if (!copy.table_) copy.table_ = what.table();
    return copy;
}

ExcludeConstraint ExcludeConstraint::where(std::string_view sql) const {
    return changed([&](ExcludeInfo& info) { info.where = detail::make_sql_text(sql); });
}

void ExcludeConstraint::apply(ast::TableNode& table) const { table.constraints.emplace_back(info_); }

void Index::add(const IndexElement& element) {
    info_.elements.push_back(element.info());
    if (!table_) table_ = element.table();
}

Index Index::where(std::string_view sql) const {
    return changed([&](IndexInfo& info) { info.where = detail::make_sql_text(sql); });
}

Index Index::ops(const ColumnRef& column, std::string operator_class) const {
    Index copy = *this;
    auto& elements = copy.info_.elements;
    const auto matches = [&](const IndexElementInfo& element) {
        if (element.expression) {
            const ast::Column* const inner = indexed_column(element.expression);
            return column.name().empty() || (inner != nullptr && inner->name == column.name());
        }
        return element.column == column.name();
    };
    const auto found = std::find_if(elements.begin(), elements.end(), matches);
    if (found == elements.end()) {
        throw ArgumentError("index \"" + info_.name + "\" has no element over column \"" + std::string(column.name()) +
                            '"');
    }
    found->operator_class = std::move(operator_class);
    return copy;
}

void Index::apply(ast::TableNode& table) const { table.indexes.push_back(info_); }

}  // namespace azoth

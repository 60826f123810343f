#pragma once

#include <azoth/expression/ast.hpp>
#include <azoth/schema/column_info.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace azoth {

namespace ast {

/// A table: its columns and what else the schema says of it. Complete once it has been added to a MetaData.
class TableNode final : public FromClause {
public:
    TableNode(std::string name_alone, std::string schema_name)
        : table_name(std::move(name_alone)), schema(std::move(schema_name)) {}

    void accept(Visitor& visitor) const override { visitor.visit(*this); }
    void members(MemberReader& reader) const override;
    NodePtr<Node> rebuild(MemberMapper& mapper) const override;
    std::string_view name() const noexcept override { return table_name; }

    /// "schema.table", or the table's name alone.
    std::string full_name() const { return schema.empty() ? table_name : schema + '.' + table_name; }
    std::vector<const Column*> primary_key() const;
    /// The column that the database numbers by itself, or null.
    const Column* autoincrement_column() const;

    std::string table_name;
    std::string schema;
    std::string comment;
};

}  // namespace ast

/// The schema's part of a table's column.
inline const ColumnInfo& info_of(const ast::Column& column) noexcept { return *column.info; }

}  // namespace azoth

#include <azoth/error.hpp>
#include <azoth/sql/ddl.hpp>

namespace azoth {
namespace ast {

void DdlNode::members(MemberReader& reader) const {
    reader.number(static_cast<std::int64_t>(reinterpret_cast<std::intptr_t>(this)));
}

NodePtr<Node> DdlNode::rebuild(MemberMapper& mapper) const {
    static_cast<void>(mapper);
    return make_node<DdlNode>(element);
}

}  // namespace ast

namespace detail {

TablePtr table_behind(const ast::FromPtr& from) {
    TablePtr table(dynamic_cast<const ast::TableNode*>(from.get()));
    if (!table) throw ArgumentError(std::string(from->name()) + " is not a table");
    return table;
}

TablePtr known_table(TableRef table, std::string_view what) {
    if (!table) {
        throw ArgumentError("the " + std::string(what) +
                            " belongs to no table: its columns are given by name. Give them as columns of a table, or "
                            "give the table as the first argument.");
    }
    return table;
}

TablePtr table_of_column(const ast::ExpressionPtr& column) {
    TablePtr table = ColumnRef(column).table();
    if (!table) throw ArgumentError("the column belongs to no table: give a column of a declared table");
    return table;
}

ast::NodePtr<const ast::StatementNode> make_ddl(ddl::Element element) {
    return ast::make_node<const ast::DdlNode>(std::move(element));
}

}  // namespace detail

namespace {

using On = ddl::SetComment::On;

// An index declared outside of its table gets the name that it would get inside.
IndexInfo named_index(const TablePtr& table, const Index& index) {
    IndexInfo info = index.info();
    if (!info.name.empty()) return info;
    NamedParts parts;
    parts.table = table.get();
    for (const IndexElementInfo& element : info.elements) {
        if (!element.column.empty()) parts.columns.push_back(element.column);
    }
    const NamingConvention plain;
    const NamingConvention& convention = table->metadata == nullptr ? plain : table->metadata->naming_convention();
    apply_convention(info, convention, convention.ix, parts);
    return info;
}

// A constraint declared outside of its table gets the name that it would get inside, too.
template <class Info>
void name_constraint(Info& info, const TablePtr& table) {
    if (table->metadata == nullptr) return;
    const NamingConvention& convention = table->metadata->naming_convention();
    NamedParts parts;
    parts.table = table.get();
    if constexpr (std::is_same_v<Info, PrimaryKeyInfo>) {
        parts.columns = info.columns;
        apply_convention(info, convention, convention.pk, parts);
    } else if constexpr (std::is_same_v<Info, UniqueInfo>) {
        parts.columns = info.columns;
        apply_convention(info, convention, convention.uq, parts);
    } else if constexpr (std::is_same_v<Info, CheckInfo>) {
        if (!info.name.empty()) apply_convention(info, convention, convention.ck, parts);
    } else if constexpr (std::is_same_v<Info, ForeignKeyInfo>) {
        const ResolvedForeignKey found = resolve_foreign_key(info, *table);
        parts.columns = info.columns;
        parts.referred_table = found.table->table_name;
        parts.referred_schema = found.table->schema;
        for (const ast::Column* const target : found.targets) parts.referred_columns.push_back(target->name);
        apply_convention(info, convention, convention.fk, parts);
    }
}

ddl::AnyConstraint named_constraint(ddl::AnyConstraint constraint, const TablePtr& table) {
    std::visit([&](auto& info) { name_constraint(info, table); }, constraint);
    return constraint;
}

std::optional<std::string> comment_text(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional<std::string>(text);
}

}  // namespace

CreateIndex::CreateIndex(TablePtr table, const Index& index)
    : CreateStatement(ddl::CreateIndex{table, named_index(table, index), false}) {}

DropIndex::DropIndex(TablePtr table, const Index& index)
    : DropStatement(ddl::DropIndex{table, named_index(table, index), false, false}) {}

AddConstraint::AddConstraint(TablePtr table, ddl::AnyConstraint constraint)
    : DdlStatement(ddl::AddConstraint{table, named_constraint(std::move(constraint), table)}) {}

SetTableComment::SetTableComment(const FromItem& table)
    : DdlStatement(ddl::SetComment{On::table,
                                   detail::table_behind(table.from_clause()),
                                   {},
                                   {},
                                   comment_text(detail::table_behind(table.from_clause())->comment),
                                   false}) {}

DropTableComment::DropTableComment(const FromItem& table)
    : DdlStatement(ddl::SetComment{On::table, detail::table_behind(table.from_clause()), {}, {}, std::nullopt, false}) {
}

SetColumnComment::SetColumnComment(const ast::ExpressionPtr& column)
    : DdlStatement(ddl::SetComment{On::column,
                                   detail::table_of_column(column),
                                   column->plain_column()->name,
                                   {},
                                   comment_text(column->plain_column()->info->comment),
                                   false}) {}

DropColumnComment::DropColumnComment(const ast::ExpressionPtr& column)
    : DdlStatement(ddl::SetComment{
          On::column, detail::table_of_column(column), column->plain_column()->name, {}, std::nullopt, false}) {}

SetConstraintComment::SetConstraintComment(TablePtr table, const NamedInfo& constraint)
    : DdlStatement(ddl::SetComment{On::constraint,
                                   std::move(table),
                                   constraint.name,
                                   {},
                                   comment_text(constraint.comment),
                                   constraint.name_made_up}) {}

DropConstraintComment::DropConstraintComment(const FromItem& table, std::string constraint)
    : DdlStatement(ddl::SetComment{
          On::constraint, detail::table_behind(table.from_clause()), std::move(constraint), {}, std::nullopt, false}) {}

}  // namespace azoth

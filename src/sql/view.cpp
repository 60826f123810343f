#include <azoth/error.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/view.hpp>

namespace azoth::detail {

void ViewDefinition::apply(ast::TableNode& table) const {
    const std::size_t columns = Compiler().compile(query_).text->columns.size();
    if (columns != table.columns().size()) {
        throw ArgumentError("view " + table.full_name() + " has " + std::to_string(table.columns().size()) +
                            " columns, but its query answers with " + std::to_string(columns));
    }
    table.definition = query_.node();
    if (table.kind == TableKind::table) table.kind = TableKind::view;
}

void add_query_columns(TableBuilder& builder, const Statement& query) {
    const Compiled compiled = Compiler().compile(query);
    for (const ResultColumn& column : compiled.text->columns) {
        auto info = std::make_shared<ColumnInfo>();
        info->type = column.type;
        info->cpp_nullable = true;
        builder.add(*make_column(column.name, std::move(info)));
    }
}

TablePtr view_behind(const ast::FromPtr& from) {
    TablePtr view = table_behind(from);
    if (view->kind == TableKind::table) throw ArgumentError(view->full_name() + " is not a view");
    return view;
}

}  // namespace azoth::detail

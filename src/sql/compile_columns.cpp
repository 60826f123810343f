#include <azoth/error.hpp>
#include <azoth/schema/column_info.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/from_node.hpp>

#include <utility>

namespace azoth {

void Compiler::write_columns(const std::vector<ast::ExpressionPtr>& columns) {
    write_columns(columns, ColumnPlace{depth_ == 0, depth_ == 0, false, LabelStyle::disambiguate_only});
}

void Compiler::write_columns(const std::vector<ast::ExpressionPtr>& columns, ColumnPlace place) {
    std::vector<ast::ResultName> names;
    ast::name_result_columns(columns, place.style, names);
    if (place.result) {
        statement_->columns.reserve(columns.size());
        compiled_.columns.reserve(columns.size());
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (i != 0) write(", ");
        const ast::Expression& column = *columns[i];
        const ast::Label* const label = column.as_label();
        const ast::ResultName& name = names[i];
        std::string given;
        const bool bare = name.key != nullptr && !column.takes_label(place.as_from);
        const ast::Column* const plain = label == nullptr ? column.plain_column() : nullptr;
        const bool named_before = plain != nullptr && name.key != nullptr && name.key == plain->name_key;
        if (bare) {
            // The database names it.
        } else if (name.key != nullptr && (label == nullptr || label->name.empty() || place.as_from)) {
            given = made_name(name);
        } else if (!name.table.empty()) {
            given.reserve(name.table.size() + 1 + name.name.size());
            given.append(name.table).append(1, '_').append(name.name);
            given = cut_name(std::move(given));
        } else {
            given = label != nullptr ? label->name : std::string(name.name);
        }
        // The name is made up first: its number comes before those of the parameters in what it names.
        // Only what lasts, such as a view's column, has to show the type of a value that stands by itself.
        const ast::Expression& value = label != nullptr ? *label->element : column;
        plain_literal_ = !lasting_literals_ && value.as_parameter() != nullptr && !selects_typed_literal(value.type);
        cast_parameter_ = needs_cast(value);
        const bool wrapped = place.sent && !value.type.detail().column_sql.empty();
        if (wrapped) {
            write_sent_value(value);
        } else {
            write_operand(value, Operator::as);
        }
        if (bare) {
            // The database names SQL text.
        } else if (wrapped || label != nullptr || (name.key != nullptr && !named_before) || !name.table.empty() ||
                   name.name != column.row_name() || (place.as_from && plain != nullptr && plain->from != nullptr)) {
            write(" AS ");
            write_identifier(given, label == nullptr ? std::nullopt : label->quote);
        }
        if (place.result) {
            statement_->columns.push_back(ResultColumn{std::move(given), column.type});
            compiled_.columns.push_back(&column);
        }
    }
}

void Compiler::write_sent_value(const ast::Expression& value) {
    const std::string_view around = value.type.detail().column_sql;
    const std::size_t hole = around.find("{}");
    const bool plain = value.plain_column() != nullptr;
    write(around.substr(0, hole));
    if (!plain) write("(");
    write(value);
    if (!plain) write(")");
    write(around.substr(hole + 2));
}

std::string Compiler::made_name(const ast::ResultName& name) {
    std::string seed;
    if (!name.table.empty()) seed.append(name.table).append(1, '_');
    seed += name.name;
    if (name.repeated) seed += '_';
    return made_name(name.key, seed);
}

std::string Compiler::made_name(const void* key, std::string_view seed) {
    std::pair<const void*, std::string> made(key, seed);
    if (const std::string* const known = made_names_.find(made)) return *known;
    std::string name = anonymous_name(seed);
    return made_names_.insert(std::move(made), std::move(name));
}

void Compiler::visit(const ast::Column& node) {
    if (qualify_columns_ && node.from != nullptr) {
        // A name that is made up is numbered before its table's.
        if (node.name_key != nullptr) made_name(node.name_key, node.name);
        if (const ast::TableNode* const table = node.from->as_table()) {
            if (const std::string_view alias = table_alias(*table); !alias.empty()) {
                write_identifier(alias);
            } else {
                write_table_name(*table);
            }
            write(".");
        } else if (const std::string_view name = alias_name(*node.from); !name.empty()) {
            write_identifier(name);
            write(".");
        }
    }
    write_column_name(node);
}

void Compiler::write_column_name(const ast::Column& node) {
    // A name made of the table's and the column's is cut where it is declared.
    const ast::Column* declared = &node;
    while (declared->expression == nullptr && declared->origin != nullptr) declared = declared->origin;
    if (node.name_key == nullptr && declared->expression && declared->name == node.name &&
        declared->expression->as_label() == nullptr && declared->expression->row_name() != node.name) {
        return write_identifier(cut_name(node.name));
    }
    if (node.name_key == nullptr) {
        return write_identifier(node.name, node.info == nullptr ? std::nullopt : node.info->quote);
    }
    write_identifier(made_name(node.name_key, node.name));
}

}  // namespace azoth

#include <azoth/error.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/ddl_compiler.hpp>

namespace azoth {
namespace {

// "DROP ... IF EXISTS name CASCADE"
std::string drop(std::string_view what, bool if_exists, std::string_view name, bool cascade) {
    std::string text = "DROP ";
    text += what;
    if (if_exists) text += " IF EXISTS";
    text += ' ';
    text += name;
    if (cascade) text += " CASCADE";
    return text;
}

std::string_view word_for(TableKind kind) {
    switch (kind) {
        case TableKind::view: return "VIEW";
        case TableKind::materialized_view: return "MATERIALIZED VIEW";
        default: return "TABLE";
    }
}

}  // namespace

std::string DdlCompiler::write(const ddl::DropTable& element) {
    return drop(word_for(element.table->kind), element.if_exists, table_name(*element.table), element.cascade);
}

std::string DdlCompiler::write(const ddl::CreateIndex& element) {
    return create_index(element, constraint_name(element.index), table_name(*element.table));
}

std::string DdlCompiler::create_index(const ddl::CreateIndex& element, std::string_view name,
                                      std::string_view table) const {
    const IndexInfo& index = element.index;
    std::string text = index.unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ";
    if (element.if_not_exists) text += "IF NOT EXISTS ";
    text.append(name).append(" ON ").append(table).append(" (");
    std::string_view separator;
    for (const IndexElementInfo& part : index.elements) {
        text += separator;
        text += part.expression ? expression(*part.expression) : column_name(*element.table, part.column);
        separator = ", ";
    }
    text += ')';
    if (index.where) text += " WHERE " + expression(*index.where);
    return text;
}

std::string DdlCompiler::write(const ddl::DropIndex& element) {
    return drop("INDEX", element.if_exists, schema_prefix(element.table->schema) + constraint_name(element.index),
                element.cascade);
}

std::string DdlCompiler::write(const ddl::CreateSequence& element) {
    if (!has_sequences()) unsupported("sequences");
    const SequenceInfo& sequence = element.sequence;
    std::string text = "CREATE SEQUENCE ";
    if (element.if_not_exists) text += "IF NOT EXISTS ";
    text += qualified(sequence.schema, sequence.name);
    if (!sequence.data_type.is_null()) text += " AS " + type_name(sequence.data_type);
    if (const std::string options = sequence_options(sequence.options); !options.empty()) text += ' ' + options;
    return text;
}

std::string DdlCompiler::write(const ddl::DropSequence& element) {
    if (!has_sequences()) unsupported("sequences");
    return drop("SEQUENCE", element.if_exists, qualified(element.sequence.schema, element.sequence.name),
                element.cascade);
}

std::string DdlCompiler::write(const ddl::CreateSchema& element) {
    std::string text = "CREATE SCHEMA ";
    if (element.if_not_exists) text += "IF NOT EXISTS ";
    text += identifier(element.name);
    if (!element.authorization.empty()) text += " AUTHORIZATION " + identifier(element.authorization);
    return text;
}

std::string DdlCompiler::write(const ddl::DropSchema& element) {
    return drop("SCHEMA", element.if_exists, identifier(element.name), element.cascade);
}

std::string DdlCompiler::write(const ddl::CreateType&) { unsupported("user-defined types"); }

std::string DdlCompiler::write(const ddl::DropType&) { unsupported("user-defined types"); }

std::string DdlCompiler::write(const ddl::SetComment& element) {
    if (!has_comments()) unsupported("comments");
    std::string text = "COMMENT ON ";
    NamedInfo named;
    named.name = element.name;
    named.name_made_up = element.name_made_up;
    switch (element.on) {
        case ddl::SetComment::On::table:
            text += word_for(element.table->kind);
            text += ' ' + table_name(*element.table);
            break;
        case ddl::SetComment::On::column:
            text += "COLUMN " + table_name(*element.table) + '.' + column_name(*element.table, element.name);
            break;
        case ddl::SetComment::On::constraint:
            text += "CONSTRAINT " + constraint_name(named) + " ON " + table_name(*element.table);
            break;
        case ddl::SetComment::On::index:
            text += "INDEX " + schema_prefix(element.table->schema) + constraint_name(named);
            break;
        case ddl::SetComment::On::sequence: text += "SEQUENCE " + qualified(element.schema, element.name); break;
    }
    return text + " IS " + (element.text ? literal(*element.text) : "NULL");
}

std::string DdlCompiler::write(const ddl::CreateView& element) {
    const ast::TableNode& view = *element.view;
    const bool materialized = view.kind == TableKind::materialized_view;
    if (materialized && !has_materialized_views()) unsupported("materialized views");
    std::string text = "CREATE ";
    if (element.or_replace) text += "OR REPLACE ";
    for (const std::string& word : view.options.prefixes) text += word + ' ';
    text += materialized ? "MATERIALIZED VIEW " : "VIEW ";
    if (element.if_not_exists) text += "IF NOT EXISTS ";
    text += table_name(view);
    const std::vector<ResultColumn> given = Compiler()
                                                .compile(Statement(ast::NodePtr<const ast::StatementNode>(
                                                    dynamic_cast<const ast::StatementNode*>(view.definition.get()))))
                                                .text->columns;
    std::vector<std::string> names;
    bool renamed = false;
    for (std::size_t i = 0; i < view.columns().size(); ++i) {
        names.push_back(view.columns()[i]->name);
        renamed = renamed || i >= given.size() || given[i].name != names.back();
    }
    if (renamed) text += " (" + column_list(view, names) + ')';
    text += table_options(view) + " AS " + query(*view.definition);
    if (materialized && !element.with_data) text += " WITH NO DATA";
    return text;
}

std::string DdlCompiler::write(const ddl::DropView& element) {
    return drop(word_for(element.view->kind), element.if_exists, table_name(*element.view), element.cascade);
}

std::string DdlCompiler::write(const ddl::RefreshView& element) {
    if (!has_materialized_views()) unsupported("materialized views");
    return std::string("REFRESH MATERIALIZED VIEW ") + (element.concurrently ? "CONCURRENTLY " : "") +
           table_name(*element.view) + (element.with_data ? "" : " WITH NO DATA");
}

std::string DdlCompiler::write(const ddl::CreateTableAs& element) {
    std::string text = "CREATE ";
    for (const std::string& word : element.prefixes) text += word + ' ';
    text += "TABLE ";
    if (element.if_not_exists) text += "IF NOT EXISTS ";
    text += qualified(element.schema, element.name) + " AS " + query(*element.query);
    if (!element.with_data) text += " WITH NO DATA";
    return text;
}

std::string DdlCompiler::write(const ddl::Text& element) {
    if (!element.table) return element.ddl.text;
    const ast::TableNode& table = *element.table;
    const std::pair<std::string_view, std::string> tokens[] = {
        {"%%", "%"},
        {"%(table)s", identifier(table.table_name)},
        {"%(fullname)s", table_name(table)},
        {"%(schema)s", table.schema.empty() ? std::string() : identifier(table.schema)}};
    std::string text;
    std::string_view rest = element.ddl.text;
    while (!rest.empty()) {
        const std::size_t percent = rest.find('%');
        text += rest.substr(0, percent);
        if (percent == std::string_view::npos) break;
        rest.remove_prefix(percent);
        std::size_t length = 1;
        std::string_view replacement = "%";
        for (const auto& [token, value] : tokens) {
            if (!rest.starts_with(token)) continue;
            length = token.size();
            replacement = value;
            break;
        }
        text += replacement;
        rest.remove_prefix(length);
    }
    return text;
}

}  // namespace azoth

#include "sql/text_lexer.hpp"
#include <azoth/error.hpp>
#include <azoth/sql/text.hpp>
#include <azoth/sql/text_node.hpp>

namespace azoth::detail {

namespace {

ast::NodePtr<ast::TextClause> make_clause(CutText cut) {
    auto clause = ast::make_node<ast::TextClause>();
    clause->pieces = std::move(cut.pieces);
    clause->parameters.reserve(cut.names.size());
    clause->names = std::move(cut.names);
    for (const std::string& name : clause->names) clause->parameters.push_back(make_argument(name, SqlType(), -1));
    return clause;
}

// Replaces the parameter with this name by a value. Returns false if there is no such parameter.
bool replace_parameter(ast::TextClause& clause, std::string_view name, const ast::ExpressionPtr& value) {
    bool found = false;
    for (std::size_t i = 0; i < clause.names.size(); ++i) {
        if (clause.names[i] != name) continue;
        clause.parameters[i] = value;
        found = true;
    }
    return found;
}

}  // namespace

ast::NodePtr<const ast::StatementNode> make_text_statement(std::string_view sql) {
    CutText cut = cut_text(sql);
    CutText other = cut_text(sql, Quoting::sqlite);
    const bool same = cut.names == other.names && cut.pieces == other.pieces;
    auto clause = make_clause(std::move(cut));
    if (!same) clause->sqlite = make_clause(std::move(other));
    auto node = ast::make_node<ast::TextNode>();
    node->clause = std::move(clause);
    return node;
}

ast::ExpressionPtr make_result_column(std::string_view name, const SqlType& type) {
    return ast::make_node<const ast::Column>(nullptr, std::string(name), type, nullptr, nullptr);
}

void TextBase::set_parameter(std::string_view name, ast::ExpressionPtr value) {
    auto& node = edit<ast::TextNode>();
    auto clause = ast::make_node<ast::TextClause>(*node.clause);
    bool found = replace_parameter(*clause, name, value);
    if (clause->sqlite) {
        auto other = ast::make_node<ast::TextClause>(*clause->sqlite);
        found = replace_parameter(*other, name, value) || found;
        clause->sqlite = std::move(other);
    }
    if (!found) throw ArgumentError("the text has no parameter \":" + std::string(name) + '"');
    node.clause = std::move(clause);
}

void TextBase::set_parameter(std::string_view name, std::vector<ast::ExpressionPtr> values, const SqlType& type) {
    set_parameter(name, ast::make_node<const ast::ExpressionList>(Operator::comma, std::move(values), type));
}

void TextBase::set_columns(std::vector<ast::ExpressionPtr> columns) {
    edit<ast::TextNode>().columns = std::move(columns);
}

void TextBase::set_types(std::vector<SqlType> types) { edit<ast::TextNode>().types = std::move(types); }

ast::FromPtr TextBase::from_clause() const {
    return ast::make_node<const ast::TextFrom>(static_cast<const ast::TextNode&>(*node()).clause);
}

ast::ExpressionPtr TextBase::as_expression(const SqlType& type) const {
    const auto& clause = static_cast<const ast::TextNode&>(*node()).clause;
    if (type.is_null()) return clause;
    auto typed = ast::make_node<ast::TextClause>(*clause);
    typed->type = type;
    return typed;
}

}  // namespace azoth::detail

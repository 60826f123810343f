#include <azoth/error.hpp>
#include <azoth/schema/table_node.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/statement_node.hpp>
#include <azoth/types/display.hpp>

#include <algorithm>

namespace azoth {

Compiler::Compiler(CompileOptions options) : options_(options) { out_.reserve(256); }

Compiler::~Compiler() = default;

Compiled Compiler::compile(const Statement& statement) {
    statement_ = std::make_shared<StatementText>();
    write(*statement.node());
    statement_->sql = std::move(out_);
    statement_->parameter_types.reserve(binds_.size());
    for (const auto& bind : binds_) statement_->parameter_types.push_back(bind->type);
    statement_->seal();
    return Compiled{std::move(statement_), std::move(binds_)};
}

std::string Compiler::compile_ddl_expression(const ast::Expression& expression) {
    qualify_columns_ = false;
    options_.literal_binds = true;
    write(expression);
    return std::move(out_);
}

void Compiler::visit(const ast::Column& node) {
    if (qualify_columns_ && node.from != nullptr) {
        if (const auto* const table = dynamic_cast<const ast::TableNode*>(node.from)) {
            write_table_name(*table);
            write(".");
        } else if (const std::string_view name = alias_name(*node.from); !name.empty()) {
            write_identifier(name);
            write(".");
        }
    }
    write_identifier(node.name);
}

void Compiler::visit(const ast::BindParameter& node) {
    if (options_.literal_binds) {
        if (node.required) throw CompileError("parameter " + node.key + " has no value to be written into the text");
        return write_literal(node.value);
    }
    if (placeholders_repeat()) {
        const auto same = std::find_if(binds_.begin(), binds_.end(), [&](const auto& b) { return b.get() == &node; });
        if (same != binds_.end()) {
            return write_placeholder(static_cast<std::size_t>(same - binds_.begin()), unique_key(node));
        }
    }
    binds_.emplace_back(&node);
    write_placeholder(binds_.size() - 1, unique_key(node));
}

void Compiler::visit(const ast::Constant& node) {
    if (node.which == ast::Constant::Which::null) return write("NULL");
    write_boolean(node.which == ast::Constant::Which::true_);
}

void Compiler::visit(const ast::TextExpression& node) { write(node.text); }

void Compiler::visit(const ast::Unary& node) {
    const std::string_view text = info(node.op).text;
    const bool behind = node.op == Operator::asc || node.op == Operator::desc || node.op == Operator::nulls_first ||
                        node.op == Operator::nulls_last;
    if (!behind) write(text);
    write_operand(*node.operand, node.op);
    if (behind) write(text);
}

void Compiler::visit(const ast::Binary& node) { write_binary(node); }

void Compiler::write_binary(const ast::Binary& node) {
    if (node.op == Operator::in || node.op == Operator::not_in) {
        const auto* const list = dynamic_cast<const ast::ExpressionList*>(node.right.get());
        write_operand(*node.left, node.op);
        write(info(node.op).text);
        if (list != nullptr && list->items.empty()) {
            return write(node.op == Operator::in ? "(NULL) AND (1 != 1)" : "(NULL) OR (1 = 1)");
        }
        write("(");
        write(*node.right);
        return write(")");
    }
    write_operand(*node.left, node.op);
    write(info(node.op).text);
    write_operand(*node.right, node.op);
    if (!node.escape.empty()) {
        write(" ESCAPE ");
        write_literal(Value(std::string_view(node.escape)));
    }
}

void Compiler::visit(const ast::ExpressionList& node) {
    bool first = true;
    for (const auto& item : node.items) {
        if (!first) write(info(node.op).text);
        first = false;
        write_operand(*item, node.op);
    }
}

void Compiler::visit(const ast::Label& node) {
    if (!in_columns_) return write_identifier(node.name);
    write_operand(*node.element, Operator::as);
    write(" AS ");
    write_identifier(node.name);
}

void Compiler::visit(const ast::Function& node) {
    bool first = true;
    for (const std::string& part : node.name) {
        if (!first) write(".");
        first = false;
        write_identifier(part);
    }
    write("(");
    const bool in_columns = std::exchange(in_columns_, false);
    write_list(node.arguments, ", ");
    in_columns_ = in_columns;
    write(")");
}

void Compiler::visit(const ast::Alias& node) {
    write(*node.element);
    write(" AS ");
    write_identifier(alias_name(node));
}

void Compiler::visit(const ast::TableNode& node) { write_table_name(node); }

void Compiler::write_operand(const ast::Expression& operand, Operator beside) {
    const bool parentheses = needs_parentheses(operand.op, beside);
    if (parentheses) write("(");
    write(operand);
    if (parentheses) write(")");
}

void Compiler::write_table_name(const ast::TableNode& table) {
    if (!table.schema.empty()) {
        write_identifier(table.schema);
        write(".");
    }
    write_identifier(table.table_name);
}

std::string Compiler::anonymous_name(std::string_view base) {
    std::string name(base);
    const int number = ++counters_[name];
    return name + '_' + std::to_string(number);
}

std::string_view Compiler::alias_name(const ast::FromClause& from) {
    if (!from.name().empty()) return from.name();
    for (const auto& [known, name] : alias_names_) {
        if (known == &from) return name;
    }
    const auto* const alias = dynamic_cast<const ast::Alias*>(&from);
    if (alias == nullptr) return {};
    const std::string_view base = alias->element->name();
    alias_names_.emplace_back(&from, anonymous_name(base.empty() ? "anon" : base));
    return alias_names_.back().second;
}

std::string Compiler::unique_key(const ast::BindParameter& node) {
    if (node.required) return node.key;
    return anonymous_name(node.key);
}

bool Compiler::is_reserved(std::string_view) const noexcept { return false; }

std::size_t Compiler::max_identifier_length() const noexcept { return 9999; }

void Compiler::write_placeholder(std::size_t, std::string_view name) {
    write(":");
    write(name);
}

void Compiler::write_boolean(bool value) { write(value ? "true" : "false"); }

void Compiler::write_string(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) throw CompileError("a string literal holds a NUL character");
    out_ += '\'';
    for (const char c : text) {
        if (c == '\'') out_ += c;
        out_ += c;
    }
    out_ += '\'';
}

void Compiler::write_literal(const Value& value) {
    std::string text;
    append_display(text, value.cell());
    write(text);
}

void Compiler::write_identifier(std::string_view name) {
    if (name.empty()) throw IdentifierError("an identifier is empty");
    if (name.find('\0') != std::string_view::npos) throw IdentifierError("an identifier holds a NUL character");
    if (name.size() > max_identifier_length()) {
        throw IdentifierError("identifier " + std::string(name) + " is longer than " +
                              std::to_string(max_identifier_length()) + " bytes");
    }
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '$'; };
    const bool bare = std::all_of(name.begin(), name.end(), plain) && !(name[0] >= '0' && name[0] <= '9') &&
                      name[0] != '$' && !is_reserved(name);
    if (bare) return write(name);
    out_ += '"';
    for (const char c : name) {
        if (c == '"') out_ += c;
        out_ += c;
    }
    out_ += '"';
}

}  // namespace azoth

#include <azoth/error.hpp>
#include <azoth/schema/table_node.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/statement_node.hpp>

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

void Compiler::write_string(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) throw CompileError("a string literal holds a NUL character");
    out_ += '\'';
    for (const char c : text) {
        if (c == '\'') out_ += c;
        out_ += c;
    }
    out_ += '\'';
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

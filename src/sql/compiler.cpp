#include <azoth/error.hpp>
#include <azoth/schema/table_node.hpp>
#include <azoth/sql/compiler.hpp>

#include <algorithm>

namespace azoth {
namespace {

// The longest prefix of at most so many bytes that ends with a whole character of UTF-8.
std::size_t identifier_prefix(std::string_view name, std::size_t bytes) {
    if (name.size() <= bytes) return name.size();
    while (bytes > 0 && (static_cast<unsigned char>(name[bytes]) & 0xC0) == 0x80) --bytes;
    return bytes;
}

}  // namespace

Compiler::Compiler(CompileOptions options) : options_(std::move(options)) { out_.reserve(256); }

Compiler::~Compiler() = default;

Compiled Compiler::compile(const Statement& statement) {
    statement_ = std::make_shared<StatementText>();
    binds_.reserve(8);
    compiled_.statement = statement.node();
    write(*statement.node());
    finish_placeholders();
    statement_->sql = std::move(out_);
    statement_->seal();
    compiled_.text = std::move(statement_);
    compiled_.made = std::move(made_);
    return std::move(compiled_);
}

std::string Compiler::compile_ddl_expression(const ast::Expression& expression) {
    qualify_columns_ = false;
    options_.literal_binds = true;
    write(expression);
    return std::move(out_);
}

void Compiler::write_table_name(const ast::TableNode& table) {
    write_schema(table.schema);
    write_identifier(table.table_name, table.quote);
}

void Compiler::write_schema(std::string_view schema) {
    if (!write_schemas_) return;
    for (const auto& [from, to] : options_.schema_translate) {
        if (from != schema) continue;
        schema = to;
        break;
    }
    if (schema.empty()) return;
    write_identifier(schema);
    write(".");
}

std::string Compiler::anonymous_name(std::string_view base) { return number_name(base, count_name(base)); }

int Compiler::count_name(std::string_view base) {
    const auto known =
        std::find_if(counters_.begin(), counters_.end(), [&](const auto& counter) { return counter.first == base; });
    if (known != counters_.end()) return ++known->second;
    counters_.emplace_back(base, 1);
    return 1;
}

std::string Compiler::number_name(std::string_view base, int number) const {
    std::string name(base);
    const std::string digits = std::to_string(number);
    // A name that was made up is cut where the database would cut it, and stays one of its own by its number.
    const std::size_t room = max_identifier_length() - 1 - digits.size();
    if (name.size() > room) name.resize(identifier_prefix(name, room));
    name += '_';
    name += digits;
    return name;
}

std::string_view Compiler::alias_name(const ast::FromClause& from) {
    if (!from.name().empty()) return from.name();
    if (from.as_join() != nullptr) return {};
    const ast::FromClause* named = &from;
    // The steps of a recursive CTE are one.
    if (const ast::Cte* cte = from.as_cte()) {
        while (cte->restates) cte = cte->restates.get();
        named = cte;
    }
    for (const auto& [known, name] : alias_names_) {
        if (known == named) return name;
    }
    alias_names_.emplace_back(named, anonymous_name(named->name_seed()));
    return alias_names_.back().second;
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

void Compiler::write_identifier(std::string_view name) { write_identifier(name, std::nullopt); }

void Compiler::write_identifier(std::string_view name, std::optional<bool> quote) {
    if (name.empty()) throw IdentifierError("an identifier is empty");
    if (name.find('\0') != std::string_view::npos) throw IdentifierError("an identifier holds a NUL character");
    if (name.size() > max_identifier_length()) {
        throw IdentifierError("identifier " + std::string(name) + " is longer than " +
                              std::to_string(max_identifier_length()) + " bytes");
    }
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '$'; };
    const auto is_plain = [&] {
        return std::all_of(name.begin(), name.end(), plain) && !(name[0] >= '0' && name[0] <= '9') && name[0] != '$' &&
               !is_reserved(name);
    };
    if (quote ? !*quote : is_plain()) return write(name);
    out_ += '"';
    for (const char c : name) {
        if (c == '"') out_ += c;
        out_ += c;
    }
    out_ += '"';
}

void Compiler::unsupported(std::string_view construct) const {
    throw UnsupportedCompilationError(std::string(dialect_name()) + " has no " + std::string(construct));
}

}  // namespace azoth

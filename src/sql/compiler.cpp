#include "sql/bind_index.hpp"
#include "sql/pretty.hpp"
#include "sql/used_names.hpp"
#include <azoth/error.hpp>
#include <azoth/schema/table_node.hpp>
#include <azoth/sql/compiler.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace azoth {
namespace {

// The longest prefix of at most so many bytes that ends with a whole character of UTF-8.
std::size_t whole_characters(std::string_view name, std::size_t bytes) {
    if (name.size() <= bytes) return name.size();
    while (bytes > 0 && (static_cast<unsigned char>(name[bytes]) & 0xC0) == 0x80) --bytes;
    return bytes;
}

// Those of which an identifier may consist that needs no quotes.
constexpr auto plain_characters = [] {
    std::array<bool, 256> plain{};
    for (const char c : std::string_view("abcdefghijklmnopqrstuvwxyz0123456789_$")) {
        plain[static_cast<unsigned char>(c)] = true;
    }
    return plain;
}();

}  // namespace

Compiler::Compiler(CompileOptions options) : options_(std::move(options)) { out_.reserve(256); }

Compiler::~Compiler() = default;

Compiled Compiler::compile(const Statement& statement) {
    statement_ = std::make_shared<StatementText>();
    binds_.reserve(8);
    compiled_.statement = statement.node();
    root_ = statement.node().get();
    write(*statement.node());
    finish_placeholders();
    statement_->reads_only = reads_only_ && statement_->kind == StatementKind::select;
    statement_->sql = options_.pretty ? pretty_sql(out_) : std::move(out_);
    statement_->seal();
    compiled_.text = std::move(statement_);
    compiled_.made = std::move(made_);
    return std::move(compiled_);
}

std::string Compiler::compile_expression(const ast::Expression& expression) {
    statement_ = std::make_shared<StatementText>();
    root_ = &expression;
    write(expression);
    finish_placeholders();
    return std::move(out_);
}

std::string Compiler::compile_ddl_expression(const ast::Expression& expression) {
    qualify_columns_ = false;
    options_.literal_binds = true;
    lasting_literals_ = true;
    plain_literal_ = expression.as_parameter() != nullptr;
    write(expression);
    return std::move(out_);
}

void Compiler::write_table_name(const ast::TableNode& table) {
    write_schema(table.schema);
    write_identifier(table.table_name, table.quote);
}

void Compiler::write_schema(std::string_view schema) {
    if (!write_schemas_) return;
    schema = translated_schema(schema);
    if (schema.empty()) return;
    write_identifier(schema);
    write(".");
}

std::string_view Compiler::translated_schema(std::string_view schema) const noexcept {
    for (const auto& [from, to] : options_.schema_translate) {
        if (from == schema) return to;
    }
    return schema;
}

const detail::UsedNames& Compiler::used_names() {
    if (used_names_ == nullptr) {
        used_names_ = std::make_unique<detail::UsedNames>();
        if (root_ != nullptr) *used_names_ = detail::collect_used_names(*root_);
    }
    return *used_names_;
}

std::string Compiler::anonymous_name(std::string_view base) {
    const detail::UsedNames& used = used_names();
    std::string name;
    do {
        name = number_name(base, count_name(base));
    } while (used.contains(name));
    return name;
}

std::string_view Compiler::table_alias(const ast::TableNode& table) {
    if (translated_schema(table.schema).empty()) return {};
    if (const auto* const known = table_aliases_.find(&table)) return **known;
    const detail::UsedNames& used = used_names();
    // Of several tables with a schema the first keeps its name, unless one without schema has it.
    bool taken = std::find(used.aliases.begin(), used.aliases.end(), table.table_name) != used.aliases.end();
    bool is_first = true;
    for (const ast::TableNode* const other : used.tables) {
        if (other == &table) {
            is_first = false;
        } else if (other->table_name == table.table_name) {
            taken = taken || is_first || translated_schema(other->schema).empty();
        }
    }
    auto alias = std::make_shared<const std::string>(taken ? anonymous_name(table.table_name) : std::string());
    return *table_aliases_.insert(&table, std::move(alias));
}

int Compiler::count_name(std::string_view base) {
    if (int* const known = counters_.find(base)) return ++*known;
    return counters_.insert(std::string(base), 1);
}

std::string Compiler::number_name(std::string_view base, int number) {
    std::string name(base);
    name += '_';
    name += std::to_string(number);
    return cut_name(std::move(name));
}

std::string Compiler::cut_name(std::string name) {
    const std::size_t room = max_identifier_length() - 6;
    if (name.size() <= room) return name;
    if (const std::string* const known = cut_names_.find(name)) return *known;
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), cut_names_.size() + 1, 16).ptr;
    std::string cut = name.substr(0, whole_characters(name, room));
    cut += '_';
    cut.append(digits.data(), end);
    return cut_names_.insert(std::move(name), std::move(cut));
}

std::string_view Compiler::alias_name(const ast::FromClause& from) {
    if (const ast::TableNode* const table = from.as_table()) {
        const std::string_view alias = table_alias(*table);
        return alias.empty() ? from.name() : alias;
    }
    if (!from.name().empty()) return from.name();
    if (from.as_join() != nullptr) return {};
    const ast::FromClause* named = &from;
    // The steps of a recursive CTE are one.
    if (const ast::Cte* cte = from.as_cte()) {
        while (cte->restates) cte = cte->restates.get();
        named = cte;
    }
    if (const auto* const known = alias_names_.find(named)) return **known;
    auto made = std::make_shared<const std::string>(anonymous_name(named->name_seed()));
    return *alias_names_.insert(named, std::move(made));
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
    if (name.size() > max_identifier_length()) {
        throw IdentifierError("identifier " + std::string(name) + " is longer than " +
                              std::to_string(max_identifier_length()) + " bytes");
    }
    bool plain = !(name[0] >= '0' && name[0] <= '9') && name[0] != '$';
    for (const char c : name) {
        if (plain_characters[static_cast<unsigned char>(c)]) continue;
        if (c == '\0') throw IdentifierError("an identifier holds a NUL character");
        plain = false;
    }
    if (quote ? !*quote : plain && !is_reserved(name)) return write(name);
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

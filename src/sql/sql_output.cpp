#include "sql/clauses.hpp"
#include "sql/compilation.hpp"
#include <azoth/error.hpp>
#include <azoth/schema/table_node.hpp>
#include <azoth/sql/sql_output.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace azoth {
namespace {

// Characters of identifiers that need no quotes.
constexpr auto plain_characters = [] {
    std::array<bool, 256> plain{};
    for (const char c : std::string_view("abcdefghijklmnopqrstuvwxyz0123456789_$")) {
        plain[static_cast<unsigned char>(c)] = true;
    }
    return plain;
}();

const ast::CustomBinary* custom_operator(const ast::Expression& operand) {
    if (operand.op != Operator::custom) return nullptr;
    if (const ast::Label* const label = operand.as_label()) return custom_operator(*label->element);
    if (const auto* const coerced = dynamic_cast<const ast::TypeCoerce*>(&operand)) {
        return custom_operator(*coerced->element);
    }
    return dynamic_cast<const ast::CustomBinary*>(&operand);
}

}  // namespace

SqlOutput::SqlOutput(CompileOptions options)
    : compilation_(std::make_unique<detail::Compilation>(*this, std::move(options))), out_(compilation_->out.text) {
    out_.reserve(256);
}

SqlOutput::~SqlOutput() = default;

const DialectTraits& SqlOutput::traits() const noexcept {
    static constexpr DialectTraits generic;
    return generic;
}

const CompileOptions& SqlOutput::options() const noexcept { return compilation_->options; }

bool SqlOutput::in_operator() const noexcept { return compilation_->mode.in_operator; }

bool SqlOutput::typed_literals() const noexcept { return compilation_->mode.typed_literals; }

void SqlOutput::write_table_name(const ast::TableNode& table) {
    write_schema(table.schema);
    write_identifier(table.table_name, table.quote);
}

void SqlOutput::write_schema(std::string_view schema) {
    detail::Compilation& state = compilation();
    if (!state.mode.schemas) return;
    schema = state.names.translated_schema(schema);
    if (schema.empty()) return;
    write_identifier(schema);
    write(".");
}

bool SqlOutput::is_reserved(std::string_view) const noexcept { return false; }

void SqlOutput::write_string(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) throw CompileError("a string literal holds a NUL character");
    out_ += '\'';
    for (const char c : text) {
        if (c == '\'') out_ += c;
        out_ += c;
    }
    out_ += '\'';
}

void SqlOutput::write_identifier(std::string_view name) { write_identifier(name, std::nullopt); }

void SqlOutput::write_identifier(std::string_view name, std::optional<bool> quote) {
    if (name.empty()) throw IdentifierError("an identifier is empty");
    if (name.size() > traits().max_identifier_length) {
        throw IdentifierError("identifier " + std::string(name) + " is longer than " +
                              std::to_string(traits().max_identifier_length) + " bytes");
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

void SqlOutput::unsupported(std::string_view construct) const {
    throw UnsupportedCompilationError(std::string(traits().name) + " has no " + std::string(construct));
}

Binding SqlOutput::binding(Operator, std::string_view) const noexcept { return {}; }

void SqlOutput::write_operand(const ast::Expression& operand, Operator beside, Side side) {
    const bool custom = operand.op == Operator::custom;
    const bool parentheses =
        (custom ? beside != Operator::none && operand.precedence() <= info(beside).precedence
                : needs_parentheses(operand.op, beside)) ||
        (operand.op != Operator::none && detail::is_torn(*this, operand, binding(beside, {}), beside, side));
    if (parentheses) write("(");
    write(operand);
    if (parentheses) write(")");
    if (custom) return;
    if ((beside == Operator::and_ || beside == Operator::or_ || beside == Operator::condition) && !traits().booleans &&
        detail::is_bare_condition(operand)) {
        write(" = 1");
    }
}

bool detail::is_torn(const SqlOutput& sql, const ast::Expression& operand, const Binding& beside, Operator op,
                     Side side) noexcept {
    Compilation& state = sql.compilation();
    const auto is_modifier = [](Operator it) {
        return it == Operator::any || it == Operator::all || it == Operator::distinct || it >= Operator::comma;
    };
    if (state.options.all_parentheses && !is_modifier(op) && !is_modifier(operand.op)) return true;
    // An eager operator writes its own parentheses.
    if (beside.level == 0 || info(operand.op).eager) return false;
    const ast::CustomBinary* const custom = custom_operator(operand);
    const Binding inner = sql.binding(operand.op, custom == nullptr ? std::string_view() : custom->symbol);
    if (inner.level == 0) return false;
    if (inner.level != beside.level) return inner.level < beside.level;
    if (side == Side::left) return !beside.chains;
    return side != Side::chain || operand.op != op;
}

bool detail::is_bare_condition(const ast::Expression& node) {
    return node.op == Operator::none && node.type.kind() == TypeKind::boolean && !node.has_brackets();
}

SqlFragment SqlOutput::begin_fragment() {
    detail::Compilation& state = compilation();
    return SqlFragment{std::exchange(state.out.text, {}), std::exchange(state.out.uses, {})};
}

SqlFragment SqlOutput::end_fragment(SqlFragment aside) {
    detail::Compilation& state = compilation();
    return SqlFragment{std::exchange(state.out.text, std::move(aside.text)),
                       std::exchange(state.out.uses, std::move(aside.uses))};
}

void SqlOutput::insert_fragment(std::size_t at, const SqlFragment& fragment) {
    detail::Compilation& state = compilation();
    state.out.text.insert(at, fragment.text);
    const auto after = std::partition_point(state.out.uses.begin(), state.out.uses.end(),
                                            [&](const auto& use) { return use.offset < at; });
    for (auto use = after; use != state.out.uses.end(); ++use)
        use->offset += static_cast<std::uint32_t>(fragment.text.size());
    const auto inserted = state.out.uses.insert(after, fragment.uses.begin(), fragment.uses.end());
    for (std::size_t i = 0; i < fragment.uses.size(); ++i) {
        (inserted + static_cast<std::ptrdiff_t>(i))->offset += static_cast<std::uint32_t>(at);
    }
}

}  // namespace azoth

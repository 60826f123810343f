#include "sql/bind_index.hpp"
#include "sql/clauses.hpp"
#include "sql/compilation.hpp"
#include "sql/text_lexer.hpp"
#include <azoth/error.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/prepare.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace azoth {
namespace {

constexpr std::uint32_t unplaced = UINT32_MAX;

// Decides the type of a parameter that is used beside different types: its own type, if it has one.
void decide_type(SqlType& type, const ast::BindParameter& again) {
    if (type == again.type || again.type.is_null()) return;
    if (type.is_null()) {
        type = again.type;
    } else if (!again.declared.is_null()) {
        type = again.declared;
    }
}

// A sign in raw SQL before a negative value would form one operator with the value's sign; two minus signs would begin
// a comment, and the line break in a later value would end it.
void enclose_negative(std::string& out, std::size_t begin) {
    if (out.size() == begin || out[begin] != '-') return;
    out.insert(begin, 1, '(');
    out += ')';
}

// A quote or a letter before the value, too: 'a':b would become one string, and u&:b a string with escapes.
void separate(std::string& out, std::size_t begin) {
    enclose_negative(out, begin);
    if (begin == 0 || out.size() == begin || out[begin] == '(') return;
    const char before = out[begin - 1];
    if (is_word(before) || std::string_view("'\"&.?@#:").find(before) != std::string_view::npos)
        out.insert(begin, 1, ' ');
}

void write_value(DialectSpelling& sql, const ast::BindParameter& node, std::string_view name) {
    detail::Compilation& state = sql.compilation();
    const bool plain = std::exchange(state.mode.plain_literal, false);
    if (state.options.literal_binds || node.literal) {
        const NamedValue* const given = state.parameters.given_value(node);
        if (given == nullptr && (node.required || node.function)) {
            throw CompileError("parameter " + node.key + " has no value that could be written into the text");
        }
        const bool typed = std::exchange(state.mode.typed_literals, !plain);
        sql.write_literal(given != nullptr ? given->as(node.type) : node.value);
        state.mode.typed_literals = typed;
        return;
    }
    const std::size_t index = state.parameters.find(node);
    if (index == state.parameters.binds.size()) {
        state.parameters.check_count(1);
        state.parameters.binds.push_back(detail::StatementParameters::Bind{
            ast::NodePtr<const ast::BindParameter>(&node), node.type, {}, state.parameters.given_value(node)});
        // Made-up names of columns and aliases share their numbers with the parameters.
        const int number = node.unique && name.empty() ? state.names.count_name(node.key) : 0;
        if (sql.traits().placeholders_named) {
            state.parameters.binds.back().name =
                number != 0 ? state.names.number_name(node.key, number) : std::string(name.empty() ? node.key : name);
        }
    } else {
        if (!sql.traits().placeholders_repeat) state.parameters.check_count(1);
        if (detail::StatementParameters::Bind& known = state.parameters.binds[index]; known.node.get() != &node) {
            if (!known.node->required && !node.required && !(known.node->value == node.value)) {
                throw CompileError("parameter \"" + node.key + "\" has two different values");
            }
            decide_type(known.type, node);
            if (known.node->required && !node.required) known.node = ast::NodePtr<const ast::BindParameter>(&node);
        }
    }
    ++state.parameters.placed;
    state.out.uses.push_back(
        SqlFragment::Use{static_cast<std::uint32_t>(state.out.text.size()), static_cast<std::uint32_t>(index)});
}

void take_value(DialectSpelling& sql, detail::StatementParameters::Bind& bind) {
    detail::Compilation& state = sql.compilation();
    auto node = ast::make_node<ast::BindParameter>(*bind.node);
    node->value = bind.given->as(bind.type);
    node->required = false;
    node->function = nullptr;
    // In raw SQL, a parameter without a type is sent in the type that its bound value would have.
    const bool own_text = bind.type.is_null() && state.statement->kind == StatementKind::text;
    bind.type = own_text ? sql.type_in_text(node->value.type()) : node->value.type();
    bind.node = std::move(node);
}

}  // namespace

std::vector<std::pair<std::string, Value>> Compiled::params() const {
    std::vector<std::pair<std::string, Value>> named;
    std::map<std::string, int> counts;
    std::set<std::string> seen;
    std::set<const ast::BindParameter*> nodes;
    for (const auto& bind : binds) {
        if (!nodes.insert(bind.get()).second) continue;
        if (!bind->unique) {
            if (seen.insert(bind->key).second) named.emplace_back(bind->key, bind->value);
            continue;
        }
        named.emplace_back(bind->key + '_' + std::to_string(++counts[bind->key]), bind->value);
    }
    return named;
}

void Compiler::visit(const ast::BindParameter& node) {
    detail::Compilation& state = compilation();
    if (std::exchange(state.mode.text_parameter, false)) {
        const std::size_t used = state.out.uses.size();
        const std::size_t begin = state.out.text.size();
        detail::write_bind(*this, node, {});
        if (state.out.uses.size() == used) return separate(state.out.text, begin);
        detail::StatementParameters::Bind& bind = state.parameters.binds[state.out.uses.back().bind];
        bind.type = type_in_text(bind.type);
        return;
    }
    if (!std::exchange(state.mode.cast_parameter, false)) return detail::write_bind(*this, node, {});
    write("CAST(");
    detail::write_bind(*this, node, {});
    write(" AS ");
    write(type_name(node.type));
    write(")");
}

bool DialectSpelling::is_untyped_parameter(const SqlType&) const { return false; }

SqlType DialectSpelling::type_in_text(const SqlType& type) const { return type; }

bool DialectSpelling::needs_cast(const ast::Expression& node) const {
    const ast::BindParameter* const parameter = node.as_parameter();
    return parameter != nullptr && is_untyped_parameter(parameter->type);
}

bool DialectSpelling::needs_casts(const std::vector<ast::ExpressionPtr>& items) const {
    // An item that is not a parameter shows the database the type of the others.
    return std::none_of(items.begin(), items.end(), [&](const ast::ExpressionPtr& item) {
        return is_untyped_parameter(item->type) && item->as_parameter() == nullptr;
    });
}

void DialectSpelling::write_cast_parameter(const ast::Expression& node, bool cast) {
    detail::Compilation& state = compilation();
    state.mode.cast_parameter = cast && needs_cast(node);
    write(node);
}

void detail::write_bind(DialectSpelling& sql, const ast::BindParameter& node, std::string_view name) {
    Compilation& state = sql.compilation();
    const std::string& around = node.type.detail().bind_sql;
    if (around.empty()) return write_value(sql, node, name);
    // In parentheses unless it is a call, so that operators around the value cannot split it.
    const std::size_t place = around.find("{}");
    const bool call = place != 0 && around[place - 1] == '(' && around.size() == place + 3 && around.back() == ')';
    if (!call) sql.write("(");
    sql.write(std::string_view(around).substr(0, place));
    const std::size_t begin = state.out.text.size();
    write_value(sql, node, name);
    if (!call) enclose_negative(state.out.text, begin);
    sql.write(std::string_view(around).substr(place + 2));
    if (!call) sql.write(")");
}

void detail::finish_placeholders(DialectSpelling& sql) {
    Compilation& state = sql.compilation();
    std::string text;
    text.reserve(state.out.text.size() + state.out.uses.size() * 3);
    std::swap(text, state.out.text);
    std::vector<std::uint32_t> places(state.parameters.binds.size(), unplaced);
    auto& types = state.statement->parameter_types;
    types.reserve(state.out.uses.size());
    state.compiled.binds.reserve(state.out.uses.size());
    std::size_t field = 0;
    for (detail::StatementParameters::Bind& bind : state.parameters.binds) {
        if (bind.given != nullptr) take_value(sql, bind);
        if (!bind.node->required || bind.node->index >= 0 || field == state.options.row_types.size()) continue;
        const SqlType& own = state.options.row_types[field++];
        if (bind.type.is_null()) bind.type = state.statement->kind == StatementKind::text ? sql.type_in_text(own) : own;
    }
    std::size_t written = 0;
    for (const SqlFragment::Use& use : state.out.uses) {
        detail::StatementParameters::Bind& bind = state.parameters.binds[use.bind];
        std::uint32_t place = places[use.bind];
        if (place == unplaced || !sql.traits().placeholders_repeat) {
            place = static_cast<std::uint32_t>(types.size());
            if (places[use.bind] == unplaced) places[use.bind] = place;
            types.push_back(bind.type);
            state.compiled.binds.push_back(bind.node);
        }
        state.out.text.append(text, written, use.offset - written);
        written = use.offset;
        sql.write_placeholder(place, bind.name);
    }
    state.out.text.append(text, written);

    for (KeySource& key : state.compiled.primary_key) {
        if (key.from == KeySource::From::parameter) key.index = places[key.index];
    }
    bool functions = false;
    bool in_order = !state.compiled.binds.empty();
    for (std::size_t i = 0; i < state.compiled.binds.size(); ++i) {
        functions = functions || state.compiled.binds[i]->function;
        in_order = in_order && state.compiled.binds[i]->index == static_cast<int>(i);
    }
    state.compiled.arguments_in_order = in_order;
    if (functions) {
        for (RowColumn& column : state.compiled.row_columns) column.parameter = places[column.parameter];
    } else {
        state.compiled.row_columns.clear();
    }
}

}  // namespace azoth

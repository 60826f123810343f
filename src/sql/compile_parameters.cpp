#include "sql/bind_index.hpp"
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

// What a parameter is sent as that meets things of different types: its own type, if it has one.
void settle_type(SqlType& type, const ast::BindParameter& again) {
    if (type == again.type || again.type.is_null()) return;
    if (type.is_null()) {
        type = again.type;
    } else if (!again.declared.is_null()) {
        type = again.declared;
    }
}

// A sign that the user's text has before a value would make an operator with its own, or of two a comment, which ends
// with the next value's line.
void enclose_negative(std::string& out, std::size_t begin) {
    if (out.size() == begin || out[begin] != '-') return;
    out.insert(begin, 1, '(');
    out += ')';
}

// Quotes and letters, too: 'a':b would be one string, u&:b one with escapes of its own.
void keep_apart(std::string& out, std::size_t begin) {
    enclose_negative(out, begin);
    if (begin == 0 || out.size() == begin || out[begin] == '(') return;
    const char before = out[begin - 1];
    if (is_word(before) || std::string_view("'\"&.?@#:").find(before) != std::string_view::npos)
        out.insert(begin, 1, ' ');
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
    if (std::exchange(text_parameter_, false)) {
        const std::size_t used = uses_.size();
        const std::size_t begin = out_.size();
        write_bind(node, {});
        if (uses_.size() == used) return keep_apart(out_, begin);
        Bind& bind = binds_[uses_.back().bind];
        bind.type = type_in_text(bind.type);
        return;
    }
    if (!std::exchange(cast_parameter_, false)) return write_bind(node, {});
    write("CAST(");
    write_bind(node, {});
    write(" AS ");
    write(type_name(node.type));
    write(")");
}

bool Compiler::needs_cast(const ast::Expression& node) const {
    const ast::BindParameter* const parameter = node.as_parameter();
    return parameter != nullptr && is_untyped_parameter(parameter->type);
}

bool Compiler::needs_casts(const std::vector<ast::ExpressionPtr>& items) const {
    // An item that is no parameter tells the database the type of the others.
    return std::none_of(items.begin(), items.end(), [&](const ast::ExpressionPtr& item) {
        return is_untyped_parameter(item->type) && item->as_parameter() == nullptr;
    });
}

void Compiler::write_cast_parameter(const ast::Expression& node, bool cast) {
    cast_parameter_ = cast && needs_cast(node);
    write(node);
}

void Compiler::write_bind(const ast::BindParameter& node, std::string_view name) {
    const std::string& around = node.type.detail().bind_sql;
    if (around.empty()) return write_value(node, name);
    // In parentheses unless it is a call: what stands beside the value is not to tear it.
    const std::size_t place = around.find("{}");
    const bool call = place != 0 && around[place - 1] == '(' && around.size() == place + 3 && around.back() == ')';
    if (!call) write("(");
    write(std::string_view(around).substr(0, place));
    const std::size_t begin = out_.size();
    write_value(node, name);
    if (!call) enclose_negative(out_, begin);
    write(std::string_view(around).substr(place + 2));
    if (!call) write(")");
}

void Compiler::write_value(const ast::BindParameter& node, std::string_view name) {
    const bool plain = std::exchange(plain_literal_, false);
    if (options_.literal_binds || node.literal) {
        const NamedValue* const given = given_value(node);
        if (given == nullptr && (node.required || node.function)) {
            throw CompileError("parameter " + node.key + " has no value that could be written into the text");
        }
        const bool typed = std::exchange(typed_literals_, !plain);
        write_literal(given != nullptr ? given->as(node.type) : node.value);
        typed_literals_ = typed;
        return;
    }
    const std::size_t index = find_bind(node);
    if (index == binds_.size()) {
        check_parameter_count(1);
        binds_.push_back(Bind{ast::NodePtr<const ast::BindParameter>(&node), node.type, {}, given_value(node)});
        // Names made up for columns and aliases share their numbers with the parameters.
        const int number = node.unique && name.empty() ? count_name(node.key) : 0;
        if (placeholders_named()) {
            binds_.back().name =
                number != 0 ? number_name(node.key, number) : std::string(name.empty() ? node.key : name);
        }
    } else {
        if (!placeholders_repeat()) check_parameter_count(1);
        if (Bind& known = binds_[index]; known.node.get() != &node) {
            if (!known.node->required && !node.required && !(known.node->value == node.value)) {
                throw CompileError("parameter " + node.key + " is given two values");
            }
            settle_type(known.type, node);
            if (known.node->required && !node.required) known.node = ast::NodePtr<const ast::BindParameter>(&node);
        }
    }
    ++placed_;
    uses_.push_back(Fragment::Use{static_cast<std::uint32_t>(out_.size()), static_cast<std::uint32_t>(index)});
}

std::size_t Compiler::find_bind(const ast::BindParameter& node) {
    // A statement with a few parameters is compiled faster without an index.
    constexpr std::size_t few = 16;
    if (bind_index_ == nullptr) {
        const auto known = std::find_if(binds_.begin(), binds_.end(), [&](const Bind& bind) {
            return bind.node.get() == &node ||
                   (!node.unique && !bind.node->unique && bind.node->index == node.index && bind.node->key == node.key);
        });
        if (known != binds_.end() || binds_.size() < few) return static_cast<std::size_t>(known - binds_.begin());
        bind_index_ = std::make_unique<detail::BindIndex>();
        for (std::size_t i = 0; i < binds_.size(); ++i)
            bind_index_->add(*binds_[i].node, static_cast<std::uint32_t>(i));
    }
    const std::uint32_t place = bind_index_->find(node);
    if (place != detail::BindIndex::absent) return place;
    bind_index_->add(node, static_cast<std::uint32_t>(binds_.size()));
    return binds_.size();
}

std::string_view Compiler::instead_of_parameters() const noexcept {
    return "send many rows with executemany, or put the values into a temporary table";
}

void Compiler::check_parameter_count(std::size_t more) const {
    const std::size_t most = max_parameters();
    const std::size_t there = placeholders_repeat() ? binds_.size() : placed_;
    if (more <= most && there <= most - more) return;
    const std::string counted = more == 1 ? "more" : std::to_string(there + more);
    throw CompileError("a statement takes at most " + std::to_string(most) + " parameters on " +
                       std::string(dialect_name()) + " and this one has " + counted + ": " +
                       std::string(instead_of_parameters()));
}

void Compiler::expect_parameters(std::size_t count) {
    check_parameter_count(count);
    // Only what is long is worth it: otherwise the vectors grow by themselves.
    constexpr std::size_t many = 64;
    if (count < many) return;
    // Never less than twice what there is, so that many such lists don't copy the parameters for each of them.
    const auto room = [&](auto& list) {
        if (list.size() + count > list.capacity()) list.reserve(std::max(list.size() + count, list.capacity() * 2));
    };
    room(binds_);
    room(uses_);
    if (bind_index_ != nullptr) bind_index_->reserve(binds_.size() + count);
}

const NamedValue* Compiler::given_value(const ast::BindParameter& node) {
    if (node.unique || options_.values.empty()) return nullptr;
    for (; values_read_ < options_.values.size(); ++values_read_) {
        const NamedValue& value = options_.values[values_read_];
        if (given_values_.find(value.name()) == nullptr) given_values_.insert(value.name(), &value);
    }
    const NamedValue* const* const found = given_values_.find(node.key);
    return found == nullptr ? nullptr : *found;
}

void Compiler::take_value(Bind& bind) const {
    auto node = ast::make_node<ast::BindParameter>(*bind.node);
    node->value = bind.given->as(bind.type);
    node->required = false;
    node->function = nullptr;
    // A parameter of the user's own text without a type is sent as a value that was bound to it would be.
    const bool own_text = bind.type.is_null() && statement_->kind == StatementKind::text;
    bind.type = own_text ? type_in_text(node->value.type()) : node->value.type();
    bind.node = std::move(node);
}

void Compiler::finish_placeholders() {
    std::string text;
    text.reserve(out_.size() + uses_.size() * 3);
    std::swap(text, out_);
    std::vector<std::uint32_t> places(binds_.size(), unplaced);
    auto& types = statement_->parameter_types;
    types.reserve(uses_.size());
    compiled_.binds.reserve(uses_.size());
    std::size_t field = 0;
    for (Bind& bind : binds_) {
        if (bind.given != nullptr) take_value(bind);
        if (!bind.node->required || bind.node->index >= 0 || field == options_.row_types.size()) continue;
        const SqlType& own = options_.row_types[field++];
        if (bind.type.is_null()) bind.type = statement_->kind == StatementKind::text ? type_in_text(own) : own;
    }
    std::size_t written = 0;
    for (const Fragment::Use& use : uses_) {
        Bind& bind = binds_[use.bind];
        std::uint32_t place = places[use.bind];
        if (place == unplaced || !placeholders_repeat()) {
            place = static_cast<std::uint32_t>(types.size());
            if (places[use.bind] == unplaced) places[use.bind] = place;
            types.push_back(bind.type);
            compiled_.binds.push_back(bind.node);
        }
        out_.append(text, written, use.offset - written);
        written = use.offset;
        write_placeholder(place, bind.name);
    }
    out_.append(text, written);

    for (KeySource& key : compiled_.primary_key) {
        if (key.from == KeySource::From::parameter) key.index = places[key.index];
    }
    bool functions = false;
    bool in_order = !compiled_.binds.empty();
    for (std::size_t i = 0; i < compiled_.binds.size(); ++i) {
        functions = functions || compiled_.binds[i]->function;
        in_order = in_order && compiled_.binds[i]->index == static_cast<int>(i);
    }
    compiled_.arguments_in_order = in_order;
    if (functions) {
        for (RowColumn& column : compiled_.row_columns) column.parameter = places[column.parameter];
    } else {
        compiled_.row_columns.clear();
    }
}

Compiler::Fragment Compiler::begin_fragment() { return Fragment{std::exchange(out_, {}), std::exchange(uses_, {})}; }

Compiler::Fragment Compiler::end_fragment(Fragment aside) {
    return Fragment{std::exchange(out_, std::move(aside.text)), std::exchange(uses_, std::move(aside.uses))};
}

void Compiler::insert_fragment(std::size_t at, const Fragment& fragment) {
    out_.insert(at, fragment.text);
    const auto behind =
        std::partition_point(uses_.begin(), uses_.end(), [&](const auto& use) { return use.offset < at; });
    for (auto use = behind; use != uses_.end(); ++use) use->offset += static_cast<std::uint32_t>(fragment.text.size());
    const auto inserted = uses_.insert(behind, fragment.uses.begin(), fragment.uses.end());
    for (std::size_t i = 0; i < fragment.uses.size(); ++i) {
        (inserted + static_cast<std::ptrdiff_t>(i))->offset += static_cast<std::uint32_t>(at);
    }
}

}  // namespace azoth

#include "sql/compilation.hpp"
#include <azoth/expression/known_function.hpp>
#include <azoth/sql/compiler.hpp>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

namespace azoth {
namespace {

bool is_function_name(std::string_view name) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    return !name.empty() && letter(name.front()) && std::all_of(name.begin(), name.end(), [&](char c) {
        return letter(c) || (c >= '0' && c <= '9') || c == '$';
    });
}

void write_frame_edge(DialectSpelling& sql, const std::pair<ast::FrameEdge, ast::ExpressionPtr>& edge) {
    switch (edge.first) {
        case ast::FrameEdge::unbounded_preceding: return sql.write("UNBOUNDED PRECEDING");
        case ast::FrameEdge::current_row: return sql.write("CURRENT ROW");
        case ast::FrameEdge::unbounded_following: return sql.write("UNBOUNDED FOLLOWING");
        case ast::FrameEdge::preceding: sql.write(*edge.second); return sql.write(" PRECEDING");
        case ast::FrameEdge::following: sql.write(*edge.second); return sql.write(" FOLLOWING");
    }
}

}  // namespace

void Compiler::visit(const ast::Function& node) {
    detail::Compilation& state = compilation();
    state.reads_only = state.reads_only && node.pure;
    if (node.known != nullptr) return write_known_function(spelling(*node.known), node.arguments);
    // A function's name is not quoted as a user's identifier is: some reserved words are functions.
    for (std::size_t i = 0; i + 1 < node.name.size(); ++i) {
        write_identifier(node.name[i]);
        write(".");
    }
    const std::string& name = node.name.back();
    if (is_function_name(name)) return write_call(name, node.arguments);
    write_identifier(name);
    write_call("", node.arguments);
}

const ast::FunctionSpelling& DialectSpelling::spelling(const ast::KnownFunction& function) const noexcept {
    return function.generic;
}

void DialectSpelling::write_known_function(const ast::FunctionSpelling& spelling,
                                           const std::vector<ast::ExpressionPtr>& arguments) {
    switch (spelling.form) {
        case ast::CallForm::call: return write_call(spelling.text, arguments);
        case ast::CallForm::star:
            if (!arguments.empty()) return write_call(spelling.text, arguments);
            write(spelling.text);
            return write("(*)");
        case ast::CallForm::from_for: {
            static constexpr std::string_view keywords[]{"(", " FROM ", " FOR "};
            write(spelling.text);
            for (std::size_t i = 0; i < arguments.size(); ++i) {
                write(keywords[std::min(i, std::size(keywords) - 1)]);
                write(*arguments[i]);
            }
            return write(")");
        }
        case ast::CallForm::verbatim: return write(spelling.text);
        case ast::CallForm::absent: unsupported(spelling.text);
    }
}

void DialectSpelling::write_call(std::string_view name, const std::vector<ast::ExpressionPtr>& arguments) {
    detail::Compilation& state = compilation();
    write(name);
    write("(");
    const bool cast = needs_casts(arguments);
    bool first = true;
    for (const auto& argument : arguments) {
        if (!first) write(", ");
        first = false;
        state.mode.cast_parameter = cast && needs_cast(*argument);
        write_operand(*argument, Operator::comma);
    }
    write(")");
}

void Compiler::visit(const ast::FilteredFunction& node) {
    write(*node.function);
    write(" FILTER (WHERE ");
    write(*node.condition);
    write(")");
}

void Compiler::visit(const ast::WithinGroup& node) { write_within_group(node); }

void DialectSpelling::write_within_group(const ast::WithinGroup& node) {
    write(*node.function);
    write(" WITHIN GROUP (ORDER BY ");
    write_list(node.order_by, ", ");
    write(")");
}

void Compiler::visit(const ast::AggregateOrder& node) {
    write_operand(*node.element, Operator::comma);
    write(" ORDER BY ");
    write_list(node.order_by, ", ");
}

void Compiler::visit(const ast::Over& node) {
    write(*node.function);
    write(" OVER ");
    if (node.window->is_name()) return write_identifier(node.window->base);
    write("(");
    write_window(*node.window);
    write(")");
}

void Compiler::visit(const ast::Window& node) { write_window(node); }

void DialectSpelling::write_window(const ast::Window& window) {
    static constexpr std::string_view units[]{"", "ROWS", "RANGE", "GROUPS"};
    static constexpr std::string_view exclusions[]{"", " EXCLUDE CURRENT ROW", " EXCLUDE GROUP", " EXCLUDE TIES",
                                                   " EXCLUDE NO OTHERS"};
    std::string_view blank;
    const auto begin = [&](std::string_view keyword) {
        write(blank);
        write(keyword);
        blank = " ";
    };
    if (!window.base.empty()) {
        begin("");
        write_identifier(window.base);
    }
    if (!window.partition_by.empty()) {
        begin("PARTITION BY ");
        write_list(window.partition_by, ", ");
    }
    if (!window.order_by.empty()) {
        begin("ORDER BY ");
        write_list(window.order_by, ", ");
    }
    if (window.unit == ast::FrameUnit::none) return;
    begin(units[static_cast<std::size_t>(window.unit)]);
    write(" BETWEEN ");
    write_frame_edge(*this, window.start);
    write(" AND ");
    write_frame_edge(*this, window.end);
    write(exclusions[static_cast<std::size_t>(window.exclusion)]);
}

}  // namespace azoth

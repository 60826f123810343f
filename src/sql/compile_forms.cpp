#include "sql/clauses.hpp"
#include "sql/compilation.hpp"
#include "types/ascii.hpp"
#include <azoth/error.hpp>
#include <azoth/sql/compiler.hpp>

#include <utility>

namespace azoth {
namespace {

// The parts of a LIKE that implements startswith() and similar functions.
struct Like {
    bool percent_before;
    bool percent_after;
    bool ignore_case;
    bool negated;
};

Like like_form(Operator op) {
    switch (op) {
        case Operator::not_like: return {false, false, false, true};
        case Operator::ilike: return {false, false, true, false};
        case Operator::not_ilike: return {false, false, true, true};
        case Operator::contains: return {true, true, false, false};
        case Operator::not_contains: return {true, true, false, true};
        case Operator::startswith: return {false, true, false, false};
        case Operator::not_startswith: return {false, true, false, true};
        case Operator::endswith: return {true, false, false, false};
        case Operator::not_endswith: return {true, false, false, true};
        case Operator::icontains: return {true, true, true, false};
        case Operator::not_icontains: return {true, true, true, true};
        case Operator::istartswith: return {false, true, true, false};
        case Operator::not_istartswith: return {false, true, true, true};
        case Operator::iendswith: return {true, false, true, false};
        case Operator::not_iendswith: return {true, false, true, true};
        default: return {false, false, false, false};
    }
}

void write_bracketed(DialectSpelling& sql, const ast::Expression& node) {
    const bool brackets = node.op != Operator::none;
    if (brackets) sql.write("(");
    sql.write(node);
    if (brackets) sql.write(")");
}

}  // namespace

void detail::write_like(DialectSpelling& sql, const ast::Binary& node) {
    Compilation& state = sql.compilation();
    const Like form = like_form(node.op);
    const bool lower = form.ignore_case && !sql.traits().ilike;
    if (lower && node.modifier.size() == 1 && ascii::is_letter(node.modifier.front())) {
        throw CompileError(std::string(sql.traits().name) +
                           " has no ILIKE, and lower() would change the escape character '" + node.modifier +
                           "' in the pattern: escape with a character that is no letter");
    }
    const bool inside = std::exchange(state.mode.in_operator, true);
    const auto write_side = [&](const ast::Expression& side, Operator beside, Side at) {
        if (!lower) return sql.write_operand(side, beside, at);
        sql.write("lower(");
        sql.write(side);
        sql.write(")");
    };
    write_side(*node.left, Operator::like, Side::left);
    sql.write(form.negated ? " NOT " : " ");
    sql.write(form.ignore_case && !lower ? "ILIKE " : "LIKE ");
    if (form.percent_before) sql.write("'%' || ");
    write_side(*node.right, form.percent_before || form.percent_after ? Operator::concat : Operator::like,
               form.percent_before || !form.percent_after ? Side::right : Side::left);
    if (form.percent_after) sql.write(" || '%'");
    state.mode.in_operator = inside;
    if (!node.modifier.empty()) {
        sql.write(" ESCAPE ");
        sql.write_string(node.modifier);
    }
}

void DialectSpelling::write_true_division(const ast::Binary& node) {
    detail::Compilation& state = compilation();
    // The cast is for integers, whose division would drop the fractional part. An expression over a column with a fixed
    // number of digits has more digits itself: only a column keeps its type.
    const SqlType& type = node.right->type;
    const ast::Column* const column = node.right->plain_column();
    const bool exact = (type.kind() == TypeKind::numeric && column != nullptr && column->info != nullptr) ||
                       type.kind() == TypeKind::real || type.kind() == TypeKind::double_precision;
    const bool inside = std::exchange(state.mode.in_operator, true);
    write_operand(*node.left, node.op, Side::left);
    write(" / CAST(");
    write_operand(*node.right, node.op);
    write(" AS ");
    write(type_name(exact ? type : Numeric()));
    write(")");
    state.mode.in_operator = inside;
}

bool DialectSpelling::divides_integers(const ast::Binary& node) noexcept {
    const auto is_integer = [](const SqlType& type) {
        return type.kind() == TypeKind::small_integer || type.kind() == TypeKind::integer ||
               type.kind() == TypeKind::big_integer;
    };
    return is_integer(node.left->type) && is_integer(node.right->type);
}

void DialectSpelling::write_floor_division(const ast::Binary& node) {
    // Integer division already drops the fractional part.
    const bool integers = divides_integers(node);
    if (!integers) write("FLOOR(");
    write_infix(node, " / ");
    if (!integers) write(")");
}

void DialectSpelling::write_bitwise_xor(const ast::Binary& node) { write_infix(node, operator_text(node.op)); }

void DialectSpelling::write_regexp_match(const ast::Binary& node) {
    if (!node.modifier.empty()) unsupported("regexp_match() with flags");
    write_infix(node, operator_text(node.op));
}

void Compiler::visit(const ast::RegexpReplace& node) { write_regexp_replace(node); }

void DialectSpelling::write_regexp_replace(const ast::RegexpReplace& node) {
    write("REGEXP_REPLACE(");
    write(*node.operand);
    write(", ");
    write(*node.pattern);
    write(", ");
    write(*node.replacement);
    if (!node.flags.empty()) {
        write(", ");
        write_string(node.flags);
    }
    write(")");
}

void DialectSpelling::write_match(const ast::Binary& node) { write_infix(node, operator_text(node.op)); }

void Compiler::visit(const ast::Between& node) { write_between(node); }

void DialectSpelling::write_between(const ast::Between& node) {
    detail::Compilation& state = compilation();
    const bool inside = std::exchange(state.mode.in_operator, true);
    write_operand(*node.operand, node.op, Side::left);
    write(operator_text(node.op));
    if (node.symmetric) write("SYMMETRIC ");
    write_beside(*node.low, *node.operand, node.op, Side::right);
    write(" AND ");
    write_beside(*node.high, *node.operand, node.op, Side::right);
    state.mode.in_operator = inside;
}

void Compiler::visit(const ast::Case& node) {
    std::vector<ast::ExpressionPtr> values;
    for (const auto& [condition, value] : node.branches) values.push_back(value);
    if (node.otherwise) values.push_back(node.otherwise);
    const bool cast = needs_casts(values);
    write("CASE");
    if (node.value) {
        write(" ");
        write(*node.value);
    }
    for (const auto& [condition, value] : node.branches) {
        write(" WHEN ");
        write_bracketed(*this, *condition);
        write(" THEN ");
        write_cast_parameter(*value, cast);
    }
    if (node.otherwise) {
        write(" ELSE ");
        write_cast_parameter(*node.otherwise, cast);
    }
    write(" END");
}

void Compiler::visit(const ast::Cast& node) {
    detail::Compilation& state = compilation();
    // In SQLite the collation is not part of the type name.
    const std::string& collation = node.type.detail().collation;
    const bool collated = !collation.empty() && node.type.kind() != TypeKind::domain;
    if (collated) write("(");
    write("CAST(");
    state.mode.plain_literal = node.element->as_parameter() != nullptr;
    write(*node.element);
    write(" AS ");
    write(type_name(collated ? node.type.with_collation({}) : node.type));
    write(")");
    if (!collated) return;
    write(" COLLATE ");
    write_identifier(collation);
    write(")");
}

void Compiler::visit(const ast::TypeCoerce& node) { write(*node.element); }

void Compiler::visit(const ast::Extract& node) { write_extract(node); }

void DialectSpelling::write_extract(const ast::Extract& node) {
    write("EXTRACT(");
    write(node.field);
    write(" FROM ");
    write(*node.element);
    write(")");
}

void Compiler::visit(const ast::Collate& node) {
    detail::Compilation& state = compilation();
    const bool inside = std::exchange(state.mode.in_operator, true);
    write_operand(*node.element, node.op, Side::left);
    state.mode.in_operator = inside;
    write(operator_text(node.op));
    write_identifier(node.collation);
}

void Compiler::visit(const ast::Tuple& node) {
    write("(");
    write_list(node.items, ", ");
    write(")");
}

void Compiler::visit(const ast::ArrayLiteral& node) { write_array(node); }

void DialectSpelling::write_array(const ast::ArrayLiteral& node) {
    const bool cast = needs_casts(node.items);
    write("ARRAY[");
    for (std::size_t i = 0; i < node.items.size(); ++i) {
        if (i != 0) write(", ");
        write_cast_parameter(*node.items[i], cast);
    }
    write("]");
    if (node.items.empty()) {
        write("::");
        write(type_name(node.type));
    }
}

void DialectSpelling::write_any_or_all(const ast::Unary& node) {
    write(operator_text(node.op));
    if (node.operand->has_brackets()) return write(*node.operand);
    write("(");
    write(*node.operand);
    write(")");
}

void Compiler::visit(const ast::Subscript& node) {
    detail::Compilation& state = compilation();
    // The grammar allows no subscript after a function call or an array literal.
    const ast::BindParameter* const parameter = node.element->as_parameter();
    // One slice among several subscripts makes PostgreSQL treat all of them as slices.
    const auto* const inner = dynamic_cast<const ast::Subscript*>(node.element.get());
    const bool plain = (inner != nullptr && !inner->upper && !node.upper) || node.element->plain_column() != nullptr ||
                       (parameter != nullptr && !parameter->literal && !state.options.literal_binds);
    if (!plain) write("(");
    write(*node.element);
    write(plain ? "[" : ")[");
    write(*node.index);
    if (node.upper) {
        write(":");
        write(*node.upper);
    }
    write("]");
}

void Compiler::visit(const ast::JsonAccess& node) { write_json_access(node); }

void DialectSpelling::write_json_access(const ast::JsonAccess& node) {
    write("JSON_VALUE(");
    write(*node.element);
    write(", ");
    if (!node.path)
        throw CompileError("the dialect \"" + std::string(traits().name) +
                           "\" cannot read a JSON key that has a quotation mark in it: it writes keys as a JSON path");
    write(*node.path);
    write(")");
}

}  // namespace azoth

#include "sqlite/compiler.hpp"
#include "types/type_descriptor.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace azoth::sqlite {
namespace {

bool is_integer(const SqlType& type) {
    return type.kind() == TypeKind::small_integer || type.kind() == TypeKind::integer ||
           type.kind() == TypeKind::big_integer;
}

bool is_timely(const SqlType& type) {
    return type.kind() == TypeKind::date || type.kind() == TypeKind::time || type.kind() == TypeKind::timestamp ||
           type.kind() == TypeKind::interval;
}

// Types that SQLite stores as text, which its operators do not understand.
bool is_kept_as_text(const SqlType& type) {
    // A row value is not kept: its elements are compared.
    if (type.kind() == TypeKind::tuple) return false;
    using Storage = detail::SqliteStorage;
    const Storage storage = detail::descriptor(type).storage;
    return storage == Storage::text_form || storage == Storage::json || storage == Storage::jsonb;
}

bool is_calculation(Operator op) {
    switch (op) {
        case Operator::add:
        case Operator::subtract:
        case Operator::multiply:
        case Operator::true_divide:
        case Operator::floor_divide:
        case Operator::modulo:
        case Operator::concat:
        case Operator::bitwise_and:
        case Operator::bitwise_or:
        case Operator::bitwise_xor:
        case Operator::bitwise_lshift:
        case Operator::bitwise_rshift: return true;
        default: return false;
    }
}

}  // namespace

void SqliteCompiler::check_ordered(const ast::Expression& operand, Operator op) const {
    const bool compares = op == Operator::lt || op == Operator::le || op == Operator::gt || op == Operator::ge ||
                          op == Operator::between || op == Operator::not_between;
    if (compares && is_kept_as_text(operand.type)) unsupported("ordering of values of type " + to_string(operand.type));
}

void SqliteCompiler::visit(const ast::Binary& node) {
    const SqlType& left = node.left->type;
    const SqlType& right = node.right->type;
    if (is_calculation(node.op)) {
        if (is_timely(left) || is_timely(right)) return write_date_arithmetic(node);
        for (const SqlType* const type : {&left, &right}) {
            if (is_kept_as_text(*type)) unsupported("calculation with values of type " + to_string(*type));
        }
        if (node.op == Operator::concat && left.kind() == TypeKind::binary && right.kind() == TypeKind::binary) {
            // || returns text.
            write("CAST(");
            write_infix(node, operator_text(node.op));
            return write(" AS BLOB)");
        }
    } else {
        check_ordered(*node.left, node.op);
        check_ordered(*node.right, node.op);
    }
    Compiler::visit(node);
}

// Dates are text: DATE() adds a number of days, JULIANDAY() counts the difference.
void SqliteCompiler::write_date_arithmetic(const ast::Binary& node) {
    const ast::Expression* date = node.left.get();
    const ast::Expression* days = node.right.get();
    if (node.op == Operator::add && is_integer(date->type)) std::swap(date, days);
    const bool moves = node.op == Operator::add || node.op == Operator::subtract;
    if (moves && date->type.kind() == TypeKind::date && is_integer(days->type)) {
        write("DATE(");
        write(*date);
        write(node.op == Operator::add ? ", (" : ", -(");
        write(*days);
        return write(") || ' days')");
    }
    if (node.op == Operator::subtract && date->type.kind() == TypeKind::date && days->type.kind() == TypeKind::date) {
        write("CAST(JULIANDAY(");
        write(*node.left);
        write(") - JULIANDAY(");
        write(*node.right);
        return write(") AS INTEGER)");
    }
    std::string_view text = operator_text(node.op);
    unsupported("operator" + std::string(text.substr(0, text.size() - 1)) + " between " + to_string(node.left->type) +
                " and " + to_string(node.right->type));
}

void SqliteCompiler::write_extract(const ast::Extract& node) {
    static constexpr std::array formats = std::to_array<std::pair<std::string_view, std::string_view>>({
        {"year", "%Y"},
        {"month", "%m"},
        {"day", "%d"},
        {"hour", "%H"},
        {"minute", "%M"},
        {"doy", "%j"},
        {"dow", "%w"},
        {"epoch", "%s"},
    });
    const TypeKind kind = node.element->type.kind();
    if (kind == TypeKind::interval) unsupported("EXTRACT from an INTERVAL");
    if (node.field == "second") return write_second(*node.element);
    if (node.field == "week") {
        // The ISO 8601 week of a date is the week of its Thursday.
        write("((CAST(STRFTIME('%j', ");
        write(*node.element);
        write(", '-3 days', 'weekday 4') AS INTEGER) - 1) / 7 + 1)");
        return;
    }
    const auto format =
        std::find_if(formats.begin(), formats.end(), [&](const auto& entry) { return entry.first == node.field; });
    if (format == formats.end()) unsupported("EXTRACT(" + node.field + ")");
    const bool fraction = node.field == "epoch" && kind == TypeKind::timestamp;
    if (fraction) write("(");
    write("CAST(STRFTIME('");
    write(format->second);
    write("', ");
    write(*node.element);
    write(") AS INTEGER)");
    if (!fraction) return;
    write(" + CAST(SUBSTR(");
    write(*node.element);
    write(", 20) AS REAL))");
}

// With the fraction, of which STRFTIME() returns only three digits.
void SqliteCompiler::write_second(const ast::Expression& element) {
    const TypeKind kind = element.type.kind();
    if (kind == TypeKind::timestamp || kind == TypeKind::time) {
        write("CAST(SUBSTR(");
        write(element);
        return write(kind == TypeKind::time ? ", 7, 9) AS REAL)" : ", 18, 9) AS REAL)");
    }
    write("CAST(STRFTIME('%f', ");
    write(element);
    write(") AS REAL)");
}

}  // namespace azoth::sqlite

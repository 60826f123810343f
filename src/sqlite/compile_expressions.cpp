#include "sql/operator_group.hpp"
#include "sqlite/compiler.hpp"
#include "sqlite/type_names.hpp"
#include "types/type_descriptor.hpp"
#include <azoth/error.hpp>
#include <azoth/expression/known_function.hpp>
#include <azoth/types/decimal.hpp>
#include <azoth/types/number_codecs.hpp>
#include <azoth/types/text_form.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace azoth::sqlite {
namespace {

// With all six digits after the seconds, the form in which times are stored.
std::string padded_time(std::string text) {
    if (const std::size_t zone = text.rfind('+'); zone != std::string::npos) text.erase(zone);
    const std::size_t point = text.rfind('.');
    if (point == std::string::npos) return text + ".000000";
    text.append(point + 7 - std::min(point + 7, text.size()), '0');
    return text;
}

}  // namespace

std::string SqliteCompiler::type_name(const SqlType& type) const { return sqlite::type_name(type); }

std::string_view SqliteCompiler::operator_text(Operator op) const {
    if (detail::operator_group(op) == detail::OperatorGroup::containment) {
        unsupported("operator" + std::string(info(op).text.substr(0, info(op).text.size() - 1)));
    }
    switch (op) {
        case Operator::is_distinct_from: return " IS NOT ";
        case Operator::is_not_distinct_from: return " IS ";
        case Operator::any: unsupported("ANY");
        case Operator::all: unsupported("ALL");
        default: return Compiler::operator_text(op);
    }
}

void SqliteCompiler::write_true_division(const ast::Binary& node) {
    write_operand(*node.left, node.op, Side::left);
    write(" / (");
    write_operand(*node.right, node.op);
    write(" + 0.0)");
}

// A number that may be stored as an integer must be rounded down, too, not truncated.
void SqliteCompiler::write_floor_division(const ast::Binary& node) {
    const auto is_floating = [](const SqlType& type) {
        return type.kind() == TypeKind::real || type.kind() == TypeKind::double_precision;
    };
    // Values of these types are never stored as integers.
    if (divides_integers(node) || is_floating(node.left->type) || is_floating(node.right->type)) {
        return Compiler::write_floor_division(node);
    }
    write("FLOOR(");
    write_true_division(node);
    write(")");
}

// SQLite has no such operator: the bits that are in one operand, but not in both.
void SqliteCompiler::write_bitwise_xor(const ast::Binary& node) {
    write("((");
    write_between_operands(*node.left, " | ", *node.right, Operator::bitwise_or);
    write(") - (");
    write_between_operands(*node.left, " & ", *node.right, Operator::bitwise_and);
    write("))");
}

void SqliteCompiler::write_regexp_replace(const ast::RegexpReplace&) { unsupported("regexp_replace()"); }

void SqliteCompiler::write_empty_list(const ast::Binary& node) {
    std::string ones = "1";
    if (const ast::Tuple* const tuple = node.left->as_tuple()) {
        for (std::size_t i = 1; i < tuple->items.size(); ++i) ones += ", 1";
    }
    write("(SELECT " + ones + " FROM (SELECT " + ones + ") WHERE 1!=1)");
}

void SqliteCompiler::write_tuples(const ast::ExpressionList& list) {
    write("(VALUES ");
    write(list);
    write(")");
}

void SqliteCompiler::write_between(const ast::Between& node) {
    check_ordered(*node.operand, node.op);
    if (node.symmetric) unsupported("BETWEEN SYMMETRIC");
    Compiler::write_between(node);
}

const ast::FunctionSpelling& SqliteCompiler::spelling(const ast::KnownFunction& function) const noexcept {
    return function.sqlite;
}

void SqliteCompiler::write_within_group(const ast::WithinGroup&) { unsupported("WITHIN GROUP"); }

void SqliteCompiler::write_array(const ast::ArrayLiteral&) { unsupported("ARRAY"); }

void SqliteCompiler::visit(const ast::Subscript&) { unsupported("array elements"); }

void SqliteCompiler::write_literal(const Value& value) {
    if (value.is_null()) return Compiler::write_literal(value);
    const Cell cell = value.cell();
    if (cell.type == oid::float4) {
        // The digits are those of the FLOAT, not those of the double as which it is stored.
        const float number = Codec<float>::decode(cell);
        return Compiler::write_literal(std::isfinite(number) ? Value(static_cast<double>(number)) : value);
    }
    if (cell.type == oid::numeric) {
        const Decimal decimal = Codec<Decimal>::decode(cell);
        const std::string text = decimal.to_string();
        const bool whole = text.find_first_not_of("-0123456789") == std::string::npos;
        std::int64_t number = 0;
        const bool fits = std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc();
        if (decimal.is_finite() && !(whole && fits) && Decimal(decimal.to_double()) != decimal) {
            throw CompileError(
                "a NUMERIC value has more digits than a number in SQLite can have; store it in a column of text");
        }
    }
    Compiler::write_literal(value);
}

void SqliteCompiler::write_special_literal(const Value& value) {
    const Cell cell = value.cell();
    const detail::TypeDescriptor* const known = detail::descriptor_of_format(cell.type);
    if (known != nullptr && known->storage == detail::SqliteStorage::unsigned_integer) {
        const bool wide = known->wire_size == sizeof(std::uint64_t);
        if (cell.size != known->wire_size)
            throw CompileError("a value of type " + to_string(value.type()) + " has the wrong length");
        return write(std::to_string(wide ? load_big_endian<std::uint64_t>(cell.data)
                                         : load_big_endian<std::uint32_t>(cell.data)));
    }
    std::string text;
    append_text(text, cell);
    switch (cell.type) {
        case oid::float4:
        case oid::float8:
        case oid::numeric:
            // A number that is too large for a double is infinite.
            if (text == "Infinity") return write("9e999");
            if (text == "-Infinity") return write("-9e999");
            throw CompileError("SQLite has no NaN");
        case oid::bytea:
            write("X'");
            write(std::string_view(text).substr(2));
            return write("'");
        case oid::timestamp:
        case oid::timestamptz:
        case oid::time: return write_string(padded_time(std::move(text)));
        case oid::timetz: {
            const std::size_t zone = text.find_first_of("+-");
            const std::string offset = zone == std::string::npos ? std::string() : text.substr(zone);
            return write_string(padded_time(text.substr(0, zone)) + offset);
        }
        case oid::uuid: std::erase(text, '-'); break;
        default: break;
    }
    write_string(text);
}

}  // namespace azoth::sqlite

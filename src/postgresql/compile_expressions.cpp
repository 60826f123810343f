#include "postgresql/compiler.hpp"
#include "postgresql/type_names.hpp"
#include <azoth/error.hpp>
#include <azoth/expression/known_function.hpp>
#include <azoth/types/array_codec.hpp>
#include <azoth/types/interval.hpp>
#include <azoth/types/number_codecs.hpp>
#include <azoth/types/text_form.hpp>

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

namespace azoth::postgresql {

std::string PostgresqlCompiler::type_name(const SqlType& type) const { return postgresql::type_name(type, options()); }

std::string_view PostgresqlCompiler::operator_text(Operator op) const {
    switch (op) {
        case Operator::regexp_match: return " ~ ";
        case Operator::not_regexp_match: return " !~ ";
        default: return Compiler::operator_text(op);
    }
}

void PostgresqlCompiler::write_regexp_match(const ast::Binary& node) {
    if (node.modifier.empty()) return write_infix(node, operator_text(node.op));
    const bool negated = node.op == Operator::not_regexp_match;
    if (node.modifier == "i") return write_infix(node, negated ? " !~* " : " ~* ");
    write_operand(*node.left, node.op, Side::left);
    write(operator_text(node.op));
    write("CONCAT('(?', ");
    write_string(node.modifier);
    write(", ')', ");
    write(*node.right);
    write(")");
}

void PostgresqlCompiler::write_match(const ast::Binary& node) {
    write_operand(*node.left, node.op, Side::left);
    write(" @@ plainto_tsquery(");
    if (!node.modifier.empty()) {
        write_string(node.modifier);
        write(", ");
    }
    write(*node.right);
    write(")");
}

const ast::FunctionSpelling& PostgresqlCompiler::spelling(const ast::KnownFunction& function) const noexcept {
    return function.postgresql;
}

void PostgresqlCompiler::write_json_access(const ast::JsonAccess& node) {
    if (node.as_other) {
        if (!node.without_cast) write("CAST(");
        const bool brackets = in_operator();
        if (brackets) write("(");
        write_between_operands(*node.element, node.is_path ? " #>> " : " ->> ", *node.key, Operator::json_getitem);
        if (brackets) write(")");
        if (node.without_cast) return;
        write(" AS ");
        write(type_name(node.type));
        return write(")");
    }
    if (!node.is_path && node.element->type.variant_for(traits().name).kind() == TypeKind::jsonb) {
        const ast::JsonAccess* const outer = node.element->as_json_access();
        const bool plain =
            node.element->plain_column() != nullptr || (outer != nullptr && !outer->is_path && !outer->as_other);
        if (!plain) write("(");
        write(*node.element);
        write(plain ? "[" : ")[");
        write(*node.key);
        return write("]");
    }
    const bool brackets = in_operator();
    if (brackets) write("(");
    write_between_operands(*node.element, node.is_path ? " #> " : " -> ", *node.key, Operator::json_getitem);
    if (brackets) write(")");
}

// Whether the server infers the value's type from the literal alone.
bool PostgresqlCompiler::shows_own_type(const Value& value) const {
    const SqlType& type = value.type();
    if (type.kind() == TypeKind::null || type.kind() == TypeKind::user_defined || type.kind() == TypeKind::regconfig) {
        return true;
    }
    if (type.kind() == TypeKind::array) {
        // Array literals are not converted like their elements: only INTEGER[] and TEXT[] literals have the type that
        // they show.
        const TypeKind element = type.element().kind();
        return value.is_null() || element == TypeKind::integer || element == TypeKind::text ||
               (element == TypeKind::string && !typed_literals());
    }
    if (value.is_null()) return !typed_literals();
    const Cell cell = value.cell();
    switch (cell.type) {
        case oid::boolean:
        case oid::int2:
        case oid::text:
        case oid::varchar:
        case oid::interval: return true;
        // 0.1 as NUMERIC differs from the nearest REAL.
        case oid::float4: return !std::isfinite(Codec<float>::decode(cell));
        case oid::float8: return !typed_literals() || !std::isfinite(Codec<double>::decode(cell));
        case oid::int4: return !typed_literals() || Codec<std::int32_t>::decode(cell) != INT32_MIN;
        case oid::int8: {
            const auto number = Codec<std::int64_t>::decode(cell);
            return !typed_literals() || (number != INT64_MIN && (number < INT32_MIN || number > INT32_MAX));
        }
        case oid::numeric: {
            std::string text;
            append_text(text, cell);
            return !typed_literals() || text.find_first_not_of("-0123456789") != std::string::npos;
        }
        default: return !typed_literals();
    }
}

// The server would return text, but the result is read as another type.
bool PostgresqlCompiler::selects_typed_literal(const SqlType& type) const noexcept {
    const TypeKind kind = type.kind();
    return kind == TypeKind::date || kind == TypeKind::time || kind == TypeKind::timestamp;
}

void PostgresqlCompiler::write_literal(const Value& value) {
    if (shows_own_type(value)) return Compiler::write_literal(value);
    write("CAST(");
    Compiler::write_literal(value);
    write(" AS ");
    write(type_name(value.type().kind() == TypeKind::numeric ? SqlType(Numeric()) : value.type()));
    write(")");
}

void PostgresqlCompiler::write_special_literal(const Value& value) {
    const Cell cell = value.cell();
    const SqlType& type = value.type();
    if (type.kind() == TypeKind::array) return write_array_literal(value);
    if (cell.type == oid::interval) return write_interval_literal(Codec<Interval>::decode(cell));
    std::string text;
    append_text(text, cell);
    // NaN and the infinities.
    const bool number = cell.type == oid::float4 || cell.type == oid::float8 || cell.type == oid::numeric;
    if (number) write("CAST(");
    write_string(text);
    if (number) {
        write(" AS ");
        write(type_name(type));
        write(")");
    }
}

void PostgresqlCompiler::write_interval_literal(const Interval& interval) {
    if (interval.is_infinite()) {
        write(interval == Interval::infinity() ? "CAST('infinity' AS INTERVAL)" : "CAST('-infinity' AS INTERVAL)");
        return;
    }
    write("make_interval(");
    if (interval.months != 0) write("months=>" + std::to_string(interval.months) + ", ");
    if (interval.days != 0) write("days=>" + std::to_string(interval.days) + ", ");
    write("secs=>");
    constexpr std::uint64_t second = 1'000'000;
    const bool negative = interval.microseconds < 0;
    const auto count = static_cast<std::uint64_t>(interval.microseconds);
    const std::uint64_t magnitude = negative ? std::uint64_t{0} - count : count;
    std::string fraction = std::to_string(second + magnitude % second).substr(1);
    while (fraction.size() > 1 && fraction.back() == '0') fraction.pop_back();
    if (negative) write("-");
    write(std::to_string(magnitude / second));
    write(".");
    write(fraction);
    write(")");
}

void PostgresqlCompiler::write_array_literal(const Value& value) {
    detail::ArrayReader reader(value.cell(), "an array literal");
    const SqlType& element = value.type().element();
    if (reader.is_text()) throw CompileError("an array of type " + to_string(element) + " has no literal form");
    if (reader.dimensions().empty()) {
        write("ARRAY[]::");
        return write(type_name(value.type()));
    }
    write_array_level(reader, element, 0);
}

void PostgresqlCompiler::write_array_level(detail::ArrayReader& reader, const SqlType& element, std::size_t level) {
    write("ARRAY[");
    for (std::int32_t i = 0; i < reader.dimensions()[level].size; ++i) {
        if (i != 0) write(", ");
        if (level + 1 < reader.dimensions().size()) {
            write_array_level(reader, element, level + 1);
        } else {
            Compiler::write_literal(Value(reader.next(), element));
        }
    }
    write("]");
}

}  // namespace azoth::postgresql

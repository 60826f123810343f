#include "sqlite/compiler.hpp"
#include "sqlite/type_names.hpp"
#include <azoth/error.hpp>
#include <azoth/types/text_form.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace azoth::sqlite {
namespace {

// All six digits behind the seconds, as times are stored.
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
    switch (op) {
        case Operator::is_distinct_from: return " IS NOT ";
        case Operator::is_not_distinct_from: return " IS ";
        case Operator::includes:
        case Operator::included_by:
        case Operator::overlaps:
        case Operator::has_key:
        case Operator::has_all:
        case Operator::has_any:
        case Operator::delete_path:
        case Operator::path_exists:
        case Operator::path_match:
        case Operator::strictly_left_of:
        case Operator::strictly_right_of:
        case Operator::not_extend_right_of:
        case Operator::not_extend_left_of:
        case Operator::adjacent_to:
        case Operator::element_of:
            unsupported("the operator" + std::string(info(op).text.substr(0, info(op).text.size() - 1)));
        case Operator::any: unsupported("ANY");
        case Operator::all: unsupported("ALL");
        default: return Compiler::operator_text(op);
    }
}

void SqliteCompiler::write_true_division(const ast::Binary& node) {
    write_operand(*node.left, node.op);
    write(" / (");
    write_operand(*node.right, node.op);
    write(" + 0.0)");
}

// There is no such operator: what is in one of them, but not in both.
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
    if (node.symmetric) unsupported("BETWEEN SYMMETRIC");
    Compiler::write_between(node);
}

void SqliteCompiler::write_extract(const ast::Extract& node) {
    static constexpr std::array formats = std::to_array<std::pair<std::string_view, std::string_view>>({
        {"year", "%Y"},
        {"month", "%m"},
        {"day", "%d"},
        {"hour", "%H"},
        {"minute", "%M"},
        {"second", "%S"},
        {"doy", "%j"},
        {"dow", "%w"},
        {"week", "%W"},
        {"epoch", "%s"},
    });
    const auto format =
        std::find_if(formats.begin(), formats.end(), [&](const auto& entry) { return entry.first == node.field; });
    if (format == formats.end()) unsupported("EXTRACT(" + node.field + ")");
    write("CAST(STRFTIME('");
    write(format->second);
    write("', ");
    write(*node.element);
    write(") AS INTEGER)");
}

void SqliteCompiler::write_function(const ast::Function& node) {
    switch (node.known) {
        case ast::KnownFunction::now: return write("CURRENT_TIMESTAMP");
        case ast::KnownFunction::char_length: return write_call("length", node.arguments);
        case ast::KnownFunction::aggregate_strings: return write_call("group_concat", node.arguments);
        case ast::KnownFunction::grouping: unsupported(node.name.back() + "()");
        case ast::KnownFunction::keyword: {
            const std::string& name = node.name.back();
            if (name == "localtimestamp") return write("DATETIME(CURRENT_TIMESTAMP, 'localtime')");
            if (name == "localtime") return write("TIME(CURRENT_TIMESTAMP, 'localtime')");
            if (name.ends_with("user")) unsupported(name);
            return Compiler::write_function(node);
        }
        default: return Compiler::write_function(node);
    }
}

void SqliteCompiler::write_within_group(const ast::WithinGroup&) { unsupported("WITHIN GROUP"); }

void SqliteCompiler::write_array(const ast::ArrayLiteral&) { unsupported("ARRAY"); }

void SqliteCompiler::visit(const ast::Subscript&) { unsupported("an array's element"); }

void SqliteCompiler::write_json_access(const ast::JsonAccess& node) {
    if (!node.path) throw CompileError("a JSON key that holds a quotation mark can't be written as a path of SQLite");
    if (!node.as_other) write("JSON_QUOTE(");
    write("JSON_EXTRACT(");
    write(*node.element);
    write(", ");
    write(*node.path);
    write(")");
    if (!node.as_other) write(")");
}

void SqliteCompiler::write_special_literal(const Value& value) {
    const Cell cell = value.cell();
    std::string text;
    append_text(text, cell);
    switch (cell.type) {
        case oid::float4:
        case oid::float8:
        case oid::numeric:
            // A number too large for any is infinite.
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
        case oid::uuid: std::erase(text, '-'); break;
        default: break;
    }
    write_string(text);
}

}  // namespace azoth::sqlite

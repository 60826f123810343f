#pragma once

#include <azoth/expression/ast.hpp>
#include <azoth/expression/element.hpp>
#include <azoth/expression/known_function.hpp>
#include <azoth/expression/quoted_name.hpp>
#include <azoth/types/sql_type.hpp>
#include <azoth/types/value.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Makes the nodes of the typed handles.
namespace azoth::detail {

ast::ExpressionPtr make_bind(Value value, std::string_view key);
/// Makes a parameter, named after the other operand.
ast::ExpressionPtr make_bind(Value value, const ast::Expression& beside);
/// In a handler: rethrows a DataError with the name of the value's column before its message, and other exceptions
/// unchanged.
[[noreturn]] void rethrow_beside(const ast::Expression& beside);
/// Makes a parameter that is sent as a type, named after the other operand. Throws DataError, which contains that name.
template <class T>
ast::ExpressionPtr make_bind_as(const T& value, const SqlType& type, const ast::Expression& beside) {
    try {
        return make_bind(Value(value, type), beside);
    } catch (...) {
        rethrow_beside(beside);
    }
}
/// A parameter written by the user, with the other operand's type unless it has one of its own.
ast::ExpressionPtr parameter_beside(const ast::ExpressionPtr& parameter, const ast::Expression& beside);
ast::ExpressionPtr make_text(std::string_view sql, const SqlType& type);
ast::ExpressionPtr make_null();
ast::ExpressionPtr make_boolean(bool value);
/// Makes a label whose name the compiler makes.
ast::ExpressionPtr make_label(ast::ExpressionPtr element);
/// Throws IdentifierError if the name is empty.
ast::ExpressionPtr make_label(ast::ExpressionPtr element, std::string_view name);
ast::ExpressionPtr make_label(ast::ExpressionPtr element, const quoted_name& name);
/// The name of a selected column or label, for ORDER BY and GROUP BY.
ast::ExpressionPtr make_label_reference(std::string_view name);
ast::ExpressionPtr make_null_test(ast::ExpressionPtr operand, Operator op);
ast::ExpressionPtr make_order(ast::ExpressionPtr operand, Operator op);
ast::ExpressionPtr make_unary(Operator op, ast::ExpressionPtr operand);
/// Makes a comparison or arithmetic; the type is derived from the operator and the operands. `= NULL` becomes IS NULL,
/// and + of texts, arrays and the like becomes concatenation.
ast::ExpressionPtr make_binary(Operator op, ast::ExpressionPtr left, ast::ExpressionPtr right);
/// The same for a C++ value on the left: a comparison is written with exchanged sides.
ast::ExpressionPtr make_mirrored(Operator op, ast::ExpressionPtr left, ast::ExpressionPtr right);
ast::ExpressionPtr make_membership(Operator op, ast::ExpressionPtr operand, std::vector<ast::ExpressionPtr> items);
/// Makes AND or OR. Lists of the same operator are joined, TRUE and FALSE are simplified, and null pointers are
/// ignored: null if all are null.
ast::ExpressionPtr make_conjunction(Operator op, ast::ExpressionPtr left, ast::ExpressionPtr right);
ast::ExpressionPtr make_conjunction(Operator op, std::vector<ast::ExpressionPtr> conditions);
ast::ExpressionPtr make_not(ast::ExpressionPtr operand);
ast::ExpressionPtr make_between(ast::ExpressionPtr operand, ast::ExpressionPtr low, ast::ExpressionPtr high,
                                bool symmetric);
ast::ExpressionPtr make_custom(std::string_view symbol, int precedence, ast::ExpressionPtr left,
                               ast::ExpressionPtr right, const SqlType& type);
/// The type is that of the first branch that has one.
ast::ExpressionPtr make_case(ast::ExpressionPtr value,
                             std::vector<std::pair<ast::ExpressionPtr, ast::ExpressionPtr>> branches,
                             ast::ExpressionPtr otherwise);
ast::ExpressionPtr make_cast(ast::ExpressionPtr element, const SqlType& type);
ast::ExpressionPtr make_coerce(ast::ExpressionPtr element, const SqlType& type);
/// Throws ArgumentError for a field that is not a word.
ast::ExpressionPtr make_extract(std::string_view field, ast::ExpressionPtr element, const SqlType& type);
ast::ExpressionPtr make_collate(ast::ExpressionPtr element, std::string_view collation);
ast::ExpressionPtr make_tuple(std::vector<ast::ExpressionPtr> items);
/// An item of a tuple's node.
const ast::Expression& tuple_item(const ast::Expression& tuple, std::size_t index);

// Text
/// LIKE and its relatives; the escape text is one character, or empty for none.
ast::ExpressionPtr make_like(Operator op, ast::ExpressionPtr left, ast::ExpressionPtr pattern, std::string_view escape);
/// Returns the text with the escape character before every %, _ and escape character.
std::string escape_like(std::string_view text, std::string_view escape);
ast::ExpressionPtr make_regexp_match(ast::ExpressionPtr left, ast::ExpressionPtr pattern, std::string_view flags);
ast::ExpressionPtr make_regexp_replace(ast::ExpressionPtr left, ast::ExpressionPtr pattern,
                                       ast::ExpressionPtr replacement, std::string_view flags);
ast::ExpressionPtr make_match(ast::ExpressionPtr left, ast::ExpressionPtr query, std::string_view configuration);

// Arrays, JSON, hstore, ranges
/// contains() of the operand's type: @> for arrays, jsonb, hstore and ranges, else LIKE.
ast::ExpressionPtr make_contains(ast::ExpressionPtr left, ast::ExpressionPtr right);
ast::ExpressionPtr make_array(std::vector<ast::ExpressionPtr> items, const SqlType& element);
/// An element, or a slice if `upper` is not null. Throws ArgumentError if the operand is not an array.
ast::ExpressionPtr make_subscript(ast::ExpressionPtr element, ast::ExpressionPtr index, ast::ExpressionPtr upper);
/// A key or position in a JSON value.
struct JsonStep {
    JsonStep(std::string_view member) : key(member) {}         // NOLINT(google-explicit-constructor)
    JsonStep(const char* member) : key(member) {}              // NOLINT(google-explicit-constructor)
    JsonStep(int element) : index(element), is_index(true) {}  // NOLINT(google-explicit-constructor)

    std::string key;
    int index = 0;
    bool is_index = false;
};
/// The value of a key: of JSON, or of hstore, where it is text. Throws ArgumentError for any other type.
ast::ExpressionPtr make_element(ast::ExpressionPtr element, const JsonStep& step);
ast::ExpressionPtr make_json_path(ast::ExpressionPtr element, std::span<const JsonStep> steps);
/// An element of JSON read as another type. Throws ArgumentError for any other expression.
ast::ExpressionPtr make_json_as(const ast::ExpressionPtr& access, const SqlType& type);
ast::ExpressionPtr make_json_text(const ast::ExpressionPtr& access);
/// An array of values of one type.
Value make_array_value(const SqlType& element, std::span<const Value> values);

// Functions
/// The call of a known function. Throws ArgumentError if there is none of that name (ast::known_functions()).
ast::ExpressionPtr make_function(std::string_view name, std::vector<ast::ExpressionPtr> arguments, const SqlType& type);
/// A name with dots is qualified: "pg_catalog.lower". The default purity is that of the known function of the name, if
/// it has no dots. Throws ArgumentError if the name, or a part of it, is empty.
ast::ExpressionPtr make_call(std::string_view name, std::vector<ast::ExpressionPtr> arguments, const SqlType& type,
                             std::optional<ast::Purity> purity = std::nullopt);

/// The name of a text search configuration as a parameter.
ast::ExpressionPtr make_configuration(std::string_view name);

// Types
/// Whether + means || for these types.
bool concatenates(const SqlType& left, const SqlType& right);
SqlType result_type(Operator op, const SqlType& left, const SqlType& right);
/// The SQL type in which a literal operand is sent: the other operand's type if it is of the same family, else the
/// literal's own.
SqlType literal_type(const SqlType& beside, const SqlType& literal);

}  // namespace azoth::detail

#pragma once

#include <azoth/export.hpp>
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

AZOTH_EXPORT_BEGIN

/// Makes the nodes behind the typed handles.
namespace azoth::detail {

ast::ExpressionPtr make_bind(Value value, std::string_view key);
/// A parameter named after the expression it stands beside.
ast::ExpressionPtr make_bind(Value value, const ast::Expression& beside);
/// In a handler: throws a DataError again with the name of the column that the value was meant for in front, anything
/// else as it is.
[[noreturn]] void rethrow_beside(const ast::Expression& beside);
/// A parameter that is sent as a type, named after what it stands beside. Throws DataError, which names it too.
template <class T>
ast::ExpressionPtr make_bind_as(const T& value, const SqlType& type, const ast::Expression& beside) {
    try {
        return make_bind(Value(value, type), beside);
    } catch (...) {
        rethrow_beside(beside);
    }
}
/// A parameter of the user's, with the type of what it stands beside unless it has one of its own.
ast::ExpressionPtr parameter_beside(const ast::ExpressionPtr& parameter, const ast::Expression& beside);
ast::ExpressionPtr make_text(std::string_view sql, const SqlType& type);
ast::ExpressionPtr make_null();
ast::ExpressionPtr make_boolean(bool value);
/// A label whose name is made up where the statement is compiled.
ast::ExpressionPtr make_label(ast::ExpressionPtr element);
/// Throws IdentifierError if the name is empty.
ast::ExpressionPtr make_label(ast::ExpressionPtr element, std::string_view name);
ast::ExpressionPtr make_label(ast::ExpressionPtr element, const quoted_name& name);
/// The name of a selected column or label, for ORDER BY and GROUP BY.
ast::ExpressionPtr make_label_reference(std::string_view name);
ast::ExpressionPtr make_null_test(ast::ExpressionPtr operand, Operator op);
ast::ExpressionPtr make_order(ast::ExpressionPtr operand, Operator op);
ast::ExpressionPtr make_unary(Operator op, ast::ExpressionPtr operand);
/// Comparison or arithmetic; the type follows from operator and operands. `= NULL` becomes IS NULL, and + of texts,
/// arrays and the like concatenation.
ast::ExpressionPtr make_binary(Operator op, ast::ExpressionPtr left, ast::ExpressionPtr right);
/// The same for a C++ value on the left: a comparison is written the other way round.
ast::ExpressionPtr make_mirrored(Operator op, ast::ExpressionPtr left, ast::ExpressionPtr right);
ast::ExpressionPtr make_membership(Operator op, ast::ExpressionPtr operand, std::vector<ast::ExpressionPtr> items);
/// AND or OR; lists of the same operator are joined, TRUE and FALSE decide what they can, and null pointers say
/// nothing: null if all are.
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
/// Throws ArgumentError for a field that is no word.
ast::ExpressionPtr make_extract(std::string_view field, ast::ExpressionPtr element, const SqlType& type);
ast::ExpressionPtr make_collate(ast::ExpressionPtr element, std::string_view collation);
ast::ExpressionPtr make_tuple(std::vector<ast::ExpressionPtr> items);
/// An item of a tuple's node.
const ast::Expression& tuple_item(const ast::Expression& tuple, std::size_t index);

// Text
/// LIKE and its relatives; the escape character is one character, or empty for none.
ast::ExpressionPtr make_like(Operator op, ast::ExpressionPtr left, ast::ExpressionPtr pattern, std::string_view escape);
/// The text with the escape character in front of every %, _ and of itself.
std::string escape_like(std::string_view text, std::string_view escape);
ast::ExpressionPtr make_regexp_match(ast::ExpressionPtr left, ast::ExpressionPtr pattern, std::string_view flags);
ast::ExpressionPtr make_regexp_replace(ast::ExpressionPtr left, ast::ExpressionPtr pattern,
                                       ast::ExpressionPtr replacement, std::string_view flags);
ast::ExpressionPtr make_match(ast::ExpressionPtr left, ast::ExpressionPtr query, std::string_view configuration);

// Arrays, JSON, hstore, ranges
/// What contains() means for the operand's type: @> for arrays, jsonb, hstore and ranges, else LIKE.
ast::ExpressionPtr make_contains(ast::ExpressionPtr left, ast::ExpressionPtr right);
ast::ExpressionPtr make_array(std::vector<ast::ExpressionPtr> items, const SqlType& element);
/// An element, or a slice if `upper` is not null. Throws ArgumentError if the operand is no array.
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
/// What stands under a key: of JSON, or of hstore, for which it is text. Throws ArgumentError for any other type.
ast::ExpressionPtr make_element(ast::ExpressionPtr element, const JsonStep& step);
ast::ExpressionPtr make_json_path(ast::ExpressionPtr element, std::span<const JsonStep> steps);
/// An element of JSON read as another type. Throws ArgumentError unless the expression is one.
ast::ExpressionPtr make_json_as(const ast::ExpressionPtr& access, const SqlType& type);
ast::ExpressionPtr make_json_text(const ast::ExpressionPtr& access);
/// An array of values of one type.
Value make_array_value(const SqlType& element, std::span<const Value> values);

// Functions
/// The call of a known function. Throws ArgumentError if none has the name (ast::known_functions()).
ast::ExpressionPtr make_function(std::string_view name, std::vector<ast::ExpressionPtr> arguments, const SqlType& type);
/// A name with dots is qualified: "pg_catalog.lower". The purity that is not given is that of the known function of the
/// name, if it has no dots. Throws ArgumentError if the name, or a part of it, is empty.
ast::ExpressionPtr make_call(std::string_view name, std::vector<ast::ExpressionPtr> arguments, const SqlType& type,
                             std::optional<ast::Purity> purity = std::nullopt);

/// The name of a text search configuration as a parameter.
ast::ExpressionPtr make_configuration(std::string_view name);

// Types
/// Whether + means || for these.
bool concatenates(const SqlType& left, const SqlType& right);
SqlType result_type(Operator op, const SqlType& left, const SqlType& right);
/// The SQL type in which a literal is sent that stands beside an expression: the expression's own if it is of the same
/// family, else the literal's.
SqlType literal_type(const SqlType& beside, const SqlType& literal);

}  // namespace azoth::detail

AZOTH_EXPORT_END

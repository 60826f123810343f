#include "sql/clauses.hpp"
#include "sql/compilation.hpp"
#include <azoth/error.hpp>
#include <azoth/expression/construct.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/prepare.hpp>
#include <azoth/types/array_codec.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace azoth {
namespace {

// The values of a list that consists only of parameters of one type, as one array.
std::optional<Value> as_array(const ast::ExpressionList& list) {
    std::vector<Value> values;
    values.reserve(list.items.size());
    for (const auto& item : list.items) {
        const ast::BindParameter* const parameter = item->as_parameter();
        if (parameter == nullptr || parameter->required || parameter->function || !parameter->unique) return {};
        if (!(parameter->type == list.items.front()->type)) return {};
        values.push_back(parameter->value);
    }
    if (values.empty() || array_oid(wire_oid(list.items.front()->type)) == oid::unspecified) return {};
    return detail::make_array_value(list.items.front()->type, values);
}

// A list that occurs twice is sent as one parameter.
ast::ExpressionPtr array_of(DialectSpelling& sql, const ast::ExpressionList& list) {
    detail::Compilation& state = sql.compilation();
    if (const ast::ExpressionPtr* const known = state.parameters.arrays.find(&list)) return *known;
    std::optional<Value> value = as_array(list);
    if (!value) return nullptr;
    return state.parameters.arrays.insert(
        &list, detail::make_bind(*std::move(value), list.items.front()->as_parameter()->key));
}

void write_any_of(DialectSpelling& sql, const ast::Binary& node, const ast::Expression& array) {
    const Operator op = node.op == Operator::in ? Operator::eq : Operator::ne;
    sql.write_operand(*node.left, op, Side::left);
    sql.write(node.op == Operator::in ? " = ANY (" : " != ALL (");
    sql.write(array);
    sql.write(")");
}

void write_in_list(DialectSpelling& sql, const ast::Binary& node, const ast::ExpressionList& list) {
    detail::Compilation& state = sql.compilation();
    // The SQL that the type adds around a value is needed around each element.
    const bool each = !node.left->type.detail().bind_sql.empty();
    if (state.options.lists_as_arrays && sql.traits().arrays && !state.options.literal_binds && !each) {
        if (const ast::ExpressionPtr array = array_of(sql, list)) return write_any_of(sql, node, *array);
    }
    sql.write_operand(*node.left, node.op, Side::left);
    sql.write(info(node.op).text);
    if (list.items.empty()) {
        sql.write_empty_list(node);
    } else if (node.left->as_tuple() != nullptr) {
        sql.write_tuples(list);
    } else {
        state.parameters.expect(state.parameters.count_sent(list), state.out.uses);
        sql.write("(");
        bool first = true;
        for (const auto& item : list.items) {
            if (!first) sql.write(", ");
            first = false;
            sql.write_beside(*item, *node.left, Operator::comma, Side::only);
        }
        sql.write(")");
    }
}

// The right side of IN that is an array: its values are written out if they are known.
void write_in_array(DialectSpelling& sql, const ast::Binary& node) {
    detail::Compilation& state = sql.compilation();
    const ast::BindParameter* const parameter = node.right->as_parameter();
    const NamedValue* const given = parameter == nullptr ? nullptr : state.parameters.given_value(*parameter);
    const bool known = given != nullptr || (parameter != nullptr && !parameter->required && !parameter->function);
    const bool each = !node.left->type.detail().bind_sql.empty();
    if (!known && each) {
        throw CompileError(
            "a list sent as one parameter cannot have the SQL that its type adds around each value: bind the "
            "values themselves");
    }
    if (!known || (state.options.lists_as_arrays && sql.traits().arrays && !each)) {
        if (!sql.traits().arrays) sql.unsupported("IN with a list that is not known until the execution");
        return write_any_of(sql, node, *node.right);
    }
    const Value value = given != nullptr ? given->as(parameter->type) : parameter->value;
    if (value.is_null()) throw CompileError("parameter " + parameter->key + " is NULL and no list to look through");
    detail::ArrayReader reader(value.cell(), "a list");
    if (!state.options.literal_binds) state.parameters.check_count(reader.size());
    std::vector<ast::ExpressionPtr> items;
    items.reserve(reader.size());
    for (std::size_t i = 0; i < reader.size(); ++i) {
        const SqlType& element = each ? node.left->type : parameter->type.element();
        items.push_back(detail::make_bind(Value(reader.next(), element), parameter->key));
    }
    const auto list = ast::make_node<const ast::ExpressionList>(Operator::comma, std::move(items));
    state.parameters.made_lists.push_back(list);
    write_in_list(sql, node, *list);
}

}  // namespace

void detail::write_in(DialectSpelling& sql, const ast::Binary& node) {
    Compilation& state = sql.compilation();
    const ast::ExpressionList* const list = node.right->as_list();
    // The brackets belong to the form of an empty list.
    const bool brackets = node.op == Operator::not_in;
    if (brackets) sql.write("(");
    const bool inside = std::exchange(state.mode.in_operator, true);
    if (list != nullptr) {
        write_in_list(sql, node, *list);
    } else if (node.right->has_brackets()) {
        sql.write_operand(*node.left, node.op, Side::left);
        sql.write(info(node.op).text);
        sql.write(*node.right);
    } else {
        write_in_array(sql, node);
    }
    state.mode.in_operator = inside;
    if (brackets) sql.write(")");
}

void DialectSpelling::write_empty_list(const ast::Binary& node) {
    if (const ast::Tuple* const tuple = node.left->as_tuple()) {
        write("((NULL");
        for (std::size_t i = 1; i < tuple->items.size(); ++i) write(", NULL");
        write("))");
    } else {
        write("(NULL)");
    }
    write(node.op == Operator::in ? " AND (1 != 1)" : " OR (1 = 1)");
}

void DialectSpelling::write_tuples(const ast::ExpressionList& list) {
    write("(");
    write(list);
    write(")");
}

}  // namespace azoth

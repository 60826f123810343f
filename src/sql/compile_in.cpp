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

// The values of a list in which there is nothing but parameters of one type.
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

}  // namespace

std::size_t Compiler::count_parameters(const ast::ExpressionList& list) const {
    if (options_.literal_binds) return 0;
    return static_cast<std::size_t>(std::ranges::count_if(list.items, [](const ast::ExpressionPtr& item) {
        const ast::BindParameter* const parameter = item->as_parameter();
        return parameter != nullptr && !parameter->literal && parameter->unique && item.unique();
    }));
}

void Compiler::write_in(const ast::Binary& node) {
    const ast::ExpressionList* const list = node.right->as_list();
    // The brackets belong to the form that an empty list has.
    const bool brackets = node.op == Operator::not_in;
    if (brackets) write("(");
    const bool inside = std::exchange(in_operator_, true);
    if (list != nullptr) {
        write_in_list(node, *list);
    } else if (node.right->has_brackets()) {
        write_operand(*node.left, node.op, Side::left);
        write(info(node.op).text);
        write(*node.right);
    } else {
        write_in_array(node);
    }
    in_operator_ = inside;
    if (brackets) write(")");
}

void Compiler::write_in_list(const ast::Binary& node, const ast::ExpressionList& list) {
    // SQL around a value stands around each of them.
    const bool each = !node.left->type.detail().bind_sql.empty();
    if (options_.lists_as_arrays && has_arrays() && !options_.literal_binds && !each) {
        if (const ast::ExpressionPtr array = array_of(list)) return write_any_of(node, *array);
    }
    write_operand(*node.left, node.op, Side::left);
    write(info(node.op).text);
    if (list.items.empty()) {
        write_empty_list(node);
    } else if (node.left->as_tuple() != nullptr) {
        write_tuples(list);
    } else {
        expect_parameters(count_parameters(list));
        write("(");
        bool first = true;
        for (const auto& item : list.items) {
            if (!first) write(", ");
            first = false;
            write_beside(*item, *node.left, Operator::comma, Side::only);
        }
        write(")");
    }
}

// One list written twice is one parameter.
ast::ExpressionPtr Compiler::array_of(const ast::ExpressionList& list) {
    if (const ast::ExpressionPtr* const known = arrays_.find(&list)) return *known;
    std::optional<Value> value = as_array(list);
    if (!value) return nullptr;
    return arrays_.insert(&list, detail::make_bind(*std::move(value), list.items.front()->as_parameter()->key));
}

void Compiler::write_any_of(const ast::Binary& node, const ast::Expression& array) {
    const Operator op = node.op == Operator::in ? Operator::eq : Operator::ne;
    write_operand(*node.left, op, Side::left);
    write(node.op == Operator::in ? " = ANY (" : " != ALL (");
    write(array);
    write(")");
}

// An array whose elements are looked through: written out where they are known.
void Compiler::write_in_array(const ast::Binary& node) {
    const ast::BindParameter* const parameter = node.right->as_parameter();
    const NamedValue* const given = parameter == nullptr ? nullptr : given_value(*parameter);
    const bool known = given != nullptr || (parameter != nullptr && !parameter->required && !parameter->function);
    const bool each = !node.left->type.detail().bind_sql.empty();
    if (!known && each) {
        throw CompileError(
            "a list that is one parameter can't pass the SQL around each value of its type: bind the "
            "values themselves");
    }
    if (!known || (options_.lists_as_arrays && has_arrays() && !each)) {
        if (!has_arrays()) unsupported("IN with a list that is not known until the execution");
        return write_any_of(node, *node.right);
    }
    const Value value = given != nullptr ? given->as(parameter->type) : parameter->value;
    if (value.is_null()) throw CompileError("parameter " + parameter->key + " is NULL and no list to look through");
    detail::ArrayReader reader(value.cell(), "a list");
    if (!options_.literal_binds) check_parameter_count(reader.size());
    std::vector<ast::ExpressionPtr> items;
    items.reserve(reader.size());
    for (std::size_t i = 0; i < reader.size(); ++i) {
        const SqlType& element = each ? node.left->type : parameter->type.element();
        items.push_back(detail::make_bind(Value(reader.next(), element), parameter->key));
    }
    const auto list = ast::make_node<const ast::ExpressionList>(Operator::comma, std::move(items));
    made_lists_.push_back(list);
    write_in_list(node, *list);
}

void Compiler::write_empty_list(const ast::Binary& node) {
    if (const ast::Tuple* const tuple = node.left->as_tuple()) {
        write("((NULL");
        for (std::size_t i = 1; i < tuple->items.size(); ++i) write(", NULL");
        write("))");
    } else {
        write("(NULL)");
    }
    write(node.op == Operator::in ? " AND (1 != 1)" : " OR (1 = 1)");
}

void Compiler::write_tuples(const ast::ExpressionList& list) {
    write("(");
    write(list);
    write(")");
}

}  // namespace azoth

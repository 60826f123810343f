#include <azoth/error.hpp>
#include <azoth/expression/ast_forms.hpp>
#include <azoth/expression/construct.hpp>
#include <azoth/types/number_codecs.hpp>
#include <azoth/types/text_codecs.hpp>

#include <utility>

namespace azoth::detail {
namespace {

using ast::ExpressionPtr;

// $."key"[0]; empty if a key contains a quotation mark, which such a path cannot express.
std::string json_path(std::span<const JsonStep> steps) {
    std::string path = "$";
    for (const JsonStep& step : steps) {
        if (step.is_index) {
            path += step.index < 0 ? "[#" : "[";
            path += std::to_string(step.index);
            path += ']';
        } else {
            if (step.key.find('"') != std::string::npos) return {};
            path += ".\"";
            path += step.key;
            path += '"';
        }
    }
    return path;
}

ExpressionPtr path_parameter(std::span<const JsonStep> steps, const ast::Expression& beside) {
    const std::string path = json_path(steps);
    return path.empty() ? nullptr : make_bind(Value(std::string_view(path), Text()), beside);
}

bool is_json_type(const SqlType& type) { return type.kind() == TypeKind::json || type.kind() == TypeKind::jsonb; }

std::int32_t length_of(std::size_t size) {
    if (size > INT32_MAX) throw ArgumentError("an array has too many elements");
    return static_cast<std::int32_t>(size);
}

}  // namespace

ExpressionPtr make_contains(ExpressionPtr left, ExpressionPtr right) {
    switch (left->type.kind()) {
        case TypeKind::null:
        case TypeKind::string:
        case TypeKind::text:
        case TypeKind::citext: return make_like(Operator::contains, std::move(left), std::move(right), {});
        default: return make_binary(Operator::includes, std::move(left), std::move(right));
    }
}

ExpressionPtr make_array(std::vector<ExpressionPtr> items, const SqlType& element) {
    // An array of arrays is an array with more dimensions.
    SqlType type = element.kind() == TypeKind::array
                       ? SqlType(Array(element.element(), element.dimensions() > 0 ? element.dimensions() + 1 : 2))
                       : SqlType(Array(element));
    return ast::make_node<const ast::ArrayLiteral>(std::move(items), std::move(type));
}

ExpressionPtr make_subscript(ExpressionPtr element, ExpressionPtr index, ExpressionPtr upper) {
    const SqlType& array = element->type;
    if (array.kind() != TypeKind::array && !array.is_null()) {
        throw ArgumentError("a value of type " + to_string(array) + " has no elements");
    }
    SqlType type = upper ? array : SqlType(array.element());
    if (!upper && array.dimensions() > 1) type = Array(array.element(), array.dimensions() - 1);
    return ast::make_node<const ast::Subscript>(std::move(element), std::move(index), std::move(upper),
                                                std::move(type));
}

ExpressionPtr make_element(ExpressionPtr element, const JsonStep& step) {
    const SqlType type = element->type;
    if (type.kind() == TypeKind::hstore && !step.is_index) {
        ExpressionPtr key = make_bind(Value(std::string_view(step.key), Text()), *element);
        return ast::make_node<const ast::Binary>(Operator::element_of, std::move(element), std::move(key), Text());
    }
    if (type.kind() == TypeKind::array && step.is_index) {
        ExpressionPtr index = make_bind(Value(step.index), *element);
        return make_subscript(std::move(element), std::move(index), nullptr);
    }
    if (!is_json_type(type)) throw ArgumentError("a value of type " + to_string(type) + " has no elements");
    Value value = step.is_index ? Value(step.index) : Value(std::string_view(step.key), Text());
    ExpressionPtr key = make_bind(std::move(value), *element);
    ExpressionPtr path = path_parameter({&step, 1}, *element);
    return ast::make_node<const ast::JsonAccess>(std::move(element), std::move(key), std::move(path), false, type);
}

ExpressionPtr make_json_path(ExpressionPtr element, std::span<const JsonStep> steps) {
    const SqlType type = element->type;
    if (!is_json_type(type)) throw ArgumentError("a value of type " + to_string(type) + " has no paths");
    std::vector<Value> keys;
    keys.reserve(steps.size());
    for (const JsonStep& step : steps) {
        keys.emplace_back(std::string_view(step.is_index ? std::to_string(step.index) : step.key), Text());
    }
    ExpressionPtr key = make_bind(make_array_value(Text(), keys), *element);
    ExpressionPtr path = path_parameter(steps, *element);
    return ast::make_node<const ast::JsonAccess>(std::move(element), std::move(key), std::move(path), true, type);
}

ExpressionPtr make_json_as(const ExpressionPtr& access, const SqlType& type) {
    const ast::JsonAccess* const json = access->as_json_access();
    if (json == nullptr) {
        throw ArgumentError("only an element of JSON, column[key], can be read as " + to_string(type) +
                            "; cast() converts whole values");
    }
    auto node = ast::make_node<ast::JsonAccess>(*json);
    node->as_other = !is_json_type(type);
    node->type = type;
    return node;
}

ExpressionPtr make_json_text(const ExpressionPtr& access) {
    auto node = ast::make_node<ast::JsonAccess>(*make_json_as(access, Text())->as_json_access());
    node->without_cast = true;
    return node;
}

Value make_array_value(const SqlType& element, std::span<const Value> values) {
    ByteBuffer bytes;
    bool nulls = false;
    for (const Value& value : values) nulls = nulls || value.is_null();
    bytes.put(std::int32_t{values.empty() ? 0 : 1});
    bytes.put(std::int32_t{nulls ? 1 : 0});
    bytes.put(static_cast<std::uint32_t>(wire_oid(element)));
    if (!values.empty()) {
        bytes.put(length_of(values.size()));
        bytes.put(std::int32_t{1});
    }
    for (const Value& value : values) {
        const Cell cell = value.cell();
        bytes.put(cell.is_null() ? std::int32_t{-1} : cell.size);
        if (!cell.is_null()) bytes.append(cell.bytes());
    }
    const SqlType type = Array(element);
    return Value(Cell{bytes.data(), length_of(bytes.size()), wire_oid(type)}, type);
}

}  // namespace azoth::detail

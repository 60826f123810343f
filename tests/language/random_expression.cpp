#include "language/random_expression.hpp"

#include <azoth/expression/construct.hpp>

#include <array>
#include <utility>

namespace language {
namespace {

using az::Operator;
namespace make = az::detail;

struct Operands {
    az::Column<std::int64_t> i{"i"};
    az::Column<std::int64_t> j{"j"};
    az::Column<std::optional<std::int64_t>> k{"k"};
    az::Column<az::Decimal> d{"d", az::Numeric(8, 2)};
    az::Column<std::string> s{"s", az::Text()};
    az::Column<std::string> t{"t", az::Text()};
    az::Column<std::optional<std::string>> u{"u", az::Text()};
    az::Column<bool> b{"b"};
    az::Column<az::Value> o{"o", az::Jsonb().with_variant(az::Json(), "sqlite")};
    az::Column<std::vector<std::int64_t>> a{"a", az::Array(az::BigInteger()).with_variant(az::Json(), "sqlite")};
};

az::MetaData metadata_of_operands;
const az::Table<Operands> operands{"language_operands", metadata_of_operands};

az::ast::ExpressionPtr literal_number(int value) { return make::make_bind(az::Value(std::int64_t{value}), "param"); }
az::ast::ExpressionPtr literal_text(std::string_view value) { return make::make_bind(az::Value(value), "param"); }

}  // namespace

az::MetaData& operand_tables() { return metadata_of_operands; }

az::task<void> fill_operands(az::AsyncConnection& conn) {
    const az::Value document(std::string_view(R"({"a": 1, "b": {"a": "x", "c": [1, 2]}, "c": "ab"})"), az::Jsonb());
    const std::vector<std::int64_t> numbers{1, 2, 5};
    co_await conn.execute(insert(operands).values(
        operands.i = 2, operands.j = 5, operands.k = std::nullopt, operands.d = az::Decimal("1.50"), operands.s = "ab",
        operands.t = "5", operands.u = std::nullopt, operands.b = true, operands.o = document, operands.a = numbers));
}

RandomExpression::Node RandomExpression::make() {
    const int depth = 1 + below(5);
    switch (below(postgresql_ ? 12 : 10)) {
        case 0:
        case 1: return number(depth);
        case 2:
        case 3: return text(depth);
        case 4: return decimal(depth);
        case 5: return json(depth);
        case 10: return array(depth);
        case 11: return range(depth);
        default: return truth(depth);
    }
}

RandomExpression::Node RandomExpression::number_leaf() {
    switch (below(6)) {
        case 0: return operands.i.node();
        case 1: return operands.j.node();
        case 2: return operands.k.node();
        case 3: return literal_number(-1 - below(3));
        default: return literal_number(below(4));
    }
}

RandomExpression::Node RandomExpression::custom(std::string_view symbol, Node left, Node right,
                                                const az::SqlType& type) {
    return make::make_custom(symbol, below(9), std::move(left), std::move(right), type);
}

RandomExpression::Node RandomExpression::choice(int depth, Node (RandomExpression::*branch)(int)) {
    std::vector<std::pair<Node, Node>> branches;
    branches.emplace_back(truth(depth - 1), (this->*branch)(depth - 1));
    return make::make_case(nullptr, std::move(branches), (this->*branch)(depth - 1));
}

RandomExpression::Node RandomExpression::number(int depth) {
    if (depth <= 0) return number_leaf();
    static constexpr std::array operators{Operator::add,        Operator::subtract,   Operator::multiply,
                                          Operator::add,        Operator::subtract,   Operator::bitwise_and,
                                          Operator::bitwise_or, Operator::bitwise_xor};
    switch (below(14)) {
        case 0: return make::make_unary(Operator::negate, number(depth - 1));
        case 1: return make::make_unary(Operator::bitwise_not, number(depth - 1));
        case 2:
            return make::make_binary(below(2) == 0 ? Operator::modulo : Operator::floor_divide, number(depth - 1),
                                     literal_number(1 + below(7)));
        case 3:
            // PostgreSQL shifts by an INTEGER.
            return make::make_binary(
                below(2) == 0 ? Operator::bitwise_lshift : Operator::bitwise_rshift, number(depth - 1),
                make::make_cast(make::make_binary(Operator::bitwise_and, number(depth - 1), literal_number(3)),
                                az::Integer()));
        case 4: return choice(depth, &RandomExpression::number);
        case 5: return make::make_function("length", {text(depth - 1)}, az::Integer());
        case 6: {
            static constexpr std::array<std::string_view, 5> symbols{"+", "-", "*", "&", "|"};
            return custom(symbols[static_cast<std::size_t>(below(5))], number(depth - 1), number(depth - 1),
                          az::BigInteger());
        }
        case 7:
            if (postgresql_) {
                return make::make_subscript(array(depth - 1), literal_number(1 + below(3)), nullptr);
            }
            [[fallthrough]];
        default: return make::make_binary(one_of(operators), number(depth - 1), number(depth - 1));
    }
}

RandomExpression::Node RandomExpression::decimal(int depth) {
    if (depth <= 0)
        return below(2) == 0 ? Node(operands.d.node()) : make::make_bind(az::Value(az::Decimal("2")), "param");
    static constexpr std::array operators{Operator::add, Operator::subtract, Operator::multiply};
    switch (below(6)) {
        case 0: return make::make_unary(Operator::negate, decimal(depth - 1));
        case 1: return make::make_binary(Operator::true_divide, decimal(depth - 1), literal_number(1 + below(5)));
        case 2: return choice(depth, &RandomExpression::decimal);
        case 3: return make::make_binary(one_of(operators), decimal(depth - 1), number(depth - 1));
        default: return make::make_binary(one_of(operators), decimal(depth - 1), decimal(depth - 1));
    }
}

RandomExpression::Node RandomExpression::text_leaf() {
    static constexpr std::array<std::string_view, 6> words{"a", "b", "ab", "5", "%", "x_"};
    switch (below(5)) {
        case 0: return operands.s.node();
        case 1: return operands.t.node();
        case 2: return operands.u.node();
        default: return literal_text(words[static_cast<std::size_t>(below(6))]);
    }
}

RandomExpression::Node RandomExpression::text(int depth) {
    if (depth <= 0) return text_leaf();
    switch (below(9)) {
        case 0: return choice(depth, &RandomExpression::text);
        case 1: return make::make_collate(text(depth - 1), postgresql_ ? "C" : "BINARY");
        case 2: return make::make_function("lower", {text(depth - 1)}, az::Text());
        case 3: return make::make_binary(Operator::concat, text(depth - 1), number(depth - 1));
        case 4: return make::make_cast(number(depth - 1), az::Text());
        case 5: return custom("||", text(depth - 1), text(depth - 1), az::Text());
        case 6: return make::make_json_as(make::make_element(json(0), make::JsonStep("c")), az::String());
        default: return make::make_binary(Operator::concat, text(depth - 1), text(depth - 1));
    }
}

RandomExpression::Node RandomExpression::comparison(int depth) {
    static constexpr std::array operators{Operator::eq,
                                          Operator::ne,
                                          Operator::lt,
                                          Operator::le,
                                          Operator::gt,
                                          Operator::ge,
                                          Operator::is_distinct_from,
                                          Operator::is_not_distinct_from};
    const Operator op = one_of(operators);
    switch (below(5)) {
        case 0: return make::make_binary(op, text(depth - 1), text(depth - 1));
        case 1: return make::make_binary(op, truth(depth - 1), truth(depth - 1));
        case 2: return make::make_binary(op, decimal(depth - 1), number(depth - 1));
        case 3: {
            static constexpr std::array<std::string_view, 4> symbols{"=", "<", ">=", "<>"};
            return custom(symbols[static_cast<std::size_t>(below(4))], number(depth - 1), number(depth - 1),
                          az::Boolean());
        }
        default: return make::make_binary(op, number(depth - 1), number(depth - 1));
    }
}

RandomExpression::Node RandomExpression::membership(int depth) {
    const Operator op = below(2) == 0 ? Operator::in : Operator::not_in;
    switch (below(4)) {
        case 0: return make::make_membership(op, text(depth - 1), {text_leaf(), text(depth - 1), text_leaf()});
        case 1: {
            Node between = make::make_between(number(depth - 1), number(depth - 1), number(depth - 1), false);
            return below(2) == 0 ? between : make::make_not(std::move(between));
        }
        case 2:
            if (postgresql_) {
                Node all = make::make_unary(below(2) == 0 ? Operator::any : Operator::all, array(depth - 1));
                static constexpr std::array operators{Operator::eq, Operator::ne, Operator::lt, Operator::ge};
                Node test = make::make_binary(one_of(operators), number(depth - 1), std::move(all));
                return below(2) == 0 ? test : make::make_not(std::move(test));
            }
            [[fallthrough]];
        default: return make::make_membership(op, number(depth - 1), {number_leaf(), number(depth - 1)});
    }
}

RandomExpression::Node RandomExpression::pattern(int depth) {
    static constexpr std::array operators{Operator::like,        Operator::not_like,     Operator::ilike,
                                          Operator::not_ilike,   Operator::contains,     Operator::not_contains,
                                          Operator::startswith,  Operator::endswith,     Operator::icontains,
                                          Operator::istartswith, Operator::not_endswith, Operator::iendswith};
    if (below(6) == 0) {
        Node match = make::make_regexp_match(text(depth - 1), text(depth - 1), {});
        return below(2) == 0 ? match : make::make_not(std::move(match));
    }
    return make::make_like(one_of(operators), text(depth - 1), text(depth - 1), below(4) == 0 ? "/" : "");
}

RandomExpression::Node RandomExpression::truth(int depth) {
    if (depth <= 0) return below(3) == 0 ? Node(operands.b.node()) : make::make_boolean(below(2) == 0);
    switch (below(14)) {
        case 0:
        case 1: return make::make_not(truth(depth - 1));
        case 2: return make::make_conjunction(Operator::and_, truth(depth - 1), truth(depth - 1));
        case 3: return make::make_conjunction(Operator::or_, truth(depth - 1), truth(depth - 1));
        case 4: return make::make_null_test(number(depth - 1), below(2) == 0 ? Operator::is : Operator::is_not);
        case 5: return make::make_null_test(truth(depth - 1), below(2) == 0 ? Operator::is : Operator::is_not);
        case 6:
        case 7: return membership(depth);
        case 8:
        case 9: return pattern(depth);
        case 10: return choice(depth, &RandomExpression::truth);
        case 11:
            if (postgresql_ && below(2) == 0) {
                static constexpr std::array operators{Operator::includes, Operator::included_by, Operator::overlaps};
                return make::make_binary(one_of(operators), array(depth - 1), array(depth - 1));
            }
            if (postgresql_) {
                return below(2) == 0 ? make::make_binary(Operator::has_key, json(depth - 1), text(depth - 1))
                                     : make::make_binary(below(2) == 0 ? Operator::includes : Operator::eq,
                                                         json(depth - 1), json(depth - 1));
            }
            [[fallthrough]];
        default: return comparison(depth);
    }
}

RandomExpression::Node RandomExpression::json(int depth) {
    if (depth <= 0) return operands.o.node();
    static constexpr std::array<std::string_view, 3> keys{"a", "b", "c"};
    const make::JsonStep key(keys[static_cast<std::size_t>(below(3))]);
    switch (below(postgresql_ ? 6 : 2)) {
        case 0: {
            const std::array<make::JsonStep, 2> path{make::JsonStep("b"), key};
            return make::make_json_path(operands.o.node(), path);
        }
        case 1: return make::make_element(json(depth - 1), key);
        case 2:
            return make::make_binary(
                Operator::delete_path, json(depth - 1),
                make::make_cast(make::make_array({literal_text("b"), literal_text("a")}, az::Text()),
                                az::Array(az::Text())));
        case 3: return make::make_binary(Operator::concat, json(depth - 1), json(depth - 1));
        case 4: return choice(depth, &RandomExpression::json);
        default: return make::make_element(json(depth - 1), key);
    }
}

RandomExpression::Node RandomExpression::array(int depth) {
    if (depth <= 0) return operands.a.node();
    switch (below(4)) {
        case 0: return make::make_array({number(depth - 1), number(depth - 1)}, az::BigInteger());
        case 1: return make::make_subscript(array(depth - 1), literal_number(1), literal_number(2));
        case 2: return choice(depth, &RandomExpression::array);
        default: return make::make_binary(Operator::concat, array(depth - 1), array(depth - 1));
    }
}

RandomExpression::Node RandomExpression::range(int depth) {
    const auto leaf = [&] {
        Node low = make::make_binary(Operator::bitwise_and, number(depth - 2), literal_number(3));
        Node high = make::make_binary(Operator::add,
                                      make::make_binary(Operator::bitwise_and, number(depth - 2), literal_number(3)),
                                      literal_number(4));
        return make::make_call("int8range", {std::move(low), std::move(high)}, az::SqlType(az::TypeKind::int8_range));
    };
    static constexpr std::array operators{
        Operator::overlaps,           Operator::strictly_left_of,    Operator::strictly_right_of,
        Operator::not_extend_left_of, Operator::not_extend_right_of, Operator::adjacent_to,
        Operator::includes,           Operator::included_by};
    Node left = leaf();
    Node right = leaf();
    if (below(2) == 0)
        right = make::make_binary(below(2) == 0 ? Operator::multiply : Operator::add, std::move(right), leaf());
    Node test = make::make_binary(one_of(operators), std::move(left), std::move(right));
    return make::make_conjunction(Operator::or_, std::move(test), truth(depth - 1));
}

}  // namespace language

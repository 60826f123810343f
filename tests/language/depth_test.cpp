#include "language/tables.hpp"
#include <azoth/postgresql/dialect.hpp>
#include <azoth/sqlite/dialect.hpp>

#include <functional>

// Maximum depth of expressions and statements: walking through them must never exhaust the stack.

using namespace language;
namespace func = azoth::func;

namespace {

using Number = az::Expr<std::int32_t>;

Number nested(int times, const std::function<Number(const Number&)>& step) {
    Number made(things.n.node());
    for (int i = 0; i < times; ++i) made = step(made);
    return made;
}

const std::vector<std::pair<std::string, std::function<Number(const Number&)>>>& steps() {
    static const std::vector<std::pair<std::string, std::function<Number(const Number&)>>> all{
        {"+", [](const Number& n) { return Number((n + 1).node()); }},
        {"+ from the right", [](const Number& n) { return Number((1 + n).node()); }},
        {"-", [](const Number& n) { return Number((-n).node()); }},
        {"a function", [](const Number& n) { return Number(func::abs(n).node()); }},
        {"CAST", [](const Number& n) { return Number(az::cast<std::int32_t>(n).node()); }},
        {"CASE", [](const Number& n) { return Number(az::case_(az::when(things.n > 1, n)).else_(0).node()); }},
        {"a subquery", [](const Number& n) { return Number(select(n.label("n")).scalar_subquery().node()); }},
    };
    return all;
}

}  // namespace

TEST_CASE("a hundred levels of nesting are compiled", "[unit]") {
    for (const auto& [name, step] : steps()) {
        INFO(name);
        const auto statement = select(nested(100, step).label("n"));
        CHECK_NOTHROW(az::compile(statement, az::postgresql::dialect()));
        CHECK_NOTHROW(az::compile(statement, az::sqlite::dialect()));
    }
}

TEST_CASE("an expression that is nested endlessly throws, whatever its nodes", "[unit]") {
    for (const auto& [name, step] : steps()) {
        INFO(name);
        // A left-associative chain does not nest.
        if (name == "+") continue;
        CHECK_THROWS_AS(nested(60'000, step), az::ArgumentError);
    }
}

TEST_CASE("an expression at the limit is compiled", "[unit]") {
    const auto statement = select(nested(900, steps().front().second).label("n"));
    CHECK_NOTHROW(az::compile(statement, az::postgresql::dialect()));
    CHECK_NOTHROW(az::compile(statement, az::sqlite::dialect()));
}

TEST_CASE("a sum of sixty thousand terms is compiled", "[unit]") {
    const auto statement = select(nested(60'000, steps().front().second).label("n"));
    az::CompileOptions options;
    options.literal_binds = true;
    CHECK_NOTHROW(az::compile(statement, az::sqlite::dialect(), options));
}

TEST_CASE("endlessly nested conditions throw", "[unit]") {
    az::Condition filter = things.n == 0;
    const auto nest = [&] {
        for (int i = 0; i < 60'000; ++i) filter = i % 2 == 0 ? filter || things.n == i : filter && things.n != i;
    };
    CHECK_THROWS_AS(nest(), az::ArgumentError);
}

TEST_CASE("endlessly nested subqueries throw", "[unit]") {
    const auto chain = [] {
        auto from = select(things.n).subquery("s");
        for (int i = 0; i < 60'000; ++i) from = select(from.column<0>()).subquery("s");
    };
    CHECK_THROWS_AS(chain(), az::ArgumentError);
    const auto ctes = [] {
        auto from = select(things.n).cte("c");
        for (int i = 0; i < 60'000; ++i) from = select(from.column<0>()).cte("c" + std::to_string(i));
    };
    CHECK_THROWS_AS(ctes(), az::ArgumentError);
}

TEST_CASE("endlessly nested windows throw", "[unit]") {
    const auto nest = [] {
        az::Expr<std::int64_t> made(func::count().node());
        for (int i = 0; i < 60'000; ++i) {
            made = az::Expr<std::int64_t>(func::count().over(az::order_by(made)).node());
        }
    };
    CHECK_THROWS_AS(nest(), az::ArgumentError);
}

TEST_CASE("a set operation with more members than the limit throws", "[unit]") {
    const auto all = [](int members) {
        auto statement = select(things.n).union_all(select(things.n));
        for (int i = 2; i < members; ++i) statement = statement.union_all(select(things.n));
        return statement;
    };
    CHECK_NOTHROW(az::compile(all(100), az::postgresql::dialect()));
    CHECK_THROWS_AS(all(60'000), az::ArgumentError);
}

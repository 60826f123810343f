#include "catch.hpp"
#include "expression/shop.hpp"
#include <azoth/error.hpp>
#include <azoth/expression/known_function.hpp>

#include <algorithm>
#include <map>
#include <string_view>

// Each row of the table of functions is compiled for each dialect.

using namespace shop;
namespace ast = azoth::ast;

namespace {

struct Spelt {
    std::string generic;
    std::string postgresql;
    std::string sqlite;
};

// Functions that are not written as their name with the arguments a, b and c in parentheses. Empty: the dialect does
// not have the function.
const std::map<std::string_view, Spelt>& special_spellings() {
    static const std::string utc = "STRFTIME('%Y-%m-%d %H:%M:%f000', 'now')";
    static const std::map<std::string_view, Spelt> all{
        {"aggregate_strings", {"aggregate_strings(a, b, c)", "string_agg(a, b, c)", "group_concat(a, b, c)"}},
        {"rollup", {"ROLLUP(a, b, c)", "ROLLUP(a, b, c)", ""}},
        {"cube", {"CUBE(a, b, c)", "CUBE(a, b, c)", ""}},
        {"grouping_sets", {"GROUPING SETS(a, b, c)", "GROUPING SETS(a, b, c)", ""}},
        {"char_length", {"char_length(a, b, c)", "char_length(a, b, c)", "length(a, b, c)"}},
        {"substring", {"substring(a, b, c)", "SUBSTRING(a FROM b FOR c)", "substring(a, b, c)"}},
        {"now", {"now(a, b, c)", "now(a, b, c)", utc}},
        {"current_date", {"CURRENT_DATE", "CURRENT_DATE", "CURRENT_DATE"}},
        {"current_time", {"CURRENT_TIME", "CURRENT_TIME", "STRFTIME('%H:%M:%f000+00:00', 'now')"}},
        {"current_timestamp", {"CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP", utc}},
        {"localtime", {"LOCALTIME", "LOCALTIME", "STRFTIME('%H:%M:%f000', 'now', 'localtime')"}},
        {"localtimestamp",
         {"LOCALTIMESTAMP", "LOCALTIMESTAMP", "STRFTIME('%Y-%m-%d %H:%M:%f000', 'now', 'localtime')"}},
        {"current_user", {"CURRENT_USER", "CURRENT_USER", ""}},
        {"session_user", {"SESSION_USER", "SESSION_USER", ""}},
        {"user", {"USER", "USER", ""}},
        {"any_value", {"any_value(a, b, c)", "any_value(a, b, c)", ""}},
        {"gen_random_uuid", {"gen_random_uuid(a, b, c)", "gen_random_uuid(a, b, c)", ""}},
        {"uuidv7", {"uuidv7(a, b, c)", "uuidv7(a, b, c)", ""}},
        {"uuid_extract_version", {"uuid_extract_version(a, b, c)", "uuid_extract_version(a, b, c)", ""}},
    };
    return all;
}

az::FunctionExpr<az::Value> known_call(std::string_view name, std::vector<ast::ExpressionPtr> arguments) {
    return az::FunctionExpr<az::Value>(az::detail::make_function(name, std::move(arguments), az::SqlType()));
}
std::vector<ast::ExpressionPtr> three_columns() {
    std::vector<ast::ExpressionPtr> columns;
    for (const char* const name : {"a", "b", "c"}) columns.push_back(az::detail::make_text(name, az::SqlType()));
    return columns;
}

void check_spelling(const az::FunctionExpr<az::Value>& call, const az::Dialect& dialect, const std::string& wanted,
                    const ast::FunctionSpelling& row) {
    INFO(dialect.name());
    CHECK((row.form == ast::CallForm::absent) == wanted.empty());
    if (wanted.empty()) {
        CHECK_THROWS_AS(sql(select(call.label("x")), dialect), az::UnsupportedCompilationError);
    } else {
        CHECK(sql(select(call.label("x")), dialect) == "SELECT " + wanted + " AS x");
    }
}

}  // namespace

TEST_CASE("each known function is written in each dialect's spelling", "[unit]") {
    std::size_t special = 0;
    for (const ast::KnownFunction& row : ast::known_functions()) {
        INFO(row.name);
        const std::string plain = std::string(row.name) + "(a, b, c)";
        Spelt wanted{plain, plain, plain};
        if (const auto other = special_spellings().find(row.name); other != special_spellings().end()) {
            wanted = other->second;
            ++special;
        }
        const az::FunctionExpr<az::Value> call = known_call(row.name, three_columns());
        CHECK(az::Compiler().compile_expression(*call.node()) == wanted.generic);
        check_spelling(call, az::postgresql::dialect(), wanted.postgresql, row.postgresql);
        check_spelling(call, az::sqlite::dialect(), wanted.sqlite, row.sqlite);
    }
    CHECK(special == special_spellings().size());
}

TEST_CASE("a known function without arguments has empty parentheses, and count has a star", "[unit]") {
    for (const ast::KnownFunction& row : ast::known_functions()) {
        if (row.postgresql.form == ast::CallForm::verbatim || row.postgresql.form == ast::CallForm::from_for) continue;
        INFO(row.name);
        const std::string brackets = row.name == "count" ? "(*)" : "()";
        CHECK(pg(known_call(row.name, {})) == std::string(row.postgresql.text) + brackets);
    }
    CHECK(lite(func::count()) == "count(*)");
    CHECK(pg(func::substring(users.name, 2)) == "SUBSTRING(users.name FROM $1)");
}

TEST_CASE("a statement only reads if its functions are pure", "[unit]") {
    std::size_t pure = 0;
    for (const ast::KnownFunction& row : ast::known_functions()) {
        INFO(row.name);
        const auto statement = select(known_call(row.name, {users.name.node()}).label("x"));
        CHECK(az::postgresql::dialect().compile(statement).text->reads_only == (row.purity == ast::Purity::pure));
        pure += row.purity == ast::Purity::pure ? 1 : 0;
    }
    CHECK(pure == 69);  // the number changes only when a function is declared pure
    // Functions that depend on the transaction or the session, or change something.
    for (const char* const name : {"now", "current_date", "current_time", "current_timestamp", "localtime",
                                   "localtimestamp", "statement_timestamp", "transaction_timestamp", "clock_timestamp",
                                   "age", "random", "date", "datetime", "julianday", "strftime"}) {
        INFO(name);
        const ast::KnownFunction* const row = ast::find_known_function(name);
        REQUIRE(row != nullptr);
        CHECK(row->purity == ast::Purity::unknown);
    }
}

TEST_CASE("a known function is found by its name alone", "[unit]") {
    for (const ast::KnownFunction& row : ast::known_functions()) {
        INFO(row.name);
        CHECK(ast::find_known_function(row.name) == &row);
        CHECK(ast::find_known_function(std::string(row.name) + "_") == nullptr);
    }
    CHECK(ast::find_known_function("") == nullptr);
    CHECK(ast::find_known_function("LOWER") == nullptr);
    CHECK_THROWS_AS(known_call("my_function", {}), az::ArgumentError);
}

TEST_CASE("an unknown function is written by its name", "[unit]") {
    CHECK(pg(func::call("substring", users.name, users.id)) == "substring(users.name, users.id)");
    CHECK(pg(func::call("aggregate_strings", users.name)) == "aggregate_strings(users.name)");
    CHECK(lite(func::call("now")) == "now()");
    CHECK(lite(func::call("user")) == "user()");
    CHECK(pg(func::pure_call("My function", users.name)) == "\"My function\"(users.name)");
    CHECK(pg(func::pure_call("my_schema.f")) == "my_schema.f()");
}

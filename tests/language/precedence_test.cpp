#include "language/random_expression.hpp"
#include "language/tables.hpp"

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>
#include <vector>

// An expression is written as azoth writes it and with all parentheses: the database must parse both in the same way.

using namespace language;

namespace {

constexpr std::size_t batch = 100;
constexpr int batches = 100;  // on each database

std::string rendered(const std::vector<az::ast::ExpressionPtr>& expressions, const az::Dialect& dialect, bool all) {
    std::string sql = "SELECT ";
    az::CompileOptions options;
    options.literal_binds = true;
    options.all_parentheses = all;
    for (std::size_t i = 0; i < expressions.size(); ++i) {
        const az::Expr<std::optional<std::string>> text(az::detail::make_cast(expressions[i], az::Text()));
        std::string one = az::compile(select(text.label("x")), dialect, options).text->sql;
        one = one.substr(7, one.rfind(" AS x") - 7);
        sql += (i == 0 ? "" : ", ") + one;
    }
    return sql + " FROM language_operands";
}

// The values of a row, or the error's code.
az::task<std::vector<std::string>> answers(az::AsyncConnection& conn, std::string sql) {
    std::vector<std::string> all;
    try {
        const auto result = co_await conn.exec_driver_sql(std::move(sql));
        for (const auto& row : result) {
            for (std::size_t i = 0; i < row.size(); ++i) {
                const az::Value value = row[i];
                all.push_back(value.is_null() ? std::string("NULL") : "'" + value.as<std::string>());
            }
        }
    } catch (const az::DatabaseError& error) {
        all.assign(1, "error " + std::string(error.sqlstate()) + " " + error.what());
    }
    co_return all;
}

struct Count {
    std::size_t compared = 0;
    std::size_t different = 0;
    std::size_t errors = 0;
};

az::task<void> compare(az::AsyncConnection& conn, const az::Dialect& dialect,
                       const std::vector<az::ast::ExpressionPtr>& expressions, Count& count) {
    const std::string as_written = rendered(expressions, dialect, false);
    const std::string in_full = rendered(expressions, dialect, true);
    const auto seen = co_await answers(conn, as_written);
    co_await conn.rollback();
    const auto wanted = co_await answers(conn, in_full);
    co_await conn.rollback();
    if (seen.size() == expressions.size() && seen == wanted && !seen.front().starts_with("error")) {
        count.compared += expressions.size();
        co_return;
    }
    if (expressions.size() == 1) {
        ++count.compared;
        const bool failed = !wanted.empty() && wanted.front().starts_with("error");
        const bool equal =
            failed ? seen.size() == 1 && seen.front().substr(0, 11) == wanted.front().substr(0, 11) : seen == wanted;
        if (failed) ++count.errors;
        if (failed && std::getenv("AZOTH_LANGUAGE_ERRORS") != nullptr) {
            std::cout << wanted.front() << "\n" << in_full << "\n";
        }
        if (equal) co_return;
        ++count.different;
        if (count.different <= 20) {
            std::cout << as_written << "\n  gives " << (seen.empty() ? "nothing" : seen.front()) << "\n"
                      << in_full << "\n  gives " << (wanted.empty() ? "nothing" : wanted.front()) << std::endl;
        }
        co_return;
    }
    const auto middle = expressions.begin() + static_cast<std::ptrdiff_t>(expressions.size() / 2);
    const std::vector<az::ast::ExpressionPtr> first(expressions.begin(), middle);
    const std::vector<az::ast::ExpressionPtr> second(middle, expressions.end());
    co_await compare(conn, dialect, first, count);
    co_await compare(conn, dialect, second, count);
}

}  // namespace

TEST_CASE("an expression has the same value with all parentheses", "[engine]") {
    const char* const given = std::getenv("AZOTH_LANGUAGE_SEED");
    const auto seed =
        given != nullptr ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : std::random_device()();
    std::cout << "precedence: seed " << seed << std::endl;
    const auto begin = std::chrono::steady_clock::now();
    Count count;
    on_each_database([&](az::AsyncConnection& conn, const az::Dialect& dialect) -> az::task<void> {
        co_await operand_tables().drop_all(conn);
        co_await operand_tables().create_all(conn);
        co_await fill_operands(conn);
        co_await conn.commit();
        RandomExpression random(seed, dialect.name() == "postgresql");
        for (int i = 0; i < batches; ++i) {
            std::vector<az::ast::ExpressionPtr> expressions;
            while (expressions.size() < batch) expressions.push_back(random.make());
            co_await compare(conn, dialect, expressions, count);
        }
    });
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    std::cout << "precedence: " << count.compared << " expressions, " << count.different << " different ("
              << count.errors << " refused either way, " << took.count() << " s)" << std::endl;
    CHECK(count.compared >= batch * batches);
    CHECK(count.errors * 10 < count.compared);
    CHECK(count.different == 0);
}

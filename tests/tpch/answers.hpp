#pragma once

#include "catch.hpp"
#include "engine/support.hpp"
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/dialect.hpp>
#include <azoth/sql/text.hpp>

#include <boost/asio/io_context.hpp>

#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace tpch {

namespace az = azoth;

/// The tables and their rows in a database of their own.
class Database {
public:
    explicit Database(const std::string& url);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    bool is_postgresql() const { return engine_.dialect().name() == "postgresql"; }
    std::string name() const { return std::string(engine_.dialect().name()); }
    const az::Dialect& dialect() const { return engine_.dialect(); }

    template <az::Executable S>
    auto execute(const S& statement) {
        return azoth_tests::run_on(context_, execute_on(engine_, statement));
    }

private:
    template <class S>
    static auto execute_on(az::AsyncEngine engine, S statement)
        -> decltype(std::declval<az::AsyncConnection&>().execute(statement)) {
        az::AsyncConnection connection = co_await engine.connect();
        co_return co_await connection.execute(statement);
    }

    boost::asio::io_context context_;
    az::AsyncEngine engine_;
};

/// SQLite, and PostgreSQL where the tests have a server; filled when they are first asked for.
std::vector<Database*> databases();

/// The specification's text in SQLite's words: dates are text there, their arithmetic and EXTRACT are functions.
std::string sqlite_spelling(std::string_view sql);

/// Prints what azoth makes of a query, and how many rows were the same.
void print_text(std::string_view title, const az::Statement& query, const Database& database);
void print_outcome(std::string_view title, const Database& database, std::size_t rows);

/// Whether two values are the same. SQLite computes with doubles, which azoth rounds to a column's digits.
template <class T>
bool is_same(const T& answer, const T& expected, bool exact) {
    if constexpr (std::is_same_v<T, std::optional<az::Decimal>>) {
        if (!answer || !expected) return answer == expected;
        return is_same(*answer, *expected, exact);
    } else if constexpr (std::is_same_v<T, az::Decimal>) {
        if (exact) return answer == expected;
        const double wanted = expected.to_double();
        return std::abs(answer.to_double() - wanted) <= 1e-9 * std::abs(wanted);
    } else {
        return answer == expected;
    }
}
template <class... Ts>
bool is_same_row(const std::tuple<Ts...>& answer, const std::tuple<Ts...>& expected, bool exact) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return (is_same(std::get<I>(answer), std::get<I>(expected), exact) && ...);
    }
    (std::index_sequence_for<Ts...>());
}

template <class... Ts>
auto with_rows(const az::TextStatement<az::Dynamic>& text, az::RowTypes<Ts...>) {
    return text.columns<Ts...>();
}

/// A query with its parameters written out, by itself and as a subquery, gives the same rows.
template <az::Executable S, class Answer>
void check_literals(const S& query, const Answer& wanted, Database& database) {
    az::CompileOptions options;
    options.literal_binds = true;
    const std::string sql = az::compile(query, database.dialect(), options).text->sql;
    for (const std::string& form : {sql, "SELECT * FROM (" + sql + ") AS outermost"}) {
        INFO(form);
        const auto answer = database.execute(with_rows(az::text(form), typename S::rows()));
        REQUIRE(answer.size() == wanted.size());
        for (std::size_t row = 0; row < answer.size(); ++row) {
            INFO("row " << row << ": " << answer[row] << ", expected " << wanted[row]);
            CHECK(is_same_row(answer[row].tuple(), wanted[row].tuple(), database.is_postgresql()));
        }
    }
}

/// Executes a query and its text from the specification on each database: the answers have to be the same, row by row,
/// and not empty. On PostgreSQL they agree to the last digit.
template <az::Executable S>
void check_answers(std::string_view title, const S& query, std::string_view sql) {
    for (Database* const database : databases()) {
        INFO(title << " on " << database->name());
        print_text(title, query, *database);
        const auto text = az::text(database->is_postgresql() ? std::string(sql) : sqlite_spelling(sql));
        const auto answer = database->execute(query);
        const auto expected = database->execute(with_rows(text, typename S::rows()));
        REQUIRE(answer.size() == expected.size());
        CHECK_FALSE(answer.empty());
        for (std::size_t row = 0; row < answer.size(); ++row) {
            INFO("row " << row << ": " << answer[row] << ", expected " << expected[row]);
            CHECK(is_same_row(answer[row].tuple(), expected[row].tuple(), database->is_postgresql()));
        }
        check_literals(query, answer, *database);
        print_outcome(title, *database, answer.size());
    }
}

}  // namespace tpch

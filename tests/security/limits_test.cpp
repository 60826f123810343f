#include "engine/parameter_display.hpp"
#include "security/attack.hpp"
#include "security/limits_timing.hpp"
#include <azoth/azoth.hpp>
#include <azoth/error.hpp>
#include <azoth/postgresql/dialect.hpp>
#include <azoth/sql/prepare.hpp>
#include <azoth/sqlite/dialect.hpp>

#include <numeric>
#include <string>
#include <vector>

// Statements with more parameters than a database accepts, and errors with more text than is readable.

using azoth_tests::attack;
namespace az = azoth;

namespace {

struct LimitedThings {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<std::string> name{"name"};
};
az::MetaData limited_metadata;
const az::Table<LimitedThings> limited{"limited_things", limited_metadata};

std::vector<std::int32_t> numbers(std::size_t count) {
    std::vector<std::int32_t> list(count);
    std::iota(list.begin(), list.end(), 0);
    return list;
}

// The result of compiling the statement, or the message of the error.
std::string outcome_of(const az::Statement& statement, const az::Dialect& dialect,
                       const az::CompileOptions& options = {}) {
    try {
        return "compiled: " + std::to_string(prepare(statement, dialect, options).parameters.count());
    } catch (const az::CompileError& error) {
        return std::string("refused: ") + error.what();
    }
}

// Far above the actual time, far below that of a quadratic compiler (seconds for 60,000, optimised).
constexpr double most_ms = 1500;

}  // namespace

TEST_CASE("A long IN list can't keep a thread of the engine busy", "[security]") {
    for (const az::Dialect* const dialect : {&az::postgresql::dialect(), &az::sqlite::dialect()}) {
        for (const std::size_t count : {std::size_t{60'000}, std::size_t{200'000}}) {
            const auto list = numbers(count);
            const double building =
                limits::shortest_ms(3, [&] { static_cast<void>(select(limited.id).where(limited.id.in_(list))); });
            const auto statement = select(limited.id).where(limited.id.in_(list));
            std::string outcome;
            const double compiling = limits::shortest_ms(3, [&] { outcome = outcome_of(statement, *dialect); });
            const bool refused = outcome.starts_with("refused");
            std::printf("IN of %zu on %s: built in %.1f ms, %s in %.1f ms\n", count,
                        std::string(dialect->name()).c_str(), building, refused ? "refused" : "compiled and encoded",
                        compiling);
            attack("IN of " + std::to_string(count), compiling > most_ms || building > most_ms);
            CHECK(outcome.size() < 400);
            if (count == 60'000 && dialect == &az::postgresql::dialect()) CHECK(outcome == "compiled: 60000");
        }
    }
}

TEST_CASE("More parameters than the database's limit can't make the compiler work before it throws", "[security]") {
    const auto statement = select(limited.id).where(limited.id.in_(numbers(200'000)));
    const std::string message = outcome_of(statement, az::postgresql::dialect());
    CHECK(
        message ==
        "refused: a statement takes at most 65535 parameters on postgresql and this one has 200000: send a list as one "
        "array (the option lists_as_arrays, or = ANY), many rows with executemany or COPY, or put the values into a "
        "temporary table");
    const double refusing = limits::shortest_ms(3, [&] { outcome_of(statement, az::postgresql::dialect()); });
    attack("200,000 parameters", refusing > most_ms / 4);

    az::CompileOptions arrays;
    arrays.lists_as_arrays = true;
    CHECK(outcome_of(statement, az::postgresql::dialect(), arrays) == "compiled: 1");

    // In parts that are each small enough, in rows, and exactly at the limit.
    az::Condition parts = limited.id.in_(numbers(40'000));
    parts = parts || limited.id.in_(numbers(40'000));
    CHECK_THAT(outcome_of(select(limited.id).where(parts), az::postgresql::dialect()),
               ContainsSubstring("at most 65535 parameters"));
    CHECK(outcome_of(select(limited.id).where(limited.id.in_(numbers(65'535))), az::postgresql::dialect()) ==
          "compiled: 65535");
    CHECK_THAT(outcome_of(select(limited.id).where(limited.id.in_(numbers(65'536))), az::postgresql::dialect()),
               ContainsSubstring("this one has 65536"));
    CHECK_THAT(outcome_of(select(limited.id).where(limited.id.in_(numbers(400'000))), az::sqlite::dialect()),
               ContainsSubstring("parameters on sqlite and this one has 400000"));
}

TEST_CASE("One parameter that a list repeats is one parameter on PostgreSQL", "[security]") {
    std::vector<az::Expr<std::int32_t>> same(70'000, az::literal(7));
    CHECK(outcome_of(select(limited.id).where(limited.id.in_(same)), az::postgresql::dialect()) == "compiled: 1");
}

TEST_CASE("A giant statement can't fill the log through what() of an error", "[security]") {
    az::Diagnostics diagnostics;
    diagnostics.sqlstate = "42601";
    diagnostics.message = std::string(1'000'000, 'm');
    diagnostics.detail = std::string(1'000'000, 'd');
    diagnostics.hint = std::string(1'000'000, 'h');
    diagnostics.where = std::string(1'000'000, 'w');
    // Two bytes for each character: no character may be cut.
    for (int i = 0; i < 500'000; ++i) diagnostics.statement += "\xC3\xA4";
    diagnostics.parameters = std::string(1'000'000, 'p');
    diagnostics.position = 250'000;
    const az::ProgrammingError error(diagnostics);
    const std::string what = error.what();
    std::printf("what() of an error of 6 MB: %zu bytes\n", what.size());
    attack("a statement of a megabyte", what.size() > 7 * az::max_error_text + 2048);
    CHECK_THAT(what, ContainsSubstring("bytes omitted) ... "));
    CHECK(error.statement() == diagnostics.statement);
    CHECK(error.parameters() == diagnostics.parameters);
    CHECK(error.message() == diagnostics.message);
    for (std::size_t i = 0; i + 1 < what.size(); ++i) {
        if (what[i] == '\xC3' && what[i + 1] != '\xA4') FAIL("a character was cut at " << i);
        if (what[i] != '\xC3' && what[i + 1] == '\xA4') FAIL("a character was cut at " << i);
    }

    az::StatementTimeoutError late("too slow", az::Outcome::rolled_back);
    CHECK(std::string(late.with_statement(diagnostics.statement, diagnostics.parameters).what()).size() <
          2 * az::max_error_text + 512);
}

TEST_CASE("Many parameters can't fill the log through their display", "[security]") {
    const auto displayed = [](std::size_t count) {
        az::ParameterBuffer parameters;
        for (std::size_t i = 0; i < count; ++i) parameters.add(static_cast<std::int32_t>(i), az::Integer());
        const std::vector<az::SqlType> types(count, az::Integer());
        return az::detail::display_parameters(parameters, types);
    };
    CHECK(displayed(1) == "(0,)");
    CHECK(displayed(3) == "(0, 1, 2)");
    CHECK(displayed(100).ends_with("98, 99)"));
    const std::string many = displayed(60'000);
    CHECK(many.ends_with("59998, 59999)"));
    CHECK_THAT(many, ContainsSubstring("48, 49 ... 59900 parameters truncated ... 59950, 59951"));
    attack("60,000 parameters", many.size() > 1000);
}

TEST_CASE("A text of the user can't make an error message longer than the limit", "[security]") {
    const std::string name(3'000'000, 'x');
    const auto text_of = [](const auto& refused) {
        try {
            refused();
        } catch (const az::Error& error) {
            return std::string(error.what());
        }
        return std::string("nothing was refused");
    };
    const std::string longest =
        text_of([&] { az::compile(select(limited.id.label(name)), az::postgresql::dialect()); });
    CHECK_THAT(longest, ContainsSubstring("is longer than 63 bytes"));
    attack("an identifier of 3 MB", longest.size() > az::max_error_text + 100);
    const std::string column = text_of([&] { static_cast<void>(limited[name]); });
    attack("a column of 3 MB", column.size() > az::max_error_text + 100);
    CHECK(std::string(az::ArgumentError("short").what()) == "short");
}

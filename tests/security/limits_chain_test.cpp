#include "engine/support.hpp"
#include "security/attack.hpp"
#include "security/limits_timing.hpp"
#include <azoth/azoth.hpp>
#include <azoth/error.hpp>
#include <azoth/postgresql/dialect.hpp>
#include <azoth/sql/prepare.hpp>
#include <azoth/sqlite/dialect.hpp>
#include <azoth/sqlite/sqlite.hpp>

#include <string>
#include <thread>
#include <vector>

// Expressions and statements that become long because of an attacker's input.

using azoth_tests::attack;
namespace az = azoth;
namespace func = azoth::func;

namespace {

struct ChainedThings {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<std::string> name{"name"};
    az::Column<std::int32_t> n{"n"};
};
az::MetaData chained_metadata;
const az::Table<ChainedThings> chained{"chained_things", chained_metadata};

using Number = az::Expr<std::int32_t>;
using Text = az::Expr<std::string>;

std::string text_for(const az::Statement& statement, const az::Dialect& dialect = az::postgresql::dialect()) {
    return az::compile(statement, dialect).text->sql;
}

template <class Work>
void check_growth(const std::string& name, const Work& work) {
    attack(name + " of 10,000", limits::growth(name, work) > limits::most_growth);
}

Number sum(std::size_t terms) {
    Number total(chained.n.node());
    for (std::size_t i = 1; i < terms; ++i) total = Number((total + chained.n).node());
    return total;
}

Text joined(std::size_t parts) {
    Text text(chained.name.node());
    for (std::size_t i = 1; i < parts; ++i) text = Text((text + chained.name).node());
    return text;
}

az::Condition any_of(std::size_t conditions) {
    az::Condition any = chained.id == 0;
    for (std::size_t i = 1; i < conditions; ++i) any = any || chained.id == static_cast<std::int32_t>(i);
    return any;
}

}  // namespace

TEST_CASE("A chain of operators can't make the compiler's cost grow faster than its length", "[security]") {
    check_growth("&& in a loop", [](std::size_t n) {
        az::Condition all = chained.id == 0;
        for (std::size_t i = 1; i < n; ++i) all = all && chained.id != static_cast<std::int32_t>(i);
        text_for(select(chained.id).where(all));
    });
    check_growth("|| in a loop", [](std::size_t n) { text_for(select(chained.id).where(any_of(n))); });
    check_growth("where() in a loop", [](std::size_t n) {
        auto statement = select(chained.id);
        for (std::size_t i = 0; i < n; ++i) {
            statement = std::move(statement).where(chained.id != static_cast<std::int32_t>(i));
        }
        text_for(statement);
    });
    check_growth("+ in a loop", [](std::size_t n) { text_for(select(sum(n).label("n"))); });
    check_growth("text + in a loop", [](std::size_t n) { text_for(select(joined(n).label("t"))); });
}

TEST_CASE("A list of many items can't make the compiler's cost grow faster than its length", "[security]") {
    check_growth("IN", [](std::size_t n) {
        std::vector<std::int32_t> list(n, 1);
        text_for(select(chained.id).where(chained.id.in_(list)), az::sqlite::dialect());
    });
    check_growth("columns with labels", [](std::size_t n) {
        std::vector<az::Expr<az::Value>> columns;
        for (std::size_t i = 0; i < n; ++i) columns.emplace_back((chained.n + 1).label("c" + std::to_string(i)).node());
        text_for(select(columns));
    });
    check_growth("columns of one name", [](std::size_t n) {
        std::vector<az::Expr<az::Value>> columns;
        for (std::size_t i = 0; i < n; ++i) columns.emplace_back(func::abs(chained.n).node());
        text_for(select(columns));
    });
    check_growth("WHEN of a CASE", [](std::size_t n) {
        std::vector<az::CaseBranch<std::int32_t>> branches;
        for (std::size_t i = 0; i < n; ++i) branches.push_back(az::when(chained.id == static_cast<std::int32_t>(i), 1));
        text_for(select(az::case_(branches).else_(0).label("n")));
    });
    check_growth("rows of an INSERT", [](std::size_t n) {
        auto statement = insert(chained).values(chained.id = 0, chained.n = 0);
        for (std::size_t i = 1; i < n; ++i) {
            statement = std::move(statement).values(chained.id = static_cast<std::int32_t>(i), chained.n = 1);
        }
        prepare(statement, az::postgresql::dialect());
    });
    check_growth("parameters by name", [](std::size_t n) {
        az::Condition any = chained.id == az::bindparam<std::int32_t>("p0");
        std::vector<az::NamedValue> values{az::named("p0", 0)};
        for (std::size_t i = 1; i < n; ++i) {
            const std::string name = "p" + std::to_string(i);
            any = any || chained.id == az::bindparam<std::int32_t>(name);
            values.push_back(az::named(name, 1));
        }
        prepare(select(chained.id).where(any), az::postgresql::dialect(), {}, values);
    });
}

TEST_CASE("Tables that depend on each other can't make sorting them quadratic", "[security]") {
    check_growth("tables in a chain", [](std::size_t n) {
        az::MetaData meta;
        std::vector<az::Table<>> tables;
        tables.reserve(n);
        for (std::size_t i = 0; i < n; ++i) {
            const std::string name = "t" + std::to_string(i);
            if (i == 0) {
                tables.emplace_back(name, meta, az::Column("id", az::Integer(), az::primary_key));
            } else {
                tables.emplace_back(
                    name, meta, az::Column("id", az::Integer(), az::primary_key),
                    az::Column("up", az::Integer(), az::ForeignKey("t" + std::to_string(i - 1) + ".id")));
            }
        }
        CHECK(meta.sorted_tables().size() == n);
    });
}

TEST_CASE("A chain of a hundred thousand operators can't use up a small stack", "[security]") {
    // Building, compiling and destroying happen on a thread with a small stack.
    bool done = false;
    std::thread([&] {
        const auto statement = select(sum(100'000).label("n"), joined(100'000).label("t"));
        done = text_for(statement).size() > 2'000'000 && text_for(statement, az::sqlite::dialect()).size() > 2'000'000;
    }).join();
    attack("a chain of 100,000", !done);
}

TEST_CASE("A long chain is written as a short one is", "[security]") {
    const auto repeated = [](std::size_t times, const std::string& item, const std::string& separator) {
        std::string text;
        for (std::size_t i = 0; i < times; ++i) text += (i == 0 ? "" : separator) + item;
        return text;
    };
    for (const std::size_t n : {std::size_t{60}, std::size_t{65}, std::size_t{300}, std::size_t{2500}}) {
        CHECK(text_for(select(sum(n).label("n"))) ==
              "SELECT " + repeated(n, "chained_things.n", " + ") + " AS n\nFROM chained_things");
        CHECK(text_for(select(joined(n).label("t"))) ==
              "SELECT " + repeated(n, "chained_things.name", " || ") + " AS t\nFROM chained_things");
        CHECK(text_for(select((sum(n) * 2).label("n"))).starts_with("SELECT (chained_things.n + "));
        CHECK(text_for(select((chained.n - sum(n)).label("n")))
                  .starts_with("SELECT chained_things.n - (chained_things.n"));
    }
    az::CompileOptions options;
    options.all_parentheses = true;
    const auto text = az::compile(select(sum(100).label("n")), az::postgresql::dialect(), options).text->sql;
    CHECK(text == "SELECT " + std::string(98, '(') + "chained_things.n + chained_things.n" +
                      repeated(98, "", ") + chained_things.n") + ") + chained_things.n AS n\nFROM chained_things");
}

TEST_CASE("Ten thousand conditions can't exceed SQLite's depth limit", "[security]") {
    // 10,000 is more than SQLite's limit of 1,000 nested operators.
    const auto found = [](const az::Condition& condition) {
        const auto read = [](const auto& statement) -> az::task<std::string> {
            az::AsyncEngine engine = az::create_async_engine("sqlite://");
            az::AsyncConnection conn = co_await engine.connect();
            co_await conn.execute(az::text("CREATE TABLE chained_things (id INTEGER, name TEXT, n INTEGER)"));
            co_await conn.execute(az::text("INSERT INTO chained_things VALUES (9999, 'x', 1), (10000, 'y', 1)"));
            const auto result = co_await conn.execute(statement);
            std::string ids;
            for (const auto& row : result) ids += std::to_string(row[0].template as<int>()) + ' ';
            co_await conn.close();
            co_return ids;
        };
        const auto statement = select(chained.id).where(condition);
        return azoth_tests::run(read(statement));
    };
    CHECK(found(any_of(10'000)) == "9999 ");
    az::Condition none_of = chained.id != 0;
    for (std::int32_t i = 1; i < 10'000; ++i) none_of = none_of && chained.id != i;
    CHECK(found(none_of) == "10000 ");
    CHECK(found(joined(10'000) == std::string(10'000, 'x')) == "9999 ");
}

TEST_CASE("A chain longer than the limit throws one sentence", "[security]") {
    std::string message = "compiled";
    try {
        az::Condition all = chained.id == 0;
        for (std::int32_t i = 0; i < 200'000; ++i) all = all && chained.id != i;
    } catch (const az::ArgumentError& error) {
        message = error.what();
    }
    CHECK(message ==
          "an expression or a statement has more than 1000 nested parts: put them into a list, an array or "
          "values()");
}

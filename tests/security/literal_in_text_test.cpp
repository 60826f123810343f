#include "attack.hpp"
#include "engine/support.hpp"
#include <azoth/azoth.hpp>
#include <azoth/postgresql/dialect.hpp>
#include <azoth/postgresql/postgresql.hpp>
#include <azoth/sqlite/sqlite.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

// Values that azoth writes as literals into raw SQL, next to a sign, a letter or a quote.
namespace azoth_tests::literal_in_text {
namespace {

using namespace azoth;

struct StockColumns {
    Column<std::int32_t> id{"id"};
};
MetaData stock_meta;
const Table<StockColumns> stock{"stock", stock_meta};

// With a comment that extends to its first line, it is another column.
const std::string second_column = "\n , 42 --";

std::string literal_sql(const AsyncEngine& engine, const Statement& statement) {
    CompileOptions options;
    options.literal_binds = true;
    return engine.dialect().compile(statement, options).text->sql;
}

task<std::size_t> column_count(AsyncEngine engine, std::string sql) {
    auto conn = co_await engine.connect();
    const Result<Dynamic> result = co_await conn.exec_driver_sql(std::move(sql));
    co_return result.keys().size();
}

template <class T>
task<void> subtract(AsyncEngine engine, T value) {
    for (const char* const sql : {"SELECT 5 -:sold > 0 AND 'a' = :owner", "SELECT 5 > -:sold AND 'a' = :owner"}) {
        const std::string written = literal_sql(engine, text(sql).bind("sold", value).bind("owner", second_column));
        INFO(written);
        const std::size_t count = co_await column_count(engine, written);
        attack("a negative value after a minus sign", count != 1);
    }
}

TEST_CASE("A negative value cannot begin a comment after a minus sign in text()", "[security]") {
    for (const std::string& url : urls()) {
        run([](std::string where) -> task<void> {
            const AsyncEngine engine = create_async_engine(where);
            co_await subtract(engine, std::int32_t{-1});
            co_await subtract(engine, std::int64_t{-1});
            co_await subtract(engine, std::int64_t{-5'000'000'000});
            co_await subtract(engine, std::numeric_limits<std::int64_t>::min() + 6);
            co_await subtract(engine, -1.5);
            co_await subtract(engine, -std::numeric_limits<double>::infinity());
            co_await subtract(engine, Decimal("-1"));
        }(url));
    }
}

TEST_CASE("A value of literal_execute cannot begin a comment in text()", "[security]") {
    for (const std::string& url : urls()) {
        run([](std::string where) -> task<void> {
            const AsyncEngine engine = create_async_engine(where);
            auto conn = co_await engine.connect();
            const Result<Dynamic> result =
                co_await conn.execute(text("SELECT 5 -:sold > 0 AND 'a' = :owner")
                                          .bind("sold", bindparam("sold", -1).literal_execute())
                                          .bind("owner", bindparam("owner", second_column).literal_execute()));
            attack("literal_execute", result.keys().size() != 1);
        }(url));
    }
}

TEST_CASE("A value cannot become part of the text around it in text()", "[security]") {
    const std::string value = "\\0041";
    const auto postgresql = [&](const char* sql) {
        CompileOptions options;
        options.literal_binds = true;
        return postgresql::dialect().compile(text(sql).bind("x", value), options).text->sql;
    };
    attack("a string with escapes of its own", postgresql("SELECT u&:x").find("&E'") != std::string::npos);
    attack("the quote of a string before it", postgresql("SELECT 'a':x").find("''") != std::string::npos);
    attack("the quote of a string after it", postgresql("SELECT :x'a'").find("''") != std::string::npos);
    attack("a word before it", postgresql("SELECT 'a':x").find("'E'") != std::string::npos);
}

TEST_CASE("A value cannot leave the condition of ON CONFLICT's index", "[security]") {
    const auto statement = insert(stock)
                               .values(stock.id = 1)
                               .on_conflict("id")
                               .index_where(text("5 -:sold > 0").bind("sold", -1))
                               .do_nothing();
    const std::string sql = postgresql::dialect().compile(statement, {}).text->sql;
    attack("the condition of an index", sql.find("--") != std::string::npos);
}

}  // namespace
}  // namespace azoth_tests::literal_in_text

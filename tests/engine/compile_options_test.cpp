#include "catch.hpp"
#include "each_database.hpp"
#include <azoth/postgresql/dialect.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace az = azoth;
using namespace azoth_tests;

namespace {

const std::vector<std::string> wanted_names{"ada", "edsger"};

std::ptrdiff_t lines_with(const EchoLog& log, std::string_view text) {
    return std::ranges::count_if(log.lines(), [&](const std::string& line) { return line.find(text) != line.npos; });
}

struct TenantColumns {
    az::Column<std::int64_t> id{"id", az::primary_key};
    az::Column<std::string> name{"name"};
};

}  // namespace

TEST_CASE("Lists are sent as arrays if the options require it, and the rows are the same", "[engine]") {
    EchoLog log;
    on_each_database(log.options(), [&](az::AsyncEngine engine) -> az::task<void> {
        const bool arrays = is_postgresql(engine.url().render());
        const auto statement = select(users.id).where(users.name.in_(wanted_names)).order_by(users.id);
        const auto by_query = az::query([](az::Param<std::int64_t> most) {
            return select(users.id).where(users.name.in_(wanted_names), users.id <= most).order_by(users.id);
        });
        const auto options = az::ExecutionOptions().lists_as_arrays();
        auto conn = co_await engine.connect();
        log.clear();
        const auto said = co_await conn.scalars(statement, options);
        const auto queried = co_await conn.scalars(by_query(9), options);
        CHECK(lines_with(log, "= ANY (") == (arrays ? 2 : 0));
        CHECK(said.all() == std::vector<std::int64_t>{1, 3});
        CHECK(queried.all() == std::vector<std::int64_t>{1, 3});
        log.clear();
        const auto plain = co_await conn.scalars(by_query(9));
        CHECK(plain.all() == std::vector<std::int64_t>{1, 3});
        CHECK(lines_with(log, "= ANY (") == 0);
        const auto everywhere = engine.execution_options(options);
        const auto alone = co_await everywhere.scalars(statement);
        CHECK(alone.all() == std::vector<std::int64_t>{1, 3});
        CHECK(lines_with(log, "= ANY (") == (arrays ? 1 : 0));
    });
}

TEST_CASE("prepare() of a query heeds its options", "[unit]") {
    const auto by_query = az::query([](az::Param<std::int64_t> most) {
        return select(users.id).where(users.name.in_(wanted_names), users.id <= most);
    });
    az::CompileOptions options;
    options.lists_as_arrays = true;
    const auto bound = by_query(9);
    const auto as_array = az::prepare(bound, az::postgresql::dialect(), options);
    CHECK_THAT(as_array.compiled->text->sql, ContainsSubstring("= ANY ($1)"));
    CHECK(as_array.parameters.count() == 2);
    const auto written_out = az::prepare(bound, az::postgresql::dialect());
    CHECK_THAT(written_out.compiled->text->sql, ContainsSubstring("IN ($1, $2)"));
    CHECK(written_out.parameters.count() == 3);
}

TEST_CASE("A schema is translated when a statement is executed, and when tables are created and dropped", "[engine]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        az::MetaData tenant_meta;
        const az::Table<TenantColumns> plain{"engine_plain", tenant_meta};
        const az::Table<TenantColumns> things{"things", tenant_meta, az::schema("tenant")};
        using Map = std::vector<std::pair<std::string, std::string>>;
        const Map first{{"tenant", "engine_tenant_1"}, {"", "engine_tenant_1"}};
        const Map second{{"tenant", "engine_tenant_2"}, {"", "engine_tenant_2"}};
        auto conn = co_await engine.connect();
        for (const char* const name : {"engine_tenant_1", "engine_tenant_2"}) {
            co_await conn.exec_driver_sql(std::string("DROP SCHEMA IF EXISTS ") + name + " CASCADE");
            co_await conn.exec_driver_sql(std::string("CREATE SCHEMA ") + name);
        }
        const auto by_id =
            az::query([&](az::Param<std::int64_t> id) { return select(things.name).where(things.id == id); });
        for (const Map& map : {first, second}) {
            conn.execution_options(az::ExecutionOptions().schema_translate(map));
            co_await conn.create_all(tenant_meta);
            co_await conn.create_all(tenant_meta);  // they are there
            const std::string& schema = map.front().second;
            co_await conn.execute(insert(things).values(things.id = 1, things.name = schema));
            co_await conn.execute(insert(plain).values(plain.id = 1, plain.name = schema));
        }
        for (const Map& map : {first, second}) {
            const auto options = az::ExecutionOptions().schema_translate(map);
            const auto name = co_await conn.scalar(select(things.name), options);
            CHECK(name == map.front().second);
            const auto other = co_await conn.scalar(select(plain.name), options);
            CHECK(other == map.front().second);
            const auto queried = co_await conn.scalar(by_id(1), options);
            CHECK(queried == map.front().second);
        }
        co_await conn.drop_all(tenant_meta);  // of the second, which the connection's options say
        const auto left = co_await conn.scalars(
            az::text("SELECT table_schema || '.' || table_name FROM information_schema.tables WHERE table_schema LIKE "
                     "'engine\\_tenant\\__' ORDER BY 1")
                .columns<std::string>());
        CHECK(left.all() == std::vector<std::string>{"engine_tenant_1.engine_plain", "engine_tenant_1.things"});
        co_await conn.rollback();
    });
}

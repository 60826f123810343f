#include "attack.hpp"
#include "engine/support.hpp"
#include <azoth/postgresql/dialect.hpp>
#include <azoth/reflection.hpp>

#include <algorithm>

namespace azoth_tests::escape {
namespace {

using namespace azoth;

// With standard_conforming_strings = off, each of them ends a literal whose backslashes are not doubled.
std::vector<std::string> values_that_leave() {
    return {"\\' UNION ALL SELECT current_user --", "\\", "\\'", "\\\\'", "x\\' || current_user || \\'", "\\047; --"};
}

task<void> turn_off(AsyncConnection& conn) {
    co_await conn.exec_driver_sql("SET standard_conforming_strings = off");
    co_await conn.exec_driver_sql("SET escape_string_warning = off");
}

template <class Body>
void with_setting_off(Body body) {
    const std::string url = postgresql_url();
    if (url.empty()) return;
    run([](std::string where, Body test) -> task<void> {
        auto engine = create_async_engine(where);
        {
            auto conn = co_await engine.connect();
            co_await turn_off(conn);
            co_await test(conn);
            co_await conn.rollback();
            conn.invalidate();
        }
        co_await engine.dispose();
    }(url, body));
}

// The only row of a statement, whose answer may also be an error caused by an attack.
task<std::string> only_text(AsyncConnection& conn, std::string sql) {
    std::string text;
    bool failed = false;
    {
        auto savepoint = co_await conn.begin_nested();
        try {
            const Result<Dynamic> result = co_await conn.exec_driver_sql(std::move(sql));
            for (const auto& row : result) text += row.get<std::string>(0);
        } catch (const Error& error) {
            text = std::string("error: ") + error.what();
            failed = true;
        }
        if (failed) {
            co_await savepoint.rollback();
        } else {
            co_await savepoint.commit();
        }
    }
    co_return text;
}

task<std::string> sqlstate_of_rollback(AsyncConnection& conn, std::string name) {
    std::string sqlstate;
    try {
        co_await conn.rollback_prepared(std::move(name));
    } catch (const StatementError& error) {
        sqlstate = error.sqlstate();
    }
    co_return sqlstate;
}

}  // namespace
}  // namespace azoth_tests::escape

TEST_CASE("A value can't leave its literal where standard_conforming_strings is off", "[security]") {
    using namespace azoth_tests;
    escape::with_setting_off([](azoth::AsyncConnection& conn) -> azoth::task<void> {
        for (const std::string& value : escape::values_that_leave()) {
            INFO(value);
            azoth::CompileOptions options;
            options.literal_binds = true;
            const auto statement = select(azoth::bindparam("x", value));
            const std::string sql = azoth::postgresql::dialect().compile(statement, options).text->sql;
            const std::string literal = co_await escape::only_text(conn, sql);
            attack("literal_binds", literal != value);
            const auto executed = co_await conn.scalar(select(azoth::bindparam("x", value).literal_execute()));
            attack("literal_execute", executed != value);
        }
    });
}

TEST_CASE("The name of a prepared transaction can't leave its literal", "[security]") {
    using namespace azoth_tests;
    escape::with_setting_off([](azoth::AsyncConnection& conn) -> azoth::task<void> {
        co_await conn.commit();
        for (const std::string& name : escape::values_that_leave()) {
            INFO(name);
            const std::string sqlstate = co_await escape::sqlstate_of_rollback(conn, name);
            // undefined_object: the server searched for the whole name.
            attack("ROLLBACK PREPARED", sqlstate != "42704");
        }
    });
}

TEST_CASE("Comments, labels, defaults and conditions of a table can't leave their literals", "[security]") {
    using namespace azoth_tests;
    escape::with_setting_off([](azoth::AsyncConnection& conn) -> azoth::task<void> {
        co_await conn.exec_driver_sql("DROP TABLE IF EXISTS escape_all");
        co_await conn.exec_driver_sql("DROP TYPE IF EXISTS escape_kind");
        azoth::MetaData meta;
        const std::vector<std::string> values = escape::values_that_leave();
        const azoth::Table<> all{"escape_all",
                                 meta,
                                 azoth::comment(values[0]),
                                 azoth::Column{"id", azoth::Integer(), azoth::primary_key, azoth::comment(values[4])},
                                 azoth::Column{"text", azoth::String(60), azoth::server_default(values[0])},
                                 azoth::Column{"kind", azoth::Enum("escape_kind", values)}};
        co_await meta.create_all(conn);
        auto inspector = azoth::inspect(conn);
        const azoth::ReflectedTable read = co_await inspector.get_table("escape_all");
        attack("the comment of a table", read.comment != values[0]);
        attack("the comment of a column", read.find("id")->comment != values[4]);
        const auto enums = co_await inspector.get_enums();
        const auto kind =
            std::ranges::find_if(enums, [](const azoth::SqlType& type) { return type.detail().name == "escape_kind"; });
        REQUIRE(kind != enums.end());
        attack("the labels of an enum", kind->detail().labels != values);
        co_await conn.exec_driver_sql("INSERT INTO escape_all (id) VALUES (1)");
        const std::string made = co_await escape::only_text(conn, "SELECT text FROM escape_all");
        attack("a server default", made != values[0]);
        // Text that the database wrote under the same setting is executed again.
        const std::string expression = read.find("text")->default_sql;
        const std::string again = co_await escape::only_text(conn, "SELECT " + expression);
        attack("a reflected default", again != values[0]);
    });
}

TEST_CASE("A URL, a role or a database can't turn standard_conforming_strings off for a session", "[security]") {
    using namespace azoth_tests;
    const std::string url = postgresql_url();
    if (url.empty()) return;
    run([](std::string where) -> azoth::task<void> {
        auto engine = azoth::create_async_engine(where + "?options=-c%20standard_conforming_strings%3Doff");
        for (int i = 0; i < 2; ++i) {
            auto conn = co_await engine.connect();
            const auto shown =
                co_await conn.scalar(azoth::text("SHOW standard_conforming_strings").columns<std::string>());
            attack("an option of the URL", shown != "on");
            conn.invalidate();
        }
        co_await engine.dispose();
    }(url));
}

#include "catch.hpp"
#include "engine/support.hpp"
#include <azoth/azoth.hpp>
#include <azoth/reflection.hpp>

namespace azoth_tests {
namespace {

azoth::task<std::vector<std::string>> reflected_names(std::vector<std::string> statements) {
    auto engine = azoth::create_async_engine("sqlite://");
    std::vector<std::string> names;
    {
        auto connection = co_await engine.connect();
        for (std::string& sql : statements) co_await connection.exec_driver_sql(std::move(sql));
        auto inspector = azoth::inspect(connection);
        const std::vector<std::string> schemas{""};
        const azoth::ReflectedSchema schema = co_await inspector.get_schemas(schemas);
        for (const azoth::ReflectedTable& table : schema.tables) {
            names.push_back(table.name + (table.options.strict ? " strict" : "") +
                            (table.options.without_rowid ? " without rowid" : ""));
        }
    }
    co_await engine.dispose();
    co_return names;
}

}  // namespace

TEST_CASE("virtual tables of SQLite and their shadow tables are left out", "[reflection]") {
    const std::vector<std::string> names = run(
        reflected_names({"CREATE VIRTUAL TABLE Search USING fts5(body)", "CREATE VIRTUAL TABLE old USING fts4(body)",
                         "CREATE VIRTUAL TABLE \"a_b\" USING rtree(id, x0, x1)", "CREATE TABLE search_log (a)",
                         "CREATE TABLE other_data (a)", "CREATE TABLE a_b_data (a)"}));
    CHECK(names == std::vector<std::string>{"a_b_data", "other_data", "search_log"});
}

TEST_CASE("STRICT and WITHOUT ROWID are read from the text of a table", "[reflection]") {
    const std::vector<std::string> names =
        run(reflected_names({"CREATE TABLE a (without int, strict int)", "CREATE TABLE b (a int) STRICT",
                             "CREATE TABLE c (a int PRIMARY KEY) -- STRICT\n/* ) */ without /* ) */ rowid",
                             "CREATE TABLE d (a int PRIMARY KEY) STRICT, WITHOUT ROWID"}));
    CHECK(names == std::vector<std::string>{"a", "b strict", "c without rowid", "d strict without rowid"});
}

}  // namespace azoth_tests

#include "language/tables.hpp"
#include <azoth/postgresql/dialect.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

// Every method of the expression and statement classes is called by some test: a template that is never instantiated
// may not even compile.

using namespace language;

namespace {

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::stringstream text;
    text << in.rdbuf();
    REQUIRE(in);
    return text.str();
}

std::filesystem::path root() { return std::string(__FILE__).substr(0, std::string(__FILE__).rfind("tests/language")); }

// Headers of the classes that a program uses.
const std::map<std::string, std::vector<std::string>>& headers() {
    static const std::map<std::string, std::vector<std::string>> all{
        {"expression",
         {"case", "collection_methods", "expr", "expr_operators", "forms", "operand", "param", "quoted_name",
          "text_methods", "tuple", "window"}},
        {"sql", {"compound",       "cte",  "custom",   "ddl",           "delete", "dml",       "exists",
                 "insert",         "join", "query",    "query_methods", "select", "statement", "subquery",
                 "table_function", "text", "traverse", "update",        "upsert", "values",    "view"}},
    };
    return all;
}

// The public methods, found by the formatting of the sources: a class begins in the first column, its members in the
// fifth.
std::set<std::string> public_methods(const std::filesystem::path& header) {
    static const std::regex method(R"(^    (?:[A-Za-z_][\w:<>,&*. ]*[ &>]|requires.*\) +(?:[\w:<>,&*]+ )*))"
                                   R"(([a-z][a-z0-9_]*)\()");
    static const std::regex other(
        R"(^    (?:return|if|for|while|throw|else|using|requires \(|friend|explicit|static_assert|copy\b))");
    std::set<std::string> found;
    std::istringstream lines(text_of(header));
    bool is_public = false;
    for (std::string line; std::getline(lines, line);) {
        line = line.substr(0, line.find("//"));
        if (line.starts_with("class ")) is_public = false;
        if (line.starts_with("struct ")) is_public = true;
        if (line.starts_with("public:")) is_public = true;
        if (line.starts_with("protected:") || line.starts_with("private:")) is_public = false;
        std::smatch match;
        if (is_public && !std::regex_search(line, other) && std::regex_search(line, match, method)) {
            found.insert(match[1]);
        }
    }
    // Methods of nodes, which only the library calls, and words that are not methods.
    for (const char* const name : {"add_selected_item",
                                   "compare_row",
                                   "condition",
                                   "identifier",
                                   "operator",
                                   "as_bound_query",
                                   "changes_rows",
                                   "collect_from",
                                   "depth",
                                   "make_bind",
                                   "make_binary",
                                   "names_columns",
                                   "needs_group",
                                   "noexcept",
                                   "requires",
                                   "result_columns",
                                   "result_style",
                                   "sizeof",
                                   "table_valued_function",
                                   "text_node",
                                   "apply",
                                   "compiler_",
                                   "static_assert",
                                   "with_constraint",
                                   "with_target"}) {
        found.erase(name);
    }
    return found;
}

std::string all_tests() {
    std::string text;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root() / "tests")) {
        const std::string path = entry.path().string();
        const bool is_source = path.ends_with(".cpp") || path.ends_with(".hpp");
        if (is_source && path.find("/tests/bench/") == std::string::npos) {
            text += text_of(entry.path());
        }
    }
    return text;
}

}  // namespace

TEST_CASE("every public method of expressions and statements is called by a test", "[unit]") {
    const std::string tests = all_tests();
    std::set<std::string> called;
    static const std::regex call(R"((?:\.|->|::)\s*(?:template )?([a-z][a-z0-9_]*)\s*[(<])");
    for (auto at = std::sregex_iterator(tests.begin(), tests.end(), call); at != std::sregex_iterator(); ++at) {
        called.insert((*at)[1]);
    }
    std::size_t count = 0;
    for (const auto& [folder, files] : headers()) {
        for (const std::string& file : files) {
            const auto methods = public_methods(root() / "include/azoth" / folder / (file + ".hpp"));
            count += methods.size();
            for (const std::string& method : methods) {
                INFO(file << ".hpp: " << method);
                CHECK(called.contains(method));
            }
        }
    }
    CHECK(count > 200);
}

TEST_CASE("set operations keep their members' options, on each database", "[engine]") {
    on_each_database([](az::AsyncConnection& conn, const az::Dialect& dialect) -> az::task<void> {
        const auto all = select(things.id);
        const auto first = select(things.id).where(things.id == 1);
        CHECK((co_await conn.execute(all.intersect(first))).size() == 1);
        CHECK((co_await conn.execute(all.except_(first))).size() == 1);
        if (dialect.name() != "postgresql") {
            CHECK_THROWS_AS(az::compile(all.intersect_all(first), dialect), az::CompileError);
            CHECK_THROWS_AS(az::compile(all.except_all(first), dialect), az::CompileError);
            co_return;
        }
        CHECK((co_await conn.execute(all.union_all(all).intersect_all(all.union_all(first)))).size() == 3);
        CHECK((co_await conn.execute(all.union_all(all).except_all(first))).size() == 3);
    });
}

TEST_CASE("NULLs are compared as equal", "[engine]") {
    on_each_database([](az::AsyncConnection& conn, const az::Dialect&) -> az::task<void> {
        const auto same = select(things.id).where(things.m.is_not_distinct_from(things.m));
        CHECK((co_await conn.execute(same)).size() == 2);
        const auto other = select(things.id).where(things.m.is_distinct_from(6));
        CHECK((co_await conn.execute(other)).size() == 1);
    });
}

TEST_CASE("elements of JSON are read as documents and as long integers", "[engine]") {
    on_each_database([](az::AsyncConnection& conn, const az::Dialect&) -> az::task<void> {
        const auto big = select(things.doc["i"].as_big_integer().label("i")).where(things.id == 1);
        const auto numbers = co_await conn.execute(big);
        CHECK(numbers.one().get<std::int64_t>("i") == 5);
        const auto text = select(things.doc["s"].as_json().label("s")).where(things.id == 1);
        const auto documents = co_await conn.execute(text);
        CHECK(documents.size() == 1);
    });
}

TEST_CASE("keys and paths of jsonb can be tested", "[engine]") {
    on_each_database([](az::AsyncConnection& conn, const az::Dialect& dialect) -> az::task<void> {
        if (dialect.name() != "postgresql") co_return;
        const auto count = [&](const az::Condition& condition) -> az::task<std::size_t> {
            const auto rows = co_await conn.execute(select(things.id).where(condition));
            co_return rows.size();
        };
        const std::vector<std::string> there{"s", "i"};
        const std::vector<std::string> not_there{"s", "none"};
        CHECK((co_await count(things.doc.has_all(there))) == 2);
        CHECK((co_await count(things.doc.has_all(not_there))) == 0);
        CHECK((co_await count(things.doc.path_match("$.i == 5"))) == 1);
    });
}

TEST_CASE("parameters of a text are given by name", "[engine]") {
    on_each_database([](az::AsyncConnection& conn, const az::Dialect&) -> az::task<void> {
        const auto statement =
            az::text("SELECT id FROM language_things WHERE n = :n").bindparams(az::bindparam<std::int32_t>("n", 5));
        CHECK((co_await conn.execute(statement)).size() == 1);
    });
}

TEST_CASE("the parameters of a text have the types of the rows with which it is executed", "[engine]") {
    on_each_database([](az::AsyncConnection& conn, const az::Dialect&) -> az::task<void> {
        co_await conn.exec_driver_sql(
            "CREATE TEMPORARY TABLE language_rows (a BIGINT, b TEXT, c NUMERIC, d TIMESTAMP WITH TIME ZONE)");
        using Row = std::tuple<std::int32_t, std::string, double, std::optional<az::Timestamptz>>;
        const std::vector<Row> rows{{1, "x", 1.5, std::nullopt}, {2, "y", 2.5, az::Timestamptz()}};
        const auto insertion = az::text("INSERT INTO language_rows (a, b, c, d) VALUES (:a, :b, :c, :d)");
        co_await conn.execute(insertion, rows);
        const auto sums = co_await conn.exec_driver_sql(
            "SELECT CAST(sum(a) AS BIGINT), max(b), count(d) FROM "
            "language_rows");
        CHECK(sums.one().get<std::int64_t>(0) == 3);
        CHECK(sums.one().get<std::string>(1) == "y");
        CHECK(sums.one().get<std::int64_t>(2) == 1);
        co_await conn.rollback();
    });
}

TEST_CASE("an element of JSON is text without a CAST", "[engine]") {
    CHECK(az::compile(select(things.doc["s"].astext().label("s")), az::postgresql::dialect()).text->sql ==
          "SELECT language_things.doc ->> $1 AS s\nFROM language_things");
    on_each_database([](az::AsyncConnection& conn, const az::Dialect&) -> az::task<void> {
        const auto found = co_await conn.execute(select(things.id).where(things.doc["t"].astext() == "abc"));
        CHECK(found.size() == 1);
    });
}

TEST_CASE("schemas and tables are created with their objects", "[engine]") {
    on_each_database([](az::AsyncConnection& conn, const az::Dialect& dialect) -> az::task<void> {
        if (dialect.name() != "postgresql") co_return;
        const auto users = co_await conn.exec_driver_sql("SELECT current_user::text");
        const auto user = users.one().get<std::string>(0);
        co_await conn.execute(az::CreateSchema("language_owned").authorization(user));
        co_await conn.execute(az::CreateTableAs("language_copy", select(things.id)).unlogged());
        co_await conn.execute(az::CreateTableAs("language_other", select(things.id)).prefix("TEMPORARY"));
        CHECK((co_await conn.exec_driver_sql("SELECT 1 FROM language_copy")).size() == 2);
        co_await conn.rollback();
    });
}

#include "language/tables.hpp"
#include <azoth/fmt.hpp>
#include <azoth/postgresql/dialect.hpp>
#include <azoth/sqlite/dialect.hpp>

#include <sstream>
#include <tuple>

// SQL that databases rejected, or that did not compile.

using namespace language;
namespace func = azoth::func;

namespace {

std::string folded_sql(const az::Statement& statement, const az::Dialect& dialect, bool literals = false) {
    az::CompileOptions options;
    options.literal_binds = literals;
    std::string out;
    const az::Compiled compiled = az::compile(statement, dialect, options);
    for (const char c : compiled.text->sql) {
        const char blank = c == '\n' ? ' ' : c;
        if (blank != ' ' || (!out.empty() && out.back() != ' ')) out += blank;
    }
    return out;
}
std::string on_pg(const az::Statement& statement, bool literals = false) {
    return folded_sql(statement, az::postgresql::dialect(), literals);
}
std::string on_lite(const az::Statement& statement, bool literals = false) {
    return folded_sql(statement, az::sqlite::dialect(), literals);
}

struct P {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<std::string> name{"name"};
};
az::MetaData plain_schema;
az::MetaData audit_schema{"audit"};
const az::Table<P> p{"p", plain_schema};
const az::Table<P> ap{"p", audit_schema};

struct Kinds {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<std::string> u{"u", az::Uuid()};
    az::Column<std::string> c{"c", az::Enum("colour", {"red", "green"})};
    az::Column<az::Value> doc{"doc", az::Jsonb()};
    az::Column<std::vector<std::int32_t>> list{"list"};
    az::Column<bool> active{"active", az::server_default(az::text("1 = 1"))};
};
az::MetaData kinds_schema;
const az::Table<Kinds> kinds{"kinds", kinds_schema};

}  // namespace

TEST_CASE("tables with the same name in two schemas are distinguished", "[unit]") {
    CHECK(on_pg(select(p.name).where(az::exists().where(ap.id == p.id))) ==
          "SELECT p.name FROM p WHERE EXISTS (SELECT * FROM audit.p AS p_1 WHERE p_1.id = p.id)");
    CHECK(on_pg(select(ap.name, p.name).where(ap.id == p.id)) ==
          "SELECT p_1.name, p.name AS name_1 FROM audit.p AS p_1, p WHERE p_1.id = p.id");
    CHECK(on_pg(update(ap).values(ap.name = p.name).where(ap.id == p.id)) ==
          "UPDATE audit.p AS p_1 SET name=p.name FROM p WHERE p_1.id = p.id");
    // A single one keeps its name.
    CHECK(on_pg(select(ap.name)) == "SELECT audit.p.name FROM audit.p");
}

TEST_CASE("added CTEs are in one WITH", "[unit]") {
    const auto a = select(things.id).cte("a");
    const auto b = select(a[things.id]).cte("b");
    CHECK(on_pg(select(things.name).add_cte(a).add_cte(b)) ==
          "WITH a AS (SELECT language_things.id AS id FROM language_things), b AS (SELECT a.id AS id FROM a) "
          "SELECT language_things.name FROM language_things");
    CHECK(on_pg(select(things.name).add_cte(a, b)) == on_pg(select(things.name).add_cte(b)));
}

TEST_CASE("a join in DELETE ... USING is written once", "[unit]") {
    const auto other = things.alias("o");
    const auto third = things.alias("t");
    CHECK(on_pg(delete_from(p).using_(other.join(third, other.id == third.n)).where(p.id == other.id)) ==
          "DELETE FROM p USING language_things AS o JOIN language_things AS t ON o.id = t.n WHERE p.id = o.id");
}

TEST_CASE("a name made of table and column is shortened at every occurrence", "[unit]") {
    struct Long {
        az::Column<std::int32_t> id{"id_of_the_row_in_a_table_whose_name_is_long_too", az::primary_key};
    };
    az::MetaData meta;
    const az::Table<Long> rows{"a_table_whose_name_is_rather_long", meta};
    const auto inner = select(rows.id).set_label_style(az::LabelStyle::tablename_plus_col).subquery("inner_rows");
    const std::string sql = on_pg(select(inner[rows.id]));
    const std::string cut = "a_table_whose_name_is_rather_long_id_of_the_row_in_a_tabl_1";
    CHECK(sql.find("inner_rows." + cut) != std::string::npos);
    CHECK(sql.find("AS " + cut) != std::string::npos);
}

TEST_CASE("the collation of a cast follows it", "[unit]") {
    CHECK_THAT(on_pg(select(cast(things.name, az::String(10).with_collation("C")).label("x"))),
               StartsWith("SELECT (CAST(language_things.name AS VARCHAR(10)) COLLATE \"C\") AS x"));
}

TEST_CASE("text compared with a type that C++ represents as text is sent as that type", "[unit]") {
    const auto types = [](const az::Statement& statement) {
        return az::compile(statement, az::postgresql::dialect()).text->parameter_types;
    };
    const auto uuid = types(select(kinds.id).where(kinds.u == "00000000-0000-0000-0000-000000000001"));
    REQUIRE(uuid.size() == 1);
    CHECK(uuid[0].kind() == az::TypeKind::uuid);
    const auto json = types(select(kinds.id).where(kinds.doc.in_("1", "2")));
    REQUIRE(json.size() == 2);
    CHECK(json[0].kind() == az::TypeKind::jsonb);
    const auto choice = types(select(az::case_(az::when(kinds.id == 1, kinds.c)).else_("red")));
    REQUIRE(choice.size() == 2);
    CHECK(choice[1].kind() == az::TypeKind::enumeration);
    // What is appended remains text.
    const auto appended = types(select(things.day.concat("x").label("x")));
    REQUIRE(appended.size() == 1);
    CHECK(appended[0].kind() != az::TypeKind::date);
}

TEST_CASE("an empty list bound to a text has no elements", "[engine]") {
    on_each_database([](az::AsyncConnection& conn, const az::Dialect&) -> az::task<void> {
        const std::vector<std::int32_t> none;
        const auto out = az::text("SELECT id FROM language_things WHERE id NOT IN :l").bind("l", az::expanding(none));
        const auto all = co_await conn.execute(out);
        CHECK(all.size() == 2);
        const auto in = az::text("SELECT id FROM language_things WHERE id IN :l").bind("l", az::expanding(none));
        const auto nothing = co_await conn.execute(in);
        CHECK(nothing.size() == 0);
    });
}

TEST_CASE("SQL text in a select list has the database's name", "[engine]") {
    on_each_database([](az::AsyncConnection& conn, const az::Dialect&) -> az::task<void> {
        const auto loud = az::literal_column<std::string>("name || '!' AS loud");
        const auto result = co_await conn.execute(select(loud).select_from(things).order_by(things.id));
        CHECK(result.keys()[0] == "loud");
    });
}

TEST_CASE("functions have the types of their values", "[unit]") {
    const auto rest = func::mod(things.n, az::Decimal("2.5"));
    STATIC_REQUIRE(std::is_same_v<decltype(rest)::value_type, az::Decimal>);
    CHECK(rest.type().kind() == az::TypeKind::numeric);
    const auto several = func::percentile_disc(std::vector<double>(2, 0.5)).within_group(things.n);
    STATIC_REQUIRE(std::is_same_v<decltype(several)::value_type, std::optional<std::vector<std::int32_t>>>);
    CHECK(several.type().kind() == az::TypeKind::array);
    const auto middle = func::percentile_cont(0.5).within_group(things.n);
    STATIC_REQUIRE(std::is_same_v<decltype(middle)::value_type, std::optional<double>>);
}

TEST_CASE("rows are compared with rows whose values may be NULL, and with C++ values", "[engine]") {
    on_each_database([](az::AsyncConnection& conn, const az::Dialect&) -> az::task<void> {
        const auto key = az::tuple_(things.n, things.id);
        const auto ids_where = [&](const az::Condition& condition) {
            return values<std::int32_t>(conn, select(things.id).where(condition).order_by(things.id));
        };
        CHECK((co_await ids_where(key >= std::tuple(2, 2))).size() == 2);
        CHECK((co_await ids_where(key > std::tuple(2, 2))).size() == 1);
        CHECK((co_await ids_where(key <= std::pair(2, 2))).size() == 1);
        CHECK((co_await ids_where(key != std::tuple(2, 2))).size() == 1);
        CHECK((co_await ids_where(key < az::tuple_(things.m, things.id))).size() == 1);
        CHECK((co_await ids_where(key == az::tuple_(things.n, 1))).size() == 1);
    });
}

TEST_CASE("an array's element by an expression", "[unit]") {
    CHECK(on_pg(select(kinds.list[kinds.id].label("x"))) == "SELECT kinds.list[kinds.id] AS x FROM kinds");
    CHECK(on_pg(select(az::literal(std::vector<std::int32_t>(1, 7))[1].label("x")), true) ==
          "SELECT (ARRAY[7])[1] AS x");
}

TEST_CASE("conditions can be added in a loop", "[unit]") {
    az::Condition filter;
    for (int i = 0; i < 20'000; ++i) filter = filter || things.id == i;
    const std::string sql = on_pg(select(things.id).where(filter));
    CHECK_THAT(sql, EndsWith("OR language_things.id = $20000"));
    CHECK(sql.find("((") == std::string::npos);
}

TEST_CASE("an index's condition in ON CONFLICT is written as in CREATE INDEX", "[unit]") {
    const auto unique = az::Index("one_active", kinds.id).unique().where(kinds.active);
    const auto upsert = insert(kinds).values(kinds.id = 1).on_conflict(unique).do_nothing();
    CHECK_THAT(on_lite(upsert), EndsWith("ON CONFLICT (id) WHERE active DO NOTHING"));
}

TEST_CASE("an expression is printed as SQL", "[unit]") {
    std::ostringstream out;
    out << (things.name == "x") << ' ' << things.n;
    CHECK(out.str() == "language_things.name = :name_1 language_things.n");
    CHECK(fmt::format("{}", things.n + 1) == "language_things.n + :n_1");
}

TEST_CASE("short forms", "[unit]") {
    CHECK(on_pg(select(things.id).where(things.id.in_({1, 2}), things.name.not_in({"a", "b"}))) ==
          "SELECT language_things.id FROM language_things WHERE language_things.id IN ($1, $2) AND "
          "(language_things.name NOT IN ($3, $4))");
    CHECK_THAT(on_pg(select(things.id).order_by(desc(things.id), asc(things.name))),
               EndsWith("ORDER BY language_things.id DESC, language_things.name ASC"));
    CHECK_THAT(on_pg(select(p.id).where(exists(things.id).where(things.id == p.id))),
               EndsWith("EXISTS (SELECT language_things.id FROM language_things WHERE language_things.id = p.id)"));
    CHECK_THAT(on_pg(select(p.id).filter_by("id", 1, "name", "x")), EndsWith("WHERE p.id = $1 AND p.name = $2"));
    CHECK_THAT(on_pg(select(func::count()).group_by(func::grouping_sets(az::tuple_(p.id), az::tuple_()))),
               EndsWith("GROUP BY GROUPING SETS((p.id), ())"));
    CHECK_THAT(on_pg(select(func::rank(35).within_group(things.n).label("place"))),
               StartsWith("SELECT rank($1) WITHIN GROUP (ORDER BY language_things.n) AS place"));
}

TEST_CASE("the parameters of a compiled statement have names", "[unit]") {
    const auto statement = select(things.id).where(things.name == "x", things.n > 3, things.name != "y");
    const auto params = az::compile(statement, az::postgresql::dialect()).params();
    REQUIRE(params.size() == 3);
    CHECK(params[0].first == "name_1");
    CHECK(params[1].first == "n_1");
    CHECK(params[2].first == "name_2");
    CHECK(params[2].second == az::Value("y"));
}

TEST_CASE("an alias can be aliased", "[unit]") {
    const auto a = things.alias("a");
    const auto b = a.alias("b");
    CHECK(on_pg(select(a.id, b.id).where(a.id == b.id)) ==
          "SELECT a.id, b.id AS id_1 FROM language_things AS a, language_things AS b WHERE a.id = b.id");
}

TEST_CASE("keywords of DDL may be written in any case", "[unit]") {
    struct Words {
        az::Column<std::int32_t> id{"id", az::primary_key};
        az::Column<std::int32_t> parent{
            "parent", az::ForeignKey("words.id").on_delete("cascade").deferrable().initially("deferred")};
    };
    az::MetaData schema;
    const az::Table<Words> words{"words", schema, az::Index("words_parent", "parent").using_("GIN")};
    const std::string ddl = az::ddl_script(schema, az::postgresql::dialect());
    CHECK_THAT(ddl, ContainsSubstring("ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED"));
    CHECK_THAT(ddl, ContainsSubstring("USING gin (parent)"));
}

TEST_CASE("the error for an unsupported construct names it", "[unit]") {
    CHECK_THROWS_WITH(on_lite(select(kinds.doc.has_key("x"))), EndsWith("sqlite has no operator ?"));
    CHECK_THROWS_WITH(on_lite(select(kinds.list[1])), EndsWith("sqlite has no array elements"));
}

TEST_CASE("literals keep their type", "[unit]") {
    const auto pg = [](const auto& expression) { return on_pg(select((expression).label("x")), true); };
    CHECK(pg(az::literal(1.0) / things.n).find("CAST(1.0 AS DOUBLE PRECISION) / ") != std::string::npos);
    CHECK(pg(func::coalesce(things.m, az::literal(az::Decimal("2")))).find("CAST(2 AS NUMERIC)") != std::string::npos);
    CHECK(pg(func::date_trunc("day", day(2024, 1, 1))).find("CAST('2024-01-01' AS DATE)") != std::string::npos);
    CHECK(on_lite(select(az::literal(1.0).label("x")), true) == "SELECT 1.0 AS x");
    // Compared with a column of the type, no cast is needed.
    CHECK_THAT(on_pg(select(things.id).where(things.day == day(2024, 1, 1)), true),
               EndsWith("WHERE language_things.day = '2024-01-01'"));
}

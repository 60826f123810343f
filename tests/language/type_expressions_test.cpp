#include "language/tables.hpp"
#include <azoth/postgresql/dialect.hpp>
#include <azoth/sqlite/dialect.hpp>

// Types that add SQL around their values when they are stored and read.

using namespace language;

namespace {

struct Notes {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<std::string> tag{
        "tag", az::String().with_bind_expression("lower({})").with_column_expression("'<' || {} || '>'")};
};
az::MetaData notes_schema;
const az::Table<Notes> notes{"language_notes", notes_schema};

std::string sql_of(const az::Statement& statement, bool literals = false) {
    az::CompileOptions options;
    options.literal_binds = literals;
    return az::compile(statement, az::postgresql::dialect(), options).text->sql;
}

}  // namespace

TEST_CASE("a type's SQL surrounds parameters, literals and the columns of the result", "[unit]") {
    CHECK(sql_of(select(notes.tag).where(notes.tag == "A")) ==
          "SELECT '<' || language_notes.tag || '>' AS tag\nFROM language_notes\nWHERE language_notes.tag = lower($1)");
    CHECK(sql_of(select(notes.tag.label("t")), true) ==
          "SELECT '<' || language_notes.tag || '>' AS t\nFROM language_notes");
    CHECK(sql_of(insert(notes).values(notes.id = 1, notes.tag = "A").returning(notes.tag), true) ==
          "INSERT INTO language_notes (id, tag) VALUES (1, lower('A')) RETURNING '<' || language_notes.tag || '>' AS "
          "tag");
}

TEST_CASE("values inside the database are not wrapped", "[unit]") {
    const auto inner = select(notes.tag).subquery("s");
    CHECK(sql_of(select(inner.template column<0>())) ==
          "SELECT '<' || s.tag || '>' AS tag\nFROM (SELECT language_notes.tag AS tag\nFROM language_notes) AS s");
}

TEST_CASE("SQL around a value contains the placeholder of the value once", "[unit]") {
    CHECK_THROWS_AS(az::String().with_bind_expression("lower()"), az::ArgumentError);
    CHECK_THROWS_AS(az::String().with_column_expression("{} || {}"), az::ArgumentError);
    CHECK(az::String() != az::String().with_bind_expression("lower({})"));
}

TEST_CASE("SQL around a value is not split by operators around it", "[unit]") {
    struct Sums {
        az::Column<std::int32_t> id{"id", az::primary_key};
        az::Column<std::int32_t> v{"v", az::Integer().with_bind_expression("{} - 1").with_column_expression("{} + 1")};
    };
    az::MetaData schema;
    const az::Table<Sums> sums{"sums", schema};
    CHECK(sql_of(select(sums.id).where(sums.v - 2 == 1)) ==
          "SELECT sums.id\nFROM sums\nWHERE sums.v - ($1 - 1) = ($2 - 1)");
    CHECK(sql_of(select((sums.v * 3).label("x"))) == "SELECT (sums.v * ($1 - 1)) + 1 AS x\nFROM sums");
}

TEST_CASE("each value of a list gets the SQL of its type", "[unit]") {
    az::CompileOptions options;
    options.lists_as_arrays = true;
    const std::vector<std::string> tags{"A", "B"};
    const auto found = select(notes.id).where(notes.tag.in_(tags));
    CHECK(az::compile(found, az::postgresql::dialect(), options).text->sql ==
          "SELECT language_notes.id\nFROM language_notes\nWHERE language_notes.tag IN (lower($1), lower($2))");
    const auto later = select(notes.id).where(notes.tag.in_(az::bindparam<std::vector<std::string>>("tags")));
    CHECK_THROWS_AS(az::compile(later, az::postgresql::dialect()), az::CompileError);
}

TEST_CASE("distinct rows are ordered by the wrapped value", "[engine]") {
    CHECK(sql_of(select(notes.tag).distinct().order_by(notes.tag.desc())) ==
          "SELECT DISTINCT '<' || language_notes.tag || '>' AS tag\nFROM language_notes ORDER BY '<' || "
          "language_notes.tag || '>' DESC");
    // The rows of a subquery are the table's.
    const auto inner = select(notes.tag).distinct().order_by(notes.tag).limit(1).subquery("s");
    CHECK(sql_of(select(inner.template column<0>())).find("ORDER BY language_notes.tag\n") != std::string::npos);
    on_each_database([](az::AsyncConnection& conn, const az::Dialect&) -> az::task<void> {
        co_await notes_schema.drop_all(conn);
        co_await notes_schema.create_all(conn);
        std::int32_t id = 1;
        for (const char* const tag : {"B", "A", "A"}) {
            co_await conn.execute(insert(notes).values(notes.id = id++, notes.tag = tag));
        }
        const auto texts = [&](auto statement) -> az::task<std::vector<std::string>> {
            co_return co_await values<std::string>(conn, statement);
        };
        const std::vector<std::string> sorted{"<a>", "<b>"};
        CHECK((co_await texts(select(notes.tag).distinct().order_by(notes.tag))) == sorted);
        CHECK((co_await texts(select(notes.tag).distinct().order_by("tag"))) == sorted);
        CHECK((co_await texts(select(notes.tag.label("t")).distinct().order_by("t"))) == sorted);
        CHECK((co_await texts(select(notes.tag.label("t")).distinct().order_by(notes.tag))) == sorted);
        const auto whole = notes.tag.concat("!");
        CHECK((co_await texts(select(whole).distinct().order_by(whole.asc().nulls_last()))).size() == 2);
        co_await conn.rollback();
    });
}

TEST_CASE("a literal of a CASE gets the SQL of the CASE's type", "[unit]") {
    CHECK(sql_of(select(notes.id).where(case_(when(notes.id == 1, notes.tag)).else_("B") == "x")) ==
          "SELECT language_notes.id\nFROM language_notes\nWHERE CASE WHEN (language_notes.id = $1) THEN "
          "language_notes.tag ELSE lower($2) END = lower($3)");
    CHECK(sql_of(select(case_(notes.tag).when("A", 1).else_(2).label("c"))) ==
          "SELECT CASE language_notes.tag WHEN lower($1) THEN $2 ELSE $3 END AS c\nFROM language_notes");
}

TEST_CASE("values of a type with SQL around them are stored and read through it", "[engine]") {
    on_each_database([](az::AsyncConnection& conn, const az::Dialect&) -> az::task<void> {
        co_await notes_schema.drop_all(conn);
        co_await notes_schema.create_all(conn);
        co_await conn.execute(insert(notes).values(notes.id = 1, notes.tag = "ABC"));
        co_await conn.execute(update(notes).values(notes.tag = "DEF").where(notes.tag == "abC"));
        const auto rows = co_await conn.execute(select(notes.tag).union_all(select(notes.tag)));
        CHECK(rows.size() == 2);
        for (const auto& row : rows) CHECK(row.get<std::string>(0) == "<def>");
        const auto raw = co_await conn.exec_driver_sql("SELECT tag FROM language_notes");
        CHECK(raw.one().get<std::string>(0) == "def");
        co_await conn.rollback();
    });
}

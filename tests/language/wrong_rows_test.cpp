#include "language/tables.hpp"
#include <azoth/postgresql/dialect.hpp>
#include <azoth/sqlite/dialect.hpp>

using namespace language;
namespace func = azoth::func;

namespace {

using Ids = std::vector<std::int32_t>;
using Texts = std::vector<std::string>;
using MaybeTexts = std::vector<std::optional<std::string>>;
using Decimals = std::vector<az::Decimal>;

// g++ 12 does not compile a braced list inside co_await.
template <class T, class... Items>
std::vector<T> list(const Items&... items) {
    return std::vector<T>{T(items)...};
}

template <class C>
az::task<Ids> ids(az::AsyncConnection& conn, C condition) {
    co_return co_await values<std::int32_t>(conn, select(things.id).where(condition).order_by(things.id));
}

bool on_sqlite(const az::Dialect& dialect) { return dialect.name() == "sqlite"; }

}  // namespace

TEST_CASE("an operand is in parentheses if the database would parse it differently", "[engine]") {
    on_each_database([]([[maybe_unused]] az::AsyncConnection& conn,
                        [[maybe_unused]] const az::Dialect& dialect) -> az::task<void> {
        const auto name = things.name;
        // || binds more tightly than + on SQLite, and as tightly as & on PostgreSQL.
        const auto sum = cast(things.n + 1, az::Text());
        CHECK((co_await values<std::string>(conn, select(name.concat(sum)).order_by(things.id))) ==
              list<Texts::value_type>("a6", "b3"));
        const auto number = type_coerce<std::string>(things.n + 1, az::Text());
        CHECK((co_await values<std::string>(conn, select(name.concat(number)).order_by(things.id))) ==
              list<Texts::value_type>("a6", "b3"));
        const auto bits = type_coerce<std::string>(things.n.bitwise_and(1), az::Text());
        CHECK((co_await values<std::string>(conn, select(name.concat(bits)).order_by(things.id))) ==
              list<Texts::value_type>("a1", "b0"));
        CHECK((co_await ids(conn, name.concat("x").like(az::literal("b").concat("_")))) == list<Ids::value_type>(2));
        CHECK((co_await ids(conn, name.concat(number).startswith(az::literal("a").concat(number)))) ==
              list<Ids::value_type>(1));
        const auto not_five = az::literal(-5).bitwise_not();
        CHECK((co_await values<std::int32_t>(conn, select(not_five).limit(1))) == list<Ids::value_type>(4));
        CHECK((co_await values<std::int32_t>(conn, select(things.n - (things.n - 1)).order_by(things.id))) ==
              list<Ids::value_type>(1, 1));
    });
}

TEST_CASE("NOT of a comparison with ANY or ALL negates its value", "[engine]") {
    const std::string url = azoth_tests::postgresql_url();
    if (url.empty()) return;
    on_each_database([]([[maybe_unused]] az::AsyncConnection& conn,
                        [[maybe_unused]] const az::Dialect& dialect) -> az::task<void> {
        if (on_sqlite(dialect)) co_return;
        const auto both = az::array(things.n, things.id);  // {5, 1} and {2, 2}
        CHECK((co_await ids(conn, !(az::literal(5) == any_(both)))) == list<Ids::value_type>(2));
        CHECK((co_await ids(conn, !(az::literal(2) == all_(both)))) == list<Ids::value_type>(1));
        CHECK((co_await ids(conn, !(things.n < any_(az::array(things.id, things.n))))) == list<Ids::value_type>(1, 2));
        CHECK((co_await ids(conn, !(things.id >= all_(both)))) == list<Ids::value_type>(1));
        CHECK((co_await ids(conn, any_(both) == 5)) == list<Ids::value_type>(1));
        CHECK((co_await ids(conn, all_(both) < 3)) == list<Ids::value_type>(2));
        CHECK_THROWS_AS(any_(both) == nullptr, az::ArgumentError);
        CHECK_THROWS_AS(any_(both) + 1, az::ArgumentError);
        CHECK_THROWS_AS(any_(both) == all_(both), az::ArgumentError);
    });
}

TEST_CASE("floor division also rounds down numbers that SQLite stores as integers", "[engine]") {
    on_each_database(
        []([[maybe_unused]] az::AsyncConnection& conn, [[maybe_unused]] const az::Dialect& dialect) -> az::task<void> {
            CHECK((co_await values<az::Decimal>(conn, select(things.price.floor_div(2)).order_by(things.id))) ==
                  list<Decimals::value_type>(az::Decimal("-4"), az::Decimal("3")));
        });
}

TEST_CASE("ILIKE with a letter as escape character throws if lower() would change it", "[engine]") {
    on_each_database(
        []([[maybe_unused]] az::AsyncConnection& conn, [[maybe_unused]] const az::Dialect& dialect) -> az::task<void> {
            const auto escaped = things.name.ilike("Ax%", az::escape('x'));
            if (!on_sqlite(dialect)) co_return;
            CHECK_THROWS_WITH(az::compile(select(things.id).where(escaped), dialect),
                              ContainsSubstring("escape with a character that is no letter"));
        });
}

TEST_CASE("days are added to dates and counted between them on both databases", "[engine]") {
    on_each_database(
        []([[maybe_unused]] az::AsyncConnection& conn, [[maybe_unused]] const az::Dialect& dialect) -> az::task<void> {
            CHECK((co_await ids(conn, things.day + 1 == day(2024, 1, 2))) == list<Ids::value_type>(1));
            CHECK((co_await ids(conn, things.day - things.n == day(2021, 1, 1))) == list<Ids::value_type>(2));
            CHECK((co_await ids(conn, 31 + things.day == day(2024, 2, 1))) == list<Ids::value_type>(1));
            const auto since = things.day - day(2021, 1, 1);
            CHECK((co_await values<std::int32_t>(conn, select(since).order_by(things.id))) ==
                  list<Ids::value_type>(1095, 2));
            const auto later = things.at + std::chrono::hours(1);
            const auto noon =
                az::Timestamp(day(2024, 1, 1)) + std::chrono::hours(13) + std::chrono::microseconds(5'250'000);
            if (on_sqlite(dialect)) {
                CHECK_THROWS_WITH(az::compile(select(things.id).where(later == noon), dialect),
                                  ContainsSubstring("INTERVAL"));
            } else {
                CHECK((co_await ids(conn, later == noon)) == list<Ids::value_type>(1, 2));
            }
        });
}

TEST_CASE("JSON read as another type has that type", "[engine]") {
    on_each_database(
        []([[maybe_unused]] az::AsyncConnection& conn, [[maybe_unused]] const az::Dialect& dialect) -> az::task<void> {
            const auto doc = [](const char* key) { return things.doc[key]; };
            CHECK((co_await ids(conn, doc("i").as_string() == "5")) == list<Ids::value_type>(1));
            CHECK((co_await ids(conn, doc("b").as_string() == "true")) == list<Ids::value_type>(1));
            CHECK((co_await ids(conn, things.id == 1 && doc("s").as_integer() == 5)) == list<Ids::value_type>(1));
            CHECK((co_await ids(conn, things.id == 2 && doc("t").as_boolean() == true)) == list<Ids::value_type>(2));
            CHECK((co_await ids(conn, doc("b").as_boolean() == false)) == list<Ids::value_type>(2));
            CHECK((co_await ids(conn, doc("f").as_float() > 1.75)) == list<Ids::value_type>(2));
            CHECK((co_await ids(conn, doc("i").as_numeric() < az::Decimal("2.5"))) == list<Ids::value_type>(2));
            const auto texts =
                co_await values<std::optional<std::string>>(conn, select(doc("i").as_string()).order_by(things.id));
            CHECK(texts == list<MaybeTexts::value_type>("5", "2"));
            // A value that is not a number makes PostgreSQL's statement fail; an expression cannot fail on SQLite.
            if (on_sqlite(dialect))
                CHECK((co_await ids(conn, doc("t").as_integer().is_null())) == list<Ids::value_type>(1, 2));
        });
}

TEST_CASE("fields of a time are the same on both databases", "[engine]") {
    on_each_database([]([[maybe_unused]] az::AsyncConnection& conn,
                        [[maybe_unused]] const az::Dialect& dialect) -> az::task<void> {
        // 2021-01-03 is a Sunday of the last ISO week of 2020.
        CHECK((co_await values<std::int32_t>(
                  conn, select(az::extract<std::int32_t>("week", things.day)).order_by(things.id))) ==
              list<Ids::value_type>(1, 53));
        CHECK((co_await ids(conn, az::extract<double>("second", things.at) == 5.25)) == list<Ids::value_type>(1, 2));
        CHECK((co_await ids(conn, az::extract<double>("epoch", things.at) == 1704110405.25)) ==
              list<Ids::value_type>(1, 2));
    });
}

TEST_CASE("the current time is comparable with stored times", "[engine]") {
    on_each_database(
        []([[maybe_unused]] az::AsyncConnection& conn, [[maybe_unused]] const az::Dialect& dialect) -> az::task<void> {
            if (on_sqlite(dialect)) {
                const auto now = az::type_coerce<std::string>(func::now(), az::Text());
                const auto length = co_await values<std::string>(conn, select(now));
                REQUIRE(length.size() == 1);
                CHECK(length[0].size() == std::string_view("2024-01-01 12:00:00.000000").size());
            }
            CHECK((co_await values<az::Timestamptz>(conn, select(func::now()))).size() == 1);
            CHECK((co_await values<az::Timestamp>(conn, select(func::localtimestamp()))).size() == 1);
            CHECK((co_await values<std::chrono::local_days>(conn, select(func::current_date()))).size() == 1);
        });
}

TEST_CASE("RETURNING of another table's column throws if it would return the target's", "[unit]") {
    const auto other = things.alias("other");
    const auto changed = update(things).values(things.n = other.n).where(other.id == things.m).returning(other.name);
    CHECK_THROWS_WITH(az::compile(changed, az::sqlite::dialect()), ContainsSubstring("sqlite has no RETURNING"));
    CHECK_NOTHROW(az::compile(changed, az::postgresql::dialect()));
}

TEST_CASE("join_from joins to the given side", "[unit]") {
    struct U {
        az::Column<std::int32_t> id{"id", az::primary_key};
    };
    struct B {
        az::Column<std::int32_t> id{"id", az::primary_key};
        az::Column<std::int32_t> u_id{"u_id", az::ForeignKey("u.id")};
    };
    struct C {
        az::Column<std::int32_t> id{"id", az::primary_key};
        az::Column<std::int32_t> u_id{"u_id", az::ForeignKey("u.id")};
        az::Column<std::int32_t> b_id{"b_id", az::ForeignKey("b.id")};
    };
    az::MetaData meta;
    const az::Table<U> u{"u", meta};
    const az::Table<B> b{"b", meta};
    const az::Table<C> c{"c", meta};
    const auto joined = select(u.id).join_from(u, b).join_from(u, c);
    CHECK_THAT(az::compile(joined, az::postgresql::dialect()).text->sql,
               EndsWith("FROM u JOIN b ON u.id = b.u_id JOIN c ON u.id = c.u_id"));
}

TEST_CASE("a made-up name differs from the statement's own names", "[engine]") {
    struct Counts {
        az::Column<std::int32_t> id{"id", az::primary_key};
        az::Column<std::int32_t> count_1{"count_1"};
    };
    static az::MetaData meta;
    static const az::Table<Counts> counts{"language_counts", meta};
    on_each_database(
        []([[maybe_unused]] az::AsyncConnection& conn, [[maybe_unused]] const az::Dialect& dialect) -> az::task<void> {
            co_await meta.drop_all(conn);
            co_await meta.create_all(conn);
            co_await conn.execute(insert(counts).values(counts.id = 1, counts.count_1 = 7));
            const auto number = func::count();
            const auto inner = select(counts.count_1, number).group_by(counts.count_1).subquery();
            const auto rows = co_await conn.execute(select(inner[counts.count_1], inner[number]));
            for (const auto& [first, second] : rows) {
                CHECK(first == 7);
                CHECK(second == 1);
            }
            co_await conn.rollback();
        });
}

TEST_CASE("GROUP BY a name means the selected label", "[engine]") {
    on_each_database(
        []([[maybe_unused]] az::AsyncConnection& conn, [[maybe_unused]] const az::Dialect& dialect) -> az::task<void> {
            // Both rows have the label "same"; the column of the same name distinguishes them.
            const auto label = func::substr(things.name.concat("same"), 2, 4).label("name");
            const auto counted = select(label, func::count()).group_by("name");
            CHECK((co_await values<std::string>(conn, counted)) == list<Texts::value_type>("same"));
        });
}

TEST_CASE("an INSERT from a set operation has the defaults of its table", "[engine]") {
    struct Notes {
        az::Column<std::int32_t> id{"id", az::primary_key, az::autoincrement(false)};
        az::Column<std::string> text{"text"};
        az::Column<std::string> kind{"kind", az::default_("plain")};
    };
    static az::MetaData meta;
    static const az::Table<Notes> notes{"language_notes", meta};
    on_each_database(
        []([[maybe_unused]] az::AsyncConnection& conn, [[maybe_unused]] const az::Dialect& dialect) -> az::task<void> {
            co_await meta.drop_all(conn);
            co_await meta.create_all(conn);
            const auto both = union_all(select(things.id, things.name).where(things.id == 1),
                                        select(things.id, things.name).where(things.id == 2));
            const auto all = insert(notes).columns(notes.id, notes.text).from_select(both);
            co_await conn.execute(all);
            co_await conn.execute(all.on_conflict(notes.id).do_nothing());
            const auto raw = az::text("SELECT 3 AS a, 'x' AS b").columns<std::int32_t, std::string>("a", "b");
            co_await conn.execute(insert(notes).columns(notes.id, notes.text).from_select(raw));
            CHECK((co_await values<std::string>(conn, select(notes.kind))) ==
                  list<Texts::value_type>("plain", "plain", "plain"));
            co_await conn.rollback();
        });
}

TEST_CASE("a nesting CTE may be recursive and is found from the statements inside", "[engine]") {
    on_each_database([]([[maybe_unused]] az::AsyncConnection& conn,
                        [[maybe_unused]] const az::Dialect& dialect) -> az::task<void> {
        const auto one = az::literal(1).label("one");
        const auto first = select(one).cte("r", az::recursive | az::nesting);
        const auto all = first.union_all(select(first[one] + 1).where(first[one] < 5));
        CHECK((co_await values<std::int32_t>(conn, select(all[one]).order_by(all[one]))) ==
              list<Ids::value_type>(1, 2, 3, 4, 5));

        const auto few = select(things.id).cte("few", az::nesting);
        const auto count = select(func::count()).select_from(few).scalar_subquery();
        const auto twice = select(few[things.id], count).order_by(few[things.id]);
        CHECK((co_await values<std::int32_t>(conn, twice)) == list<Ids::value_type>(1, 2));
        const auto inner_first = select(things.id).where(
            things.id.in_(select(few[things.id])), things.n > select(func::min(few[things.id])).scalar_subquery());
        CHECK((co_await values<std::int32_t>(conn, inner_first.order_by(things.id))) == list<Ids::value_type>(1, 2));
    });
}

TEST_CASE("raw SQL is parsed with the quotes of the database", "[engine]") {
    on_each_database(
        []([[maybe_unused]] az::AsyncConnection& conn, [[maybe_unused]] const az::Dialect& dialect) -> az::task<void> {
            if (!on_sqlite(dialect)) co_return;
            const auto result =
                co_await conn.execute(az::text("SELECT 1 AS [a :b], 2 AS `it's :c`, /* /* :d */ :e AS e").bind("e", 3));
            const auto row = result.one();
            CHECK(row["a :b"].template as<std::int64_t>() == 1);
            CHECK(row["it's :c"].template as<std::int64_t>() == 2);
            CHECK(row["e"].template as<std::int64_t>() == 3);
        });
}

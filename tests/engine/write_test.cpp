#include "catch.hpp"
#include "each_database.hpp"
#include "support.hpp"

#include <atomic>
#include <set>
#include <sstream>
#include <tuple>

namespace az = azoth;
using namespace azoth_tests;

namespace {

std::atomic<int> tokens{0};

// Defaults of every kind.
struct Parts {
    az::Column<std::int64_t> id{"id", az::primary_key};
    az::Column<std::string> title{"title", az::String(40), az::unique};
    az::Column<std::string> slug{
        "slug", az::default_([](const az::RowValues& row) { return row.get<std::string>("title") + "-slug"; })};
    az::Column<int> token{"token", az::default_([] { return ++tokens; })};
    az::Column<int> uses{"uses", az::default_(0), az::onupdate([](const az::RowValues& row) {
                             return static_cast<int>(row.get<std::string>("title").size());
                         })};
    az::Column<std::string> state{"state", az::default_("new")};
    az::Column<std::string> stamp{"stamp", az::default_(az::func::upper("made")),
                                  az::onupdate(az::func::upper("changed"))};
    az::Column<std::string> source{"source", az::server_default("web")};
};

struct Boxes {
    az::Column<std::string> code{"code", az::primary_key, az::default_([] { return std::string("b-1"); })};
    az::Column<std::optional<std::int64_t>> part_id{"part_id", az::ForeignKey("write_parts.id")};
    az::Column<int> amount{"amount", az::server_default(1)};
};

// A key that is neither numbered nor sent.
struct Seals {
    az::Column<std::string> code{"code", az::primary_key, az::default_(az::func::lower("SEAL"))};
    az::Column<std::string> note{"note"};
};

az::MetaData shelf;
const az::Table<Parts> parts{"write_parts", shelf};
const az::Table<Boxes> boxes{"write_boxes", shelf};
const az::Table<Seals> seals{"write_seals", shelf};

using Part = std::tuple<std::string, std::string, int, std::string, std::string, std::string>;

az::task<std::vector<Part>> all_parts(az::AsyncConnection& conn) {
    const auto result = co_await conn.execute(
        select(parts.title, parts.slug, parts.uses, parts.state, parts.stamp, parts.source).order_by(parts.id));
    std::vector<Part> all;
    for (const auto& row : result) all.push_back(row.tuple());
    co_return all;
}

// Calls a test's coroutine with a connection to a database with empty tables.
template <class Test>
void on(const std::string& url, Test test) {
    run([](std::string where, Test body) -> az::task<void> {
        auto engine = az::create_async_engine(where);
        auto conn = co_await engine.connect();
        co_await shelf.drop_all(conn);
        co_await shelf.create_all(conn);
        co_await conn.commit();
        co_await body(conn);
    }(url, std::move(test)));
}

}  // namespace

TEST_CASE("Defaults of every kind fill what an INSERT leaves out", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    on(url, [](az::AsyncConnection& conn) -> az::task<void> {
        co_await conn.execute(insert(parts).values(parts.title = "axle"));
        co_await conn.execute(insert(parts).values(parts.title = "bolt", parts.slug = "b", parts.uses = 5,
                                                   parts.state = "old", parts.stamp = "mine", parts.source = "shop"));
        const auto all = co_await all_parts(conn);
        CHECK(all.at(0) == Part("axle", "axle-slug", 0, "new", "MADE", "web"));
        CHECK(all.at(1) == Part("bolt", "b", 5, "old", "mine", "shop"));
    });
}

TEST_CASE("A default's function is called for every row, given one by one or at once", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    on(url, [](az::AsyncConnection& conn) -> az::task<void> {
        co_await conn.execute(insert(parts).values(parts.title = "a").values(parts.title = "b", parts.state = "old"));
        const std::vector<std::string> titles{"c", "d"};
        co_await conn.execute(insert(parts).columns(parts.title), titles);
        const auto all = co_await all_parts(conn);
        CHECK(all.size() == 4);
        CHECK(std::get<1>(all.at(1)) == "b-slug");
        CHECK(std::get<3>(all.at(1)) == "old");
        CHECK(std::get<1>(all.at(3)) == "d-slug");
        const auto different = co_await conn.scalar(select(az::func::count(parts.token.distinct())));
        CHECK(different == 4);
    });
}

TEST_CASE("Rows of a SELECT take the defaults too, a function's value once for all", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    on(url, [](az::AsyncConnection& conn) -> az::task<void> {
        co_await conn.execute(insert(seals).values(seals.code = "x", seals.note = "n"));
        const auto copied = co_await conn.execute(insert(parts)
                                                      .columns(parts.title, parts.slug)
                                                      .from_select(select(seals.code, seals.note))
                                                      .returning(parts.title, parts.state, parts.stamp, parts.source));
        CHECK(printed(copied) == "[('x', 'new', 'MADE', 'web')]");
        CHECK(copied.rowcount() == 1);
    });
}

TEST_CASE("An UPDATE writes what columns say of updates, knowing the row's new values", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    on(url, [](az::AsyncConnection& conn) -> az::task<void> {
        co_await conn.execute(insert(parts).values(parts.title = "axle"));
        const auto changed = co_await conn.execute(update(parts).values(parts.title = "axle 2"));
        CHECK(changed.rowcount() == 1);
        const auto all = co_await all_parts(conn);
        CHECK(all.at(0) == Part("axle 2", "axle-slug", 6, "new", "CHANGED", "web"));
    });
}

TEST_CASE("Values that the database filled in are returned with the key", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    on(url, [](az::AsyncConnection& conn) -> az::task<void> {
        const auto result = co_await conn.execute(insert(parts).values(parts.title = "axle").return_defaults());
        CHECK_FALSE(result.returns_rows());
        CHECK(result.inserted_primary_key().at(0).as<std::int64_t>() == 1);
        const auto defaults = result.returned_defaults();
        REQUIRE(defaults.has_value());
        CHECK(defaults->to_string() == "(1, 'MADE', 'web')");
        CHECK((*defaults)[parts.stamp] == "MADE");
        CHECK((*defaults)["source"].as<std::string>() == "web");
        const auto selected = co_await conn.execute(select(parts.id));
        CHECK_FALSE(selected.returned_defaults().has_value());
    });
}

TEST_CASE("Values that the database computes in an UPDATE are returned row by row", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    on(url, [](az::AsyncConnection& conn) -> az::task<void> {
        co_await conn.execute(insert(parts).values(parts.title = "axle").values(parts.title = "bolt"));
        const auto result = co_await conn.execute(
            update(parts).where(parts.title == "bolt").values(parts.uses = parts.uses + 40).return_defaults());
        CHECK(result.rowcount() == 1);
        CHECK_FALSE(result.returns_rows());
        const auto defaults = result.returned_defaults();
        REQUIRE(defaults.has_value());
        CHECK((*defaults)["uses"].as<int>() == 40);
        CHECK((*defaults)["stamp"].as<std::string>() == "CHANGED");

        const auto all = co_await conn.execute(
            update(parts).values(parts.state = "old", parts.uses = 1).return_defaults(parts.title, parts.state));
        CHECK(all.rowcount() == 2);
        std::set<std::string> titles;
        for (const auto& row : all.returned_defaults_rows()) {
            CHECK(row["state"].as<std::string>() == "old");
            titles.insert(row["title"].as<std::string>());
        }
        CHECK(titles == std::set<std::string>{"axle", "bolt"});
    });
}

TEST_CASE("A key is known wherever it comes from: a function, an expression, the database", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    on(url, [](az::AsyncConnection& conn) -> az::task<void> {
        const auto made = co_await conn.execute(insert(boxes).values(boxes.part_id = nullptr));
        CHECK(made.inserted_primary_key().at(0).as<std::string>() == "b-1");
        const auto computed = co_await conn.execute(insert(seals).values(seals.note = "n"));
        CHECK(computed.inserted_primary_key().at(0).as<std::string>() == "seal");
        const auto numbered = co_await conn.execute(insert(parts).values(parts.title = "axle"));
        CHECK(numbered.inserted_primary_key().at(0).as<std::int64_t>() == 1);
    });
}

TEST_CASE("A row that a conflict leaves alone has no key and nothing to return", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    on(url, [](az::AsyncConnection& conn) -> az::task<void> {
        const auto axle = insert(parts).values(parts.title = "axle").on_conflict(parts.title).do_nothing();
        co_await conn.execute(axle);
        const auto again = co_await conn.execute(axle.return_defaults());
        CHECK(again.rowcount() == 0);
        CHECK(again.inserted_primary_key().at(0).is_null());
        CHECK_FALSE(again.returned_defaults().has_value());
    });
}

TEST_CASE("A conflict updates the row that is there, under a condition", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    on(url, [](az::AsyncConnection& conn) -> az::task<void> {
        co_await conn.execute(insert(parts).values(parts.title = "axle", parts.uses = 3));
        const auto raise = [](int uses) {
            return insert(parts)
                .values(parts.title = "axle", parts.uses = uses)
                .on_conflict(parts.title)
                .do_update(parts.uses = az::excluded(parts.uses), parts.state = parts.state + "!")
                .where(parts.uses < az::excluded(parts.uses))
                .returning(parts.uses, parts.state);
        };
        const auto less = co_await conn.execute(raise(2));
        CHECK(less.empty());
        const auto more = co_await conn.execute(raise(4));
        CHECK(printed(more) == "[(4, 'new!')]");
    });
}

TEST_CASE("SQLite accepts several ON CONFLICT clauses, of which the first that fits is used", "[engine]") {
    on("sqlite://", [](az::AsyncConnection& conn) -> az::task<void> {
        co_await conn.execute(insert(parts).values(parts.id = 1, parts.title = "axle"));
        const auto result = co_await conn.execute(insert(parts)
                                                      .values(parts.id = 1, parts.title = "bolt")
                                                      .on_conflict(parts.title)
                                                      .do_nothing()
                                                      .on_conflict(parts.id)
                                                      .do_update(parts.title = az::excluded(parts.title))
                                                      .returning(parts.id, parts.title));
        CHECK(printed(result) == "[(1, 'bolt')]");
    });
}

TEST_CASE("One assigned value may be built on another", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    on(url, [](az::AsyncConnection& conn) -> az::task<void> {
        const auto made = co_await conn.execute(
            insert(parts)
                .values(parts.title = "axle", parts.state = az::from_dml_column(parts.title) + "?")
                .returning(parts.state));
        CHECK(made.scalar_one() == "axle?");
        const auto changed =
            co_await conn.execute(update(parts)
                                      .values(parts.title = parts.title + " 2",
                                              parts.slug = az::from_dml_column(parts.title) + "-slug", parts.uses = 1)
                                      .returning(parts.title, parts.slug));
        CHECK(printed(changed) == "[('axle 2', 'axle 2-slug')]");
    });
}

TEST_CASE("An UPDATE takes values from other tables and sets several columns from one row", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    on(url, [](az::AsyncConnection& conn) -> az::task<void> {
        co_await conn.execute(insert(parts).values(parts.title = "axle").values(parts.title = "bolt"));
        co_await conn.execute(insert(boxes).values(boxes.code = "full", boxes.part_id = 2, boxes.amount = 40));
        co_await conn.execute(
            update(parts).where(parts.id == boxes.part_id).values(parts.uses = boxes.amount, parts.state = boxes.code));
        auto row = (co_await conn.execute(select(parts.uses, parts.state).where(parts.id == 2))).one();
        CHECK(row.tuple() == std::tuple(40, std::string("full")));

        co_await conn.execute(update(parts)
                                  .where(parts.id == 1)
                                  .values(az::assign(parts.uses, parts.state)
                                              .from(select(boxes.amount + 2, boxes.code).where(boxes.part_id == 2))));
        row = (co_await conn.execute(select(parts.uses, parts.state).where(parts.id == 1))).one();
        CHECK(row.tuple() == std::tuple(42, std::string("full")));
    });
}

TEST_CASE("A DELETE looks at other tables on PostgreSQL, through a subquery everywhere", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    on(url, [url](az::AsyncConnection& conn) -> az::task<void> {
        co_await conn.execute(insert(parts).values(parts.title = "axle").values(parts.title = "bolt"));
        co_await conn.execute(insert(boxes).values(boxes.code = "x", boxes.part_id = 1));
        co_await conn.execute(insert(boxes).values(boxes.code = "y", boxes.part_id = 2));
        const auto by_subquery =
            co_await conn.execute(delete_from(boxes)
                                      .where(boxes.part_id.in_(select(parts.id).where(parts.title == "axle")))
                                      .returning(boxes.code));
        CHECK(printed(by_subquery) == "[('x',)]");
        if (!is_postgresql(url)) co_return;
        const auto by_join = co_await conn.execute(delete_from(boxes)
                                                       .where(boxes.part_id == parts.id, parts.title == "bolt")
                                                       .returning(boxes.code, parts.title));
        CHECK(printed(by_join) == "[('y', 'bolt')]");
    });
}

TEST_CASE("UPDATE and DELETE are executed with many rows and count what they matched", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    on(url, [](az::AsyncConnection& conn) -> az::task<void> {
        const std::vector<std::string> titles{"a", "b", "c"};
        co_await conn.execute(insert(parts).columns(parts.title), titles);
        const std::vector<std::pair<std::string, std::string>> renames{{"aa", "a"}, {"bb", "b"}, {"xx", "x"}};
        const auto renamed = co_await conn.execute(update(parts)
                                                       .values(parts.title = az::bindparam<std::string>("title"))
                                                       .where(parts.title == az::bindparam<std::string>("old")),
                                                   renames);
        CHECK(renamed.rowcount() == 2);
        const std::vector<std::string> gone{"aa", "bb", "cc"};
        const auto deleted =
            co_await conn.execute(delete_from(parts).where(parts.title == az::bindparam<std::string>("title")), gone);
        CHECK(deleted.rowcount() == 2);
        const auto left = co_await conn.execute(select(parts.title, parts.stamp));
        CHECK(printed(left) == "[('c', 'MADE')]");
        const auto none = co_await conn.execute(delete_from(parts).filter_by("title", "nothing"));
        CHECK(none.rowcount() == 0);
    });
}

TEST_CASE("The rows returned for many rows are in their order", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    on(url, [](az::AsyncConnection& conn) -> az::task<void> {
        std::vector<std::string> titles;
        for (int i = 0; i < 3000; ++i) titles.push_back("part " + std::to_string(i * 7919 % 3000));
        const auto made =
            co_await conn.execute(insert(parts).columns(parts.title).returning(parts.title, parts.id), titles);
        CHECK(made.rowcount() == 3000);
        CHECK(made.scalars().all() == titles);
        CHECK(made[2999].get<1>() == 3000);
        const std::vector<std::string> some{"part 5", "nothing", "part 3"};
        const auto gone = co_await conn.execute(
            delete_from(parts).where(parts.title == az::bindparam<std::string>("title")).returning(parts.title), some);
        CHECK(gone.scalars().all() == std::vector<std::string>{"part 5", "part 3"});
        titles.clear();
        const auto none = co_await conn.execute(insert(parts).columns(parts.title).returning(parts.id), titles);
        CHECK(none.empty());
    });
}

#include "engine/support.hpp"
#include "server_version.hpp"
#include <azoth/postgresql/dialect.hpp>
#include <azoth/sqlite/dialect.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace {

namespace az = azoth;

struct Stock {
    az::Column<std::int32_t> item{"item", az::primary_key, az::autoincrement(false)};
    az::Column<std::int32_t> amount{"amount"};
    az::Column<std::string> state{"state", az::default_("new"), az::onupdate("changed")};
};

struct Deliveries {
    az::Column<std::int32_t> item{"item", az::primary_key, az::autoincrement(false)};
    az::Column<std::int32_t> amount{"amount"};
};

az::MetaData meta;
const az::Table<Stock> stock{"merge_stock", meta};
const az::Table<Deliveries> deliveries{"merge_deliveries", meta};

auto delivered() {
    return az::merge_into(stock)
        .using_(deliveries, stock.item == deliveries.item)
        .when_matched(stock.amount + deliveries.amount == 0)
        .delete_()
        .when_matched(deliveries.amount == 0)
        .do_nothing()
        .when_matched()
        .update(stock.amount = stock.amount + deliveries.amount)
        .when_not_matched(deliveries.amount > 0)
        .insert(stock.item = deliveries.item, stock.amount = deliveries.amount);
}

std::string sql_of(const az::Statement& statement) {
    return az::compile(statement, az::postgresql::dialect()).text->sql;
}

template <class Function>
std::string error_of(Function function) {
    try {
        function();
    } catch (const az::Error& error) {
        return error.what();
    }
    return {};
}

// Runs body(conn) on a server of a version, with three rows in stock and four deliveries.
template <class Body>
void on_postgresql(int version, Body given) {
    if (azoth_tests::postgresql_url().empty()) return;
    azoth_tests::run([](int wanted, Body body) -> az::task<void> {
        auto engine = az::create_async_engine(azoth_tests::postgresql_url());
        {
            auto conn = co_await engine.connect();
            if (co_await azoth_tests::has_postgresql(conn, wanted)) {
                co_await meta.drop_all(conn);
                co_await meta.create_all(conn);
                co_await conn.exec_driver_sql(
                    "INSERT INTO merge_stock VALUES (1, 10, 'a'), (2, 20, 'b'), (3, 30, 'c')");
                co_await conn.exec_driver_sql("INSERT INTO merge_deliveries VALUES (1, 5), (2, -20), (4, 40), (5, -1)");
                co_await body(conn);
                co_await conn.rollback();
            }
        }
        co_await engine.dispose();
    }(version, given));
}

az::task<std::string> stored(az::AsyncConnection& conn) {
    const auto rows = co_await conn.execute(az::select(stock.item, stock.amount, stock.state).order_by(stock.item));
    std::string text;
    for (const auto& [item, amount, state] : rows) {
        text += std::to_string(item) + ' ' + std::to_string(amount) + ' ' + state + "; ";
    }
    co_return text;
}

}  // namespace

TEST_CASE("a MERGE has a WHEN clause for each action", "[unit]") {
    CHECK(
        sql_of(delivered()) ==
        "MERGE INTO merge_stock USING merge_deliveries ON merge_stock.item = merge_deliveries.item WHEN MATCHED AND "
        "merge_stock.amount + merge_deliveries.amount = $1 THEN DELETE WHEN MATCHED AND merge_deliveries.amount = $2 "
        "THEN DO NOTHING WHEN MATCHED THEN UPDATE SET amount=(merge_stock.amount + merge_deliveries.amount), state=$3 "
        "WHEN NOT MATCHED AND merge_deliveries.amount > $4 THEN INSERT (item, amount, state) VALUES "
        "(merge_deliveries.item, merge_deliveries.amount, $5)");
    CHECK(
        sql_of(az::merge_into(deliveries)
                   .using_(stock, stock.item == deliveries.item)
                   .when_not_matched_by_source()
                   .delete_()
                   .when_not_matched()
                   .insert()) ==
        "MERGE INTO merge_deliveries USING merge_stock ON merge_stock.item = merge_deliveries.item WHEN NOT MATCHED BY "
        "SOURCE THEN DELETE WHEN NOT MATCHED THEN INSERT DEFAULT VALUES");
}

TEST_CASE("a MERGE that can't be written is refused", "[unit]") {
    const auto empty = az::merge_into(stock).using_(deliveries, stock.item == deliveries.item);
    CHECK(error_of([&] { sql_of(empty); }) == "a MERGE into merge_stock has no WHEN clause");
    az::MetaData other_meta;
    const az::Table<Deliveries> other{"other", other_meta};
    CHECK(error_of([&] { sql_of(empty.when_matched(other.amount > 0).delete_()); }) ==
          "a MERGE into merge_stock mentions other, which is neither its target nor its source");
    CHECK(error_of([&] { empty.when_matched().update(stock.amount = 1, stock.amount = 2); }) ==
          "column amount is given twice in a clause of a MERGE");
    CHECK(error_of([&] { az::compile(delivered(), az::sqlite::dialect()); }) ==
          "sqlite has no MERGE; see INSERT ... ON CONFLICT");
    const auto changed = az::update(stock).values(stock.amount = 1).returning(az::returning_old(stock.amount));
    CHECK(error_of([&] { az::compile(changed, az::sqlite::dialect()); }) ==
          "sqlite has no RETURNING of the row before or after the change");
}

TEST_CASE("a MERGE inserts, updates and deletes", "[postgresql]") {
    on_postgresql(15, [](az::AsyncConnection& conn) -> az::task<void> {
        const auto result = co_await conn.execute(delivered());
        CHECK(result.rowcount() == 3);
        CHECK(co_await stored(conn) == "1 15 changed; 3 30 c; 4 40 new; ");
    });
}

TEST_CASE("a MERGE takes its rows from a subquery", "[postgresql]") {
    on_postgresql(15, [](az::AsyncConnection& conn) -> az::task<void> {
        const auto large =
            az::select(deliveries.item, deliveries.amount).where(deliveries.amount > 10).subquery("large");
        const auto merge = az::merge_into(stock)
                               .using_(large, stock.item == large[deliveries.item])
                               .when_not_matched()
                               .insert(stock.item = large[deliveries.item], stock.amount = 1);
        const auto result = co_await conn.execute(merge);
        CHECK(result.rowcount() == 1);
        CHECK(co_await stored(conn) == "1 10 a; 2 20 b; 3 30 c; 4 1 new; ");
    });
}

TEST_CASE("a MERGE returns what it did with which row", "[postgresql]") {
    on_postgresql(17, [](az::AsyncConnection& conn) -> az::task<void> {
        const auto merge = delivered().when_not_matched_by_source().update(stock.amount = 0);
        const auto rows = co_await conn.execute(merge.returning(az::merge_action(), stock.item, stock.amount));
        std::vector<std::string> seen;
        for (const auto& [action, item, amount] : rows) {
            seen.push_back(action + ' ' + std::to_string(item) + ' ' + std::to_string(amount));
        }
        std::sort(seen.begin(), seen.end());
        CHECK(seen == std::vector<std::string>{"DELETE 2 20", "INSERT 4 40", "UPDATE 1 15", "UPDATE 3 0"});
    });
}

TEST_CASE("RETURNING has the row before and after the change", "[postgresql]") {
    on_postgresql(18, [](az::AsyncConnection& conn) -> az::task<void> {
        const auto change =
            az::update(stock)
                .values(stock.amount = stock.amount * 2)
                .where(stock.item == 1)
                .returning(az::returning_old(stock.amount), az::returning_new(stock.amount), stock.item);
        const auto changed = co_await conn.execute(change);
        const auto& [before, after, item] = changed.one();
        CHECK(before == 10);
        CHECK(after == 20);
        CHECK(item == 1);
        const auto gone =
            co_await conn.execute(az::delete_from(stock)
                                      .where(stock.item == 3)
                                      .returning(az::returning_old(stock.amount), az::returning_new(stock.amount)));
        const auto& [amount_gone, amount_left] = gone.one();
        CHECK(amount_gone == 30);
        CHECK_FALSE(amount_left.has_value());
        const auto made =
            co_await conn.execute(az::insert(stock)
                                      .values(stock.item = 9, stock.amount = 90)
                                      .returning(az::returning_old(stock.amount), az::returning_new(stock.amount)));
        const auto& [amount_before, amount_made] = made.one();
        CHECK_FALSE(amount_before.has_value());
        CHECK(amount_made == 90);
    });
}

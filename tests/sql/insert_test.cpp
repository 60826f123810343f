#include "catch.hpp"
#include "sql/shop.hpp"
#include <azoth/error.hpp>
#include <azoth/expression/func.hpp>
#include <azoth/schema/index.hpp>
#include <azoth/sql/insert.hpp>
#include <azoth/sql/prepare.hpp>
#include <azoth/sql/update.hpp>

#include <vector>

using namespace shop;
using azoth::excluded;

TEST_CASE("an insert writes its columns in the order of the table", "[unit]") {
    const auto statement =
        insert(categories)
            .values(categories.position = 3, categories.name = "Pots", categories.id = 20, categories.parent_id = 3);
    CHECK(pg(statement) == "INSERT INTO categories (id, parent_id, name, position) VALUES ($1, $2, $3, $4)");
    CHECK(lite(statement) == "INSERT INTO categories (id, parent_id, name, position) VALUES (?, ?, ?, ?)");
}

TEST_CASE("a key that the database generates is returned automatically", "[unit]") {
    const auto statement =
        insert(addresses).values(addresses.user_id = 7, addresses.street = "1 Left Bank", addresses.city = "Belgrade");
    CHECK(pg(statement) == "INSERT INTO addresses (user_id, street, city) VALUES ($1, $2, $3) RETURNING addresses.id");
    CHECK(lite(statement) == "INSERT INTO addresses (user_id, street, city) VALUES (?, ?, ?)");

    const az::Compiled on_pg = on_postgresql(statement);
    CHECK(on_pg.implicit_returning);
    REQUIRE(on_pg.primary_key.size() == 1);
    CHECK(on_pg.primary_key[0].from == az::KeySource::From::returned);
    CHECK(on_pg.primary_key[0].index == 0);
    const az::Compiled on_lite = on_sqlite(statement);
    CHECK_FALSE(on_lite.implicit_returning);
    REQUIRE(on_lite.primary_key.size() == 1);
    CHECK(on_lite.primary_key[0].from == az::KeySource::From::last_insert_id);
}

TEST_CASE("a given key is known without RETURNING", "[unit]") {
    const az::Compiled compiled =
        on_postgresql(insert(accounts).values(accounts.code = "A", accounts.id = 30, accounts.balance = 5));
    CHECK(folded(compiled.text->sql) == "INSERT INTO accounts (id, code, balance) VALUES ($1, $2, $3)");
    REQUIRE(compiled.primary_key.size() == 1);
    CHECK(compiled.primary_key[0].from == az::KeySource::From::parameter);
    CHECK(compiled.primary_key[0].index == 0);
}

TEST_CASE("an inline insert returns nothing", "[unit]") {
    const auto statement = insert(addresses).inline_().values(addresses.user_id = 7);
    CHECK(pg(statement) == "INSERT INTO addresses (user_id) VALUES ($1)");
    CHECK(on_sqlite(statement).primary_key.empty());
}

TEST_CASE("returning names columns, expressions and labels", "[unit]") {
    const auto statement = insert(orders)
                               .values(orders.user_id = 4, orders.total = 19.5)
                               .returning(orders.id, (orders.total * 2.0).label("twice"));
    STATIC_REQUIRE(std::is_same_v<decltype(statement)::rows, az::RowTypes<std::int32_t, double>>);
    CHECK(pg(statement) ==
          "INSERT INTO orders (user_id, total) VALUES ($1, $2) RETURNING orders.id, orders.total * $3 AS twice");
    CHECK(lite(statement) == "INSERT INTO orders (user_id, total) VALUES (?, ?) RETURNING id, total * ? AS twice");
    const az::Compiled compiled = on_postgresql(statement);
    REQUIRE(compiled.columns.size() == 2);
    CHECK(compiled.columns[0] == orders.id.node().get());
    CHECK(compiled.text->columns[1].name == "twice");
    CHECK_FALSE(compiled.implicit_returning);
}

TEST_CASE("many rows are one statement", "[unit]") {
    auto statement = insert(order_items);
    for (const int product : {1, 9}) {
        statement =
            statement.values(order_items.order_id = 2, order_items.product_id = product, order_items.quantity = 1);
    }
    CHECK(pg(statement) ==
          "INSERT INTO order_items (order_id, product_id, quantity) VALUES ($1, $2, $3), ($4, $5, $6)");
    CHECK(folded(statement.to_string()) ==
          "INSERT INTO order_items (order_id, product_id, quantity) VALUES (:order_id_m0, :product_id_m0, "
          ":quantity_m0), (:order_id_m1, :product_id_m1, :quantity_m1)");
}

TEST_CASE("rows of one insert have the same columns", "[unit]") {
    const auto statement = insert(users).values(users.name = "a");
    CHECK_THROWS_AS(statement.values(users.name = "b", users.age = 3), az::ArgumentError);
}

TEST_CASE("values without columns fill the table's columns in order", "[unit]") {
    const auto statement =
        insert(categories).values(21, std::nullopt, "Lids", 4).returning(categories.id, categories.parent_id);
    CHECK(pg(statement) ==
          "INSERT INTO categories (id, parent_id, name, position) VALUES ($1, $2, $3, $4) RETURNING categories.id, "
          "categories.parent_id");
    CHECK_THROWS_AS(insert(users).columns(users.name).values("a", "b"), az::ArgumentError);
}

TEST_CASE("a row can be built at run time", "[unit]") {
    std::vector<az::Assignment> row;
    row.push_back(users.age = 3);
    row.push_back(users.name = "x");
    CHECK(lite(insert(users).values(row)) == "INSERT INTO users (name, age) VALUES (?, ?)");
}

TEST_CASE("a value that is an operator's expression is in parentheses", "[unit]") {
    CHECK(pg(insert(orders).inline_().values(orders.user_id = 1, orders.total = az::literal(1.0) + 2.0)) ==
          "INSERT INTO orders (user_id, total) VALUES ($1, ($2 + $3))");
}

TEST_CASE("an insert takes its rows from a select", "[unit]") {
    const auto statement = insert(accounts)
                               .columns(accounts.code, accounts.owner_id)
                               .from_select(select(users.name, users.id).where(users.id.in_(4, 7)));
    CHECK(pg(statement) ==
          "INSERT INTO accounts (code, owner_id) SELECT users.name, users.id FROM users WHERE users.id IN ($1, $2)");
    CHECK_THROWS_AS(insert(accounts).columns(accounts.code).from_select(select(users.name, users.id)),
                    az::ArgumentError);
}

TEST_CASE("an insert without values uses defaults", "[unit]") {
    CHECK(pg(insert(accounts).returning(accounts.id)) == "INSERT INTO accounts DEFAULT VALUES RETURNING accounts.id");
    CHECK(lite(insert(accounts)) == "INSERT INTO accounts DEFAULT VALUES");
}

TEST_CASE("a prefix is written for its dialect", "[unit]") {
    const auto statement = insert(users).prefix_with("OR IGNORE", "sqlite").values(users.name = "x").inline_();
    CHECK(pg(statement) == "INSERT INTO users (name) VALUES ($1)");
    CHECK(lite(statement) == "INSERT OR IGNORE INTO users (name) VALUES (?)");
}

TEST_CASE("inserting into another table's column throws", "[unit]") {
    CHECK_THROWS_WITH(insert(users).values(orders.total = 1.0),
                      "column \"total\" is not a column of table \"users\", which the statement writes");
    CHECK_THROWS_AS(insert(users).values(users.name = "a", users.name = "b"), az::ArgumentError);
}

TEST_CASE("a conflict can be ignored", "[unit]") {
    const auto statement = insert(accounts).values(accounts.id = 3, accounts.code = "X").on_conflict().do_nothing();
    CHECK(pg(statement) == "INSERT INTO accounts (id, code) VALUES ($1, $2) ON CONFLICT DO NOTHING");
    CHECK(lite(statement) == "INSERT INTO accounts (id, code) VALUES (?, ?) ON CONFLICT DO NOTHING");
}

TEST_CASE("a conflict can update the existing row", "[unit]") {
    const auto statement =
        insert(accounts)
            .values(accounts.code = "B", accounts.balance = 99)
            .on_conflict(accounts.code)
            .do_update(accounts.version = accounts.version + 1, accounts.balance = excluded(accounts.balance))
            .where(accounts.balance != excluded(accounts.balance))
            .returning(accounts.id);
    CHECK(pg(statement) ==
          "INSERT INTO accounts (code, balance) VALUES ($1, $2) ON CONFLICT (code) DO UPDATE SET balance = "
          "excluded.balance, version = (accounts.version + $3) WHERE accounts.balance != excluded.balance RETURNING "
          "accounts.id");
    CHECK(lite(statement) ==
          "INSERT INTO accounts (code, balance) VALUES (?, ?) ON CONFLICT (code) DO UPDATE SET balance = "
          "excluded.balance, version = (accounts.version + ?) WHERE accounts.balance != excluded.balance RETURNING id");
}

TEST_CASE("the condition of a partial index is written with literals", "[unit]") {
    const auto statement = insert(accounts)
                               .values(accounts.id = 40)
                               .on_conflict("owner_id")
                               .index_where(accounts.balance > 1000)
                               .do_update(accounts.version = 2);
    CHECK(pg(statement) ==
          "INSERT INTO accounts (id) VALUES ($1) ON CONFLICT (owner_id) WHERE balance > 1000 DO UPDATE SET version = "
          "$2");
}

TEST_CASE("only PostgreSQL supports constraints as conflict targets", "[unit]") {
    const auto statement = insert(users)
                               .values(users.name = "ada", users.age = 37)
                               .inline_()
                               .on_conflict_constraint("users_name_key")
                               .do_update(users.age = excluded(users.age));
    CHECK(pg(statement) ==
          "INSERT INTO users (name, age) VALUES ($1, $2) ON CONFLICT ON CONSTRAINT users_name_key DO UPDATE SET age = "
          "excluded.age");
    CHECK_THROWS_WITH(lite(statement), ContainsSubstring("sqlite") && ContainsSubstring("ON CONSTRAINT"));
}

TEST_CASE("a constraint as a conflict target is written by its name, or without a name by its columns", "[unit]") {
    az::MetaData meta;
    const auto pair = az::UniqueConstraint("code", "owner").name("uq_pair");
    const az::Table seats{"seats", meta, az::Column{"code", az::Integer(), az::primary_key},
                          az::Column{"owner", az::Integer()}, pair};
    const auto one = insert(seats).values(seats["code"] = 1, seats["owner"] = 2);
    CHECK(pg(one.on_conflict(pair).do_nothing()) ==
          "INSERT INTO seats (code, owner) VALUES ($1, $2) ON CONFLICT ON CONSTRAINT uq_pair DO NOTHING");
    CHECK(lite(one.on_conflict(pair).do_nothing()) ==
          "INSERT INTO seats (code, owner) VALUES (?, ?) ON CONFLICT (code, owner) DO NOTHING");
    CHECK(pg(one.on_conflict(az::UniqueConstraint("code", "owner")).do_nothing()) ==
          "INSERT INTO seats (code, owner) VALUES ($1, $2) ON CONFLICT (code, owner) DO NOTHING");
    CHECK(pg(one.on_conflict(az::PrimaryKeyConstraint()).do_nothing()) ==
          "INSERT INTO seats (code, owner) VALUES ($1, $2) ON CONFLICT (code) DO NOTHING");
    CHECK(pg(one.on_conflict(az::ExcludeConstraint().element("owner", "=").name("no_twins")).do_nothing()) ==
          "INSERT INTO seats (code, owner) VALUES ($1, $2) ON CONFLICT ON CONSTRAINT no_twins DO NOTHING");
    CHECK_THROWS_AS(one.on_conflict(az::ExcludeConstraint().element("owner", "=")), az::ArgumentError);
}

TEST_CASE("a constraint's name follows the naming convention", "[unit]") {
    az::NamingConvention convention;
    convention.uq = "uq_%(table_name)s_%(constraint_name)s";
    az::MetaData meta{convention};
    const auto pair = az::UniqueConstraint("code", "owner").name("pair");
    const az::Table seats{"seats", meta, az::Column{"code", az::Integer()}, az::Column{"owner", az::Integer()}, pair};
    CHECK(pg(insert(seats).values(seats["code"] = 1).on_conflict(pair).do_nothing()) ==
          "INSERT INTO seats (code) VALUES ($1) ON CONFLICT ON CONSTRAINT uq_seats_pair DO NOTHING");
}

TEST_CASE("an index as a conflict target is written by its columns, expressions and condition", "[unit]") {
    const auto by_code =
        az::Index("ix_code", az::func::lower(accounts.code), accounts.owner_id).unique().where(accounts.balance > 1000);
    const auto statement =
        insert(accounts).values(accounts.id = 40).on_conflict(by_code).do_update(accounts.version = 2);
    CHECK(pg(statement) ==
          "INSERT INTO accounts (id) VALUES ($1) ON CONFLICT (lower(code), owner_id) WHERE balance > 1000 DO UPDATE "
          "SET version = $2");
    CHECK(lite(statement) ==
          "INSERT INTO accounts (id) VALUES (?) ON CONFLICT (lower(code), owner_id) WHERE balance > 1000 DO UPDATE "
          "SET version = ?");
}

TEST_CASE("DO UPDATE names a table without its schema", "[unit]") {
    const auto statement = insert(events)
                               .values(events.id = 1, events.action = "x")
                               .on_conflict(events.id)
                               .do_update(events.action = events.action + "!");
    CHECK(pg(statement) ==
          "INSERT INTO audit.events (id, action) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET action = "
          "(events.action || $3)");
}

TEST_CASE("SQLite parses ON of an insert from a select as ON CONFLICT", "[unit]") {
    const auto statement =
        insert(accounts).columns(accounts.code).from_select(select(users.name)).on_conflict(accounts.code).do_nothing();
    CHECK(pg(statement) == "INSERT INTO accounts (code) SELECT users.name FROM users ON CONFLICT (code) DO NOTHING");
    CHECK(lite(statement) ==
          "INSERT INTO accounts (code) SELECT users.name FROM users WHERE 1 = 1 ON CONFLICT (code) DO NOTHING");
}

namespace {

struct Tokens {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<std::string> title{"title"};
    az::Column<std::string> slug{
        "slug", az::default_([](const az::RowValues& row) { return row.get<std::string>("title") + "-slug"; })};
    az::Column<std::int64_t> uses{"uses", az::default_(0), az::onupdate(7)};
    az::Column<std::string> state{"state", az::default_("new")};
    az::Column<std::string> stamp{"stamp", az::default_(az::literal_column<std::string>("now()")),
                                  az::onupdate(az::literal_column<std::string>("now()"))};
    az::Column<std::string> source{"source", az::server_default("web")};
};

az::MetaData other;
const az::Table<Tokens> tokens{"tokens", other};

std::vector<std::string> values_of(const az::Prepared& prepared) {
    std::vector<std::string> values;
    prepared.parameters.for_each(prepared.compiled->text->parameter_types, [&](const az::Cell& cell) {
        values.push_back(cell.is_null() ? "NULL"
                         : cell.type == az::oid::text || cell.type == az::oid::varchar
                             ? std::string(cell.text())
                             : std::to_string(az::Codec<std::int64_t>::decode(cell)));
    });
    return values;
}

}  // namespace

TEST_CASE("defaults are at the position of their column", "[unit]") {
    const auto statement = insert(tokens).values(tokens.title = "hello");
    CHECK(pg(statement) ==
          "INSERT INTO tokens (title, slug, uses, state, stamp) VALUES ($1, $2, $3, $4, now()) RETURNING tokens.id");
    const az::Prepared prepared = az::prepare(statement, az::postgresql::dialect());
    CHECK(values_of(prepared) == std::vector<std::string>{"hello", "hello-slug", "0", "new"});
}

TEST_CASE("a default is not used if a value is given", "[unit]") {
    CHECK(lite(insert(tokens).values(tokens.title = "a", tokens.slug = "b", tokens.state = "c", tokens.uses = 1,
                                     tokens.stamp = "d")) ==
          "INSERT INTO tokens (title, slug, uses, state, stamp) VALUES (?, ?, ?, ?, ?)");
}

TEST_CASE("a function makes a default value for each row", "[unit]") {
    const auto statement = insert(tokens).values(tokens.title = "a").values(tokens.title = "b");
    const az::Prepared prepared = az::prepare(statement, az::sqlite::dialect());
    CHECK(values_of(prepared) == std::vector<std::string>{"a", "a-slug", "0", "new", "b", "b-slug", "0", "new"});
}

TEST_CASE("later rows may omit columns with defaults", "[unit]") {
    const auto statement = insert(tokens).values(tokens.title = "a", tokens.state = "x").values(tokens.title = "b");
    CHECK(values_of(az::prepare(statement, az::sqlite::dialect())) ==
          std::vector<std::string>{"a", "a-slug", "0", "x", "b", "b-slug", "0", "new"});
}

TEST_CASE("defaults are added to a select's columns", "[unit]") {
    const auto statement =
        insert(tokens).columns(tokens.title, tokens.slug).from_select(select(users.name, users.name));
    CHECK(
        pg(statement) ==
        "INSERT INTO tokens (title, slug, uses, state, stamp) SELECT users.name, users.name AS name__1, $1 AS anon_1, "
        "$2 AS anon_2, now() FROM users");
    CHECK(pg(insert(tokens).columns(tokens.title).from_select(select(users.name), false)) ==
          "INSERT INTO tokens (title) SELECT users.name FROM users");
}

TEST_CASE("return_defaults returns the values that the database fills in", "[unit]") {
    const auto statement = insert(tokens).values(tokens.title = "a").return_defaults();
    CHECK_THAT(pg(statement), EndsWith(" RETURNING tokens.id, tokens.stamp, tokens.source"));
    CHECK_THAT(lite(statement), EndsWith(" RETURNING id, stamp, source"));
}

TEST_CASE("an update uses the on-update values of its columns", "[unit]") {
    CHECK(pg(update(tokens).where(tokens.id == 1).values(tokens.title = "z")) ==
          "UPDATE tokens SET title=$1, uses=$2, stamp=now() WHERE tokens.id = $3");
}

TEST_CASE("rows of fields become an insert's parameters", "[unit]") {
    const az::PreparedMany many(insert(accounts).columns(accounts.balance, accounts.code), std::vector<az::SqlType>(2),
                                az::sqlite::dialect());
    CHECK(many.compiled()->text->sql == "INSERT INTO accounts (code, balance) VALUES (?, ?)");
    CHECK_FALSE(many.fields_are_parameters());
    CHECK(many.field_types()[0].kind() == az::TypeKind::big_integer);
    az::ParameterBuffer fields;
    fields.add(std::int64_t{5}, many.field_types()[0]);
    fields.add(std::string_view("ab"), many.field_types()[1]);
    az::Prepared row{many.compiled(), {}};
    many.encode(fields, row.parameters);
    CHECK(values_of(row) == std::vector<std::string>{"ab", "5"});
}

TEST_CASE("rows without a field for a default get a value for each row", "[unit]") {
    const az::PreparedMany many(insert(tokens).columns(tokens.title), std::vector<az::SqlType>(1),
                                az::postgresql::dialect());
    CHECK(folded(many.compiled()->text->sql) ==
          "INSERT INTO tokens (title, slug, uses, state, stamp) VALUES ($1, $2, $3, $4, now())");
    for (const std::string title : {"a", "b"}) {
        az::ParameterBuffer fields;
        fields.add(title, many.field_types()[0]);
        az::Prepared row{many.compiled(), {}};
        many.encode(fields, row.parameters);
        CHECK(values_of(row) == std::vector<std::string>{title, title + "-slug", "0", "new"});
    }
    CHECK_THROWS_AS(az::PreparedMany(insert(accounts), std::vector<az::SqlType>(3), az::postgresql::dialect()),
                    az::ArgumentError);
}

namespace {

struct Tickets {
    az::Column<std::int64_t, Tickets> id{"id", az::primary_key};
    az::Column<std::string, Tickets> title{"title"};
    az::Column<std::optional<std::int64_t>, Tickets> parent_id{"parent_id"};
};

}  // namespace

TEST_CASE("columns that name their struct are used like others", "[unit]") {
    az::MetaData meta;
    const az::Table<Tickets> tickets{"tickets", meta};
    CHECK(pg(insert(tickets)
                 .values(tickets.title = "a", tickets.parent_id = nullptr)
                 .on_conflict(tickets.id)
                 .do_update(tickets.title = excluded(tickets.title))
                 .returning(tickets.id)) ==
          "INSERT INTO tickets (title, parent_id) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET title = "
          "excluded.title RETURNING tickets.id");
    CHECK(pg(update(tickets).values(tickets.parent_id = tickets.id).where(tickets.title == "a")) ==
          "UPDATE tickets SET parent_id=tickets.id WHERE tickets.title = $1");
    const auto parent = tickets.alias("parent");
    const auto titles = select(tickets.title, parent.title).where(tickets.parent_id == parent.id);
    STATIC_REQUIRE(std::is_same_v<decltype(titles)::rows, az::RowTypes<std::string, std::string>>);
}

TEST_CASE("a row's value can use another of its values", "[unit]") {
    const auto statement = insert(users)
                               .values(users.name = "ada", users.fullname = az::from_dml_column(users.name) + "!")
                               .values(users.name = "june", users.fullname = az::from_dml_column(users.name) + "?");
    CHECK(pg(statement) == "INSERT INTO users (name, fullname) VALUES ($1, ($1 || $2)), ($3, ($3 || $4))");
}

namespace {

struct Seals {
    az::Column<std::string> code{"code", az::primary_key, az::default_(az::literal_column<std::string>("'made'"))};
    az::Column<std::string> note{"note"};
};

const az::Table<Seals> seals{"seals", other};

}  // namespace

TEST_CASE("a key that is neither sent nor a number is returned on SQLite, too", "[unit]") {
    const auto statement = insert(seals).values(seals.note = "n");
    CHECK(pg(statement) == "INSERT INTO seals (code, note) VALUES ('made', $1) RETURNING seals.code");
    CHECK(lite(statement) == "INSERT INTO seals (code, note) VALUES ('made', ?) RETURNING code");
    CHECK(on_sqlite(statement).primary_key.at(0).from == az::KeySource::From::returned);
    CHECK(lite(statement.on_conflict().do_nothing()) ==
          "INSERT INTO seals (code, note) VALUES ('made', ?) ON CONFLICT DO NOTHING");
}

#include "postgresql_schema.hpp"
#include "server_version.hpp"
#include "sqlite_schema.hpp"
#include "support.hpp"

#include <algorithm>

namespace {

using namespace azoth;
using namespace azoth_tests;
using Names = std::vector<std::string>;

constexpr const char* hurting = "Select \"Me\" 100%";

const ReflectedColumn& column(const std::vector<ReflectedColumn>& columns, std::string_view name) {
    const auto found = std::ranges::find(columns, name, &ReflectedColumn::name);
    REQUIRE(found != columns.end());
    return *found;
}

template <class Infos>
const auto& named(const Infos& infos, std::string_view name) {
    const auto found = std::ranges::find_if(infos, [&](const NamedInfo& info) { return info.name == name; });
    REQUIRE(found != infos.end());
    return *found;
}

}  // namespace

TEST_CASE("the inspector lists the objects of a PostgreSQL schema", "[postgresql][reflection]") {
    in_schema([](AsyncConnection& conn) -> task<void> {
        if (!co_await has_postgresql(conn, 15)) co_return;
        co_await execute_all(conn, postgresql_schema());
        auto inspector = inspect(conn);
        const auto schemas = co_await inspector.get_schema_names();
        CHECK(std::ranges::find(schemas, "reflected") != schemas.end());
        CHECK(std::ranges::find(schemas, "pg_catalog") == schemas.end());
        const auto tables = co_await inspector.get_table_names();
        CHECK(tables == Names{hurting, "base", "child", "heir", "measured", "measured_2024", "measured_rest", "pairs",
                              "stays", "to_pairs", "types", "unlogged"});
        const auto by_schema = co_await inspector.get_table_names("reflected");
        CHECK(by_schema == tables);
        const auto views = co_await inspector.get_view_names();
        CHECK(views == Names{"big ones"});
        const auto kept = co_await inspector.get_materialized_view_names();
        CHECK(kept == Names{"kept"});
        const auto sequences = co_await inspector.get_sequence_names();
        CHECK(sequences == Names{"alone", "child_a_seq", "child_other_seq"});
        const auto query = co_await inspector.get_view_definition("big ones");
        CHECK_THAT(query, StartsWith("SELECT") && ContainsSubstring("'a:b'"));
        const bool has_table = co_await inspector.has_table(hurting, "reflected");
        CHECK(has_table);
        const bool has_other = co_await inspector.has_table("nothing");
        CHECK(!has_other);
        const bool has_index = co_await inspector.has_index(hurting, "ix %s");
        CHECK(has_index);
        const bool has_sequence = co_await inspector.has_sequence("alone");
        CHECK(has_sequence);
        const bool has_schema = co_await inspector.has_schema("nothing");
        CHECK(!has_schema);
    });
}

TEST_CASE("the inspector describes a PostgreSQL table completely", "[postgresql][reflection]") {
    in_schema([](AsyncConnection& conn) -> task<void> {
        if (!co_await has_postgresql(conn, 15)) co_return;
        co_await execute_all(conn, postgresql_schema());
        auto inspector = inspect(conn);
        const ReflectedTable table = co_await inspector.get_table(hurting);
        CHECK(table.comment == "it's a \"comment\"");
        const ReflectedColumn& user = column(table.columns, "User");
        CHECK(user.type == Integer());
        CHECK(!user.nullable);
        CHECK(user.autoincrement);
        REQUIRE(user.identity);
        CHECK(user.identity->always);
        CHECK(user.identity->options.start == 10);
        CHECK(user.identity->options.increment == 5);
        CHECK(!user.identity->options.cache);
        const ReflectedColumn& text = column(table.columns, "a \"b\" c");
        CHECK(text.type == Text());
        CHECK(text.default_sql == "'it''s 100% :here'::text");
        const ReflectedColumn& size = column(table.columns, "Größe");
        CHECK(size.type == Numeric(8, 3));
        CHECK(size.type_sql == "numeric(8,3)");
        CHECK(size.nullable);
        CHECK(size.comment == "100% größer");
        CHECK(column(table.columns, "order").type == String(40).with_collation("C"));
        CHECK(column(table.columns, "mood").type == Enum("mood", {"sad", "it's ok", "très \"happy\""}));
        CHECK(column(table.columns, "moods").type == Array(Enum("mood", {"sad", "it's ok", "très \"happy\""})));
        const ReflectedColumn& area = column(table.columns, "area");
        CHECK(area.computed_stored);
        CHECK_THAT(area.computed_sql, ContainsSubstring("\"Größe\""));
        CHECK(area.default_sql.empty());

        CHECK(table.primary_key.name == "pk of it");
        CHECK(table.primary_key.columns == Names{"User"});
        const UniqueInfo& nulls = named(table.unique_constraints, "nulls are equal");
        CHECK(nulls.nulls_not_distinct);
        CHECK(table.unique_constraints.size() == 2);
        CHECK(table.unique_constraints[0].include == Names{"zip"});
        CHECK(table.unique_constraints[0].columns == Names{"order", "a \"b\" c"});
        const ReflectedCheck& check = named(table.checks, "it's positive");
        CHECK(check.no_inherit);
        CHECK(check.comment == "of course");
        CHECK_THAT(check.condition_sql, ContainsSubstring("> (0)::numeric"));

        const ReflectedIndex& index = named(table.indexes, "ix %s");
        CHECK(index.comment == "an index");
        CHECK(!index.unique);
        CHECK(index.include == Names{"zip"});
        CHECK(index.with == std::vector<std::pair<std::string, std::string>>{{"fillfactor", "70"}});
        CHECK_THAT(index.where_sql, ContainsSubstring("> (10)::numeric"));
        REQUIRE(index.elements.size() == 3);
        CHECK(index.elements[0].column == "Größe");
        CHECK(index.elements[0].descending);
        CHECK(!index.elements[0].nulls_first);
        CHECK(index.elements[1].column.empty());
        CHECK_THAT(index.elements[1].expression_sql, StartsWith("lower("));
        CHECK(index.elements[1].operator_class == "text_pattern_ops");
        CHECK(index.elements[2].nulls_first == true);
        CHECK(named(table.indexes, "ix nulls").nulls_not_distinct);
        CHECK(named(table.indexes, "ix_collated").elements[0].expression_sql == "\"order\" COLLATE \"POSIX\"");
        CHECK(table.indexes.size() == 3);
    });
}

TEST_CASE("the inspector describes PostgreSQL's foreign keys", "[postgresql][reflection]") {
    in_schema([](AsyncConnection& conn) -> task<void> {
        if (!co_await has_postgresql(conn, 15)) co_return;
        co_await execute_all(conn, postgresql_schema());
        auto inspector = inspect(conn);
        const auto keys = co_await inspector.get_foreign_keys("child");
        REQUIRE(keys.size() == 2);
        const ReflectedForeignKey& key = named(keys, "fk %");
        CHECK(key.columns == Names{"parent"});
        CHECK(key.referred_schema.empty());
        CHECK(key.referred_table == hurting);
        CHECK(key.referred_columns == Names{"User"});
        CHECK(key.on_delete == "CASCADE");
        CHECK(key.on_update == "SET NULL");
        CHECK(key.deferrable == true);
        CHECK(key.initially == "DEFERRED");
        const auto pairs = co_await inspector.get_foreign_keys("to_pairs", "reflected");
        REQUIRE(pairs.size() == 1);
        CHECK(pairs[0].columns == Names{"x", "y"});
        CHECK(pairs[0].referred_schema == "reflected");
        CHECK(pairs[0].referred_columns == Names{"y", "x"});
        CHECK(pairs[0].match == "FULL");
        CHECK(pairs[0].on_delete_columns == Names{"x"});
        const auto checks = co_await inspector.get_check_constraints("to_pairs");
        REQUIRE(checks.size() == 1);
        CHECK(checks[0].not_valid);
        const auto key_of_pairs = co_await inspector.get_pk_constraint("pairs");
        CHECK(key_of_pairs.columns == Names{"b", "a"});
        CHECK(key_of_pairs.deferrable == true);
        const auto exclusions = co_await inspector.get_exclude_constraints("stays");
        REQUIRE(exclusions.size() == 1);
        CHECK(exclusions[0].method == "gist");
        CHECK(exclusions[0].elements[1].column == "during");
        CHECK(exclusions[0].elements[1].with == "&&");
        CHECK(exclusions[0].where_sql == "(id > 0)");
        const auto columns = co_await inspector.get_columns("child");
        CHECK(column(columns, "a").autoincrement);
        CHECK(column(columns, "other").autoincrement);
        CHECK(!column(columns, "n").autoincrement);
    });
}

TEST_CASE("the inspector describes PostgreSQL's types and sequences", "[postgresql][reflection]") {
    in_schema([](AsyncConnection& conn) -> task<void> {
        if (!co_await has_postgresql(conn, 15)) co_return;
        co_await execute_all(conn, postgresql_schema());
        auto inspector = inspect(conn);
        const auto enums = co_await inspector.get_enums();
        REQUIRE(enums.size() == 2);
        CHECK(enums[0] == Enum("mood", {"sad", "it's ok", "très \"happy\""}));
        const auto domains = co_await inspector.get_domains();
        REQUIRE(domains.size() == 2);
        // A composite type has a field of the first domain.
        CHECK(domains[0].detail().name == "zip");
        CHECK(domains[0].element() == String(5));
        CHECK(domains[0].detail().domain.constraint == "zip check");
        CHECK(domains[0].detail().domain.default_sql == "'00000'::character varying");
        CHECK(domains[0].detail().domain.not_null);
        CHECK(domains[1].detail().name == "positive");
        CHECK(domains[1].element() == Numeric(10, 2));
        const auto sequences = co_await inspector.get_sequences();
        const ReflectedSequence& alone = sequences.at(0);
        CHECK(alone.data_type == Integer());
        CHECK(alone.options.increment == 5);
        CHECK(alone.options.cycle == true);
        CHECK(alone.comment == "on its own");
        CHECK(sequences.at(1).owner_table == "child");
        CHECK(sequences.at(1).owner_column == "a");
        const auto columns = co_await inspector.get_columns("types");
        CHECK(column(columns, "c").type == Char(3));
        CHECK(column(columns, "tsz").type == DateTime(with_timezone));
        CHECK(column(columns, "ts2").type == DateTime(2));
        CHECK(column(columns, "iv2").type == interval_type("DAY TO SECOND", 3));
        CHECK(column(columns, "na").type == Array(Numeric(5, 1)));
        CHECK(column(columns, "p").type == SqlType(TypeKind::point));
        CHECK(column(columns, "boxes").type == Array(SqlType(TypeKind::box)));
        CHECK(column(columns, "na2").type == UserDefinedType("name", "pg_catalog"));
        CHECK(column(columns, "pl").type.kind() == TypeKind::composite);
        const auto options = co_await inspector.get_table_options("measured");
        CHECK(options.partition_by == "RANGE (at)");
        const auto part = co_await inspector.get_table_options("measured_2024");
        CHECK(part.partition_of == "measured");
        const auto heir = co_await inspector.get_table_options("heir");
        CHECK(heir.inherits == Names{"base"});
    });
}

TEST_CASE("the inspector describes a SQLite table completely", "[sqlite][reflection]") {
    in_sqlite([](AsyncConnection& conn) -> task<void> {
        co_await execute_all(conn, sqlite_schema());
        auto inspector = inspect(conn);
        const auto schemas = co_await inspector.get_schema_names();
        CHECK(schemas.front() == "main");
        const auto tables = co_await inspector.get_table_names();
        CHECK(tables == Names{hurting, "child", "strict"});
        const auto views = co_await inspector.get_view_names();
        CHECK(views == Names{"big ones"});
        const ReflectedTable table = co_await inspector.get_table(hurting);
        CHECK(column(table.columns, "User").autoincrement);
        CHECK(!column(table.columns, "User").nullable);
        CHECK(table.options.sqlite_autoincrement);
        const ReflectedColumn& text = column(table.columns, "a \"b\" c");
        CHECK(text.default_sql == "'it''s 100% :here'");
        CHECK(text.on_conflict_not_null == "REPLACE");
        CHECK(column(table.columns, "order").type == String(40).with_collation("NOCASE"));
        CHECK(column(table.columns, "Größe").type == Numeric(8, 3));
        CHECK(column(table.columns, "area").computed_sql == "\"Größe\" * 2");
        CHECK(column(table.columns, "area").computed_stored);
        CHECK(!column(table.columns, "half").computed_stored);
        REQUIRE(table.unique_constraints.size() == 2);
        CHECK(table.unique_constraints[0].name == "uq of it");
        CHECK(table.unique_constraints[0].columns == Names{"order", "a \"b\" c"});
        CHECK(table.unique_constraints[0].on_conflict == "IGNORE");
        REQUIRE(table.checks.size() == 2);
        CHECK(table.checks[0].name == "it's positive");
        CHECK(table.checks[0].condition_sql == "\"Größe\" > 0 AND \"order\" <> ')'");
        REQUIRE(table.indexes.size() == 2);
        CHECK(table.indexes[0].elements[0].column == "Größe");
        CHECK(table.indexes[0].elements[0].descending);
        CHECK(table.indexes[0].elements[1].expression_sql == "lower(\"order\")");
        CHECK(table.indexes[0].where_sql == "\"Größe\" > 10");

        const ReflectedTable child = co_await inspector.get_table("child");
        CHECK(child.options.without_rowid);
        CHECK(child.primary_key.columns == Names{"b", "a"});
        REQUIRE(child.foreign_keys.size() == 3);
        CHECK(child.foreign_keys[0].name == "fk %");
        CHECK(child.foreign_keys[0].referred_table == hurting);
        CHECK(child.foreign_keys[0].referred_columns == Names{"User"});
        CHECK(child.foreign_keys[0].on_delete == "CASCADE");
        CHECK(child.foreign_keys[0].on_update == "SET NULL");
        CHECK(child.foreign_keys[0].initially == "DEFERRED");
        CHECK(child.foreign_keys[2].columns == Names{"b", "a"});
        const auto strict = co_await inspector.get_table_options("strict");
        CHECK(strict.strict);
    });
}

TEST_CASE("the inspector distinguishes temporary tables", "[sqlite][reflection]") {
    in_sqlite([](AsyncConnection& conn) -> task<void> {
        std::vector<std::string> statements;
        statements.emplace_back("CREATE TEMP TABLE passing (x INTEGER)");
        co_await execute_all(conn, std::move(statements));
        auto inspector = inspect(conn);
        const auto tables = co_await inspector.get_table_names();
        CHECK(tables.empty());
        const auto temporary_tables = co_await inspector.get_temp_table_names();
        CHECK(temporary_tables == Names{"passing"});
    });
}

TEST_CASE("the error for a missing object names it", "[sqlite][reflection]") {
    in_sqlite([](AsyncConnection& conn) -> task<void> {
        auto inspector = inspect(conn);
        std::string message;
        try {
            co_await inspector.get_columns("nothing");
        } catch (const NoSuchTableError& error) {
            message = error.what();
        }
        CHECK_THAT(message, ContainsSubstring("nothing"));
    });
}

TEST_CASE("the inspector queries once and answers from memory", "[sqlite][reflection]") {
    EchoLog log;
    run([](EchoLog& echo) -> task<void> {
        auto engine = create_async_engine("sqlite://", echo.options());
        auto conn = co_await engine.connect();
        co_await execute_all(conn, sqlite_schema());
        echo.clear();
        auto inspector = inspect(conn);
        co_await inspector.get_columns("child");
        const std::size_t asked = echo.lines().size();
        CHECK(asked > 0);
        co_await inspector.get_indexes(hurting);
        co_await inspector.get_table_names();
        CHECK(echo.lines().size() == asked);
        co_await conn.exec_driver_sql("CREATE TABLE more (x INTEGER)");
        inspector.clear_cache();
        const bool more = co_await inspector.has_table("more");
        CHECK(more);
    }(log));
}

TEST_CASE("a schema is read in run_sync, too", "[sqlite][reflection]") {
    in_sqlite([](AsyncConnection& conn) -> task<void> {
        co_await execute_all(conn, sqlite_schema());
        const auto read = [](Connection& sync) { return read_schemas(sync, {""}); };
        const ReflectedSchema schema = co_await conn.run_sync(read);
        const ReflectedSchema same = co_await read_all(conn);
        check_equal(schema, same);
    });
}

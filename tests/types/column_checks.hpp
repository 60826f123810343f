#pragma once

#include "engine/support.hpp"
#include "postgresql_session/server.hpp"
#include <azoth/azoth.hpp>
#include <azoth/reflection.hpp>
#include <azoth/sqlite/dialect.hpp>
#include <azoth/types/display.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

// What a type must do in a column: DDL, parameters, literals, NULL, arrays, comparisons, reflection, headers.
namespace azoth::test {

/// The type; text on SQLite if its DDL does not have the type.
inline SqlType on_each_database(const SqlType& type) {
    try {
        sqlite::dialect().type_name(type);
        return type;
    } catch (const UnsupportedCompilationError&) {
        return type.with_variant(Text(), "sqlite");
    }
}

template <class T>
struct TypedColumns {
    Column<std::int64_t> id{"id", primary_key};
    Column<std::optional<T>> value{"value", on_each_database(Codec<T>::sql_type())};
    Column<std::optional<std::vector<std::optional<T>>>> list{
        "list", Array(Codec<T>::sql_type()).with_variant(Json(), "sqlite")};
};

/// The names of a type in the texts that azoth writes.
struct TypeSpelling {
    std::string ddl;     ///< PostgreSQL's, "PG_LSN"
    std::string header;  ///< a column of a generated header, "az::Column<std::optional<az::Lsn>> value{...}"
};

/// Executes a statement as text, with its values as literals.
inline task<void> execute_literally(AsyncConnection& conn, const Dialect& dialect, const Statement& statement) {
    CompileOptions options;
    options.literal_binds = true;
    std::string sql = dialect.compile(statement, options).text->sql;
    co_await conn.exec_driver_sql(std::move(sql));
}

/// Runs body(connection, dialect, table) with an empty table on each database.
template <class T, class Body>
void on_each_table(Body body) {
    static MetaData metadata;
    static const Table<TypedColumns<T>> table{"typed_columns", metadata};
    for (const std::string& url : azoth_tests::urls()) {
        INFO(url);
        postgresql::test::run([&]() -> task<void> {
            auto engine = create_async_engine(url);
            auto conn = co_await engine.connect();
            co_await metadata.drop_all(conn);
            co_await metadata.create_all(conn);
            co_await conn.commit();
            co_await body(conn, engine.dialect(), table);
            co_await conn.rollback();
            co_await metadata.drop_all(conn);
            co_await conn.commit();
            co_await conn.close();
            co_await engine.dispose();
        });
    }
}

/// Stores the values as parameters and as literals, alone, in arrays and NULL, and reads them back on each database.
template <class T>
void check_stored(const std::vector<T>& values) {
    on_each_table<T>(
        [&](AsyncConnection& conn, const Dialect& dialect, const Table<TypedColumns<T>>& table) -> task<void> {
            std::int64_t id = 0;
            for (const T& value : values) {
                const std::vector<std::optional<T>> list{value, std::nullopt, value};
                auto bound = insert(table).values(table.id = ++id, table.value = value, table.list = list);
                co_await conn.execute(bound);
                const bool arrays_have_literals = dialect.name() != "sqlite";
                ++id;
                if (arrays_have_literals) {
                    auto literal = insert(table).values(table.id = id, table.value = value, table.list = list);
                    co_await execute_literally(conn, dialect, literal);
                } else {
                    auto literal = insert(table).values(table.id = id, table.value = value);
                    co_await execute_literally(conn, dialect, literal);
                }
                for (const std::int64_t stored : {id - 1, id}) {
                    const auto result = co_await conn.execute(select(table.value).where(table.id == stored));
                    CHECK(result.one()[table.value] == value);
                }
                const std::int64_t last = arrays_have_literals ? id : id - 1;
                for (std::int64_t stored = id - 1; stored <= last; ++stored) {
                    const auto result = co_await conn.execute(select(table.list).where(table.id == stored));
                    CHECK(result.one()[table.list] == list);
                }
            }
            co_await conn.execute(insert(table).values(table.id = ++id, table.value = std::optional<T>()));
            const auto empty = co_await conn.execute(select(table.id).where(table.value.is_null()));
            CHECK(empty.one()[table.id] == id);
        });
}

/// Compares values, given in ascending order, in the database.
template <class T>
void check_order(const std::vector<T>& ascending) {
    on_each_table<T>([&](AsyncConnection& conn, const Dialect&, const Table<TypedColumns<T>>& table) -> task<void> {
        std::int64_t id = 0;
        for (const T& value : ascending) {
            co_await conn.execute(insert(table).values(table.id = ++id, table.value = value));
        }
        id = 0;
        for (const T& value : ascending) {
            ++id;
            const auto equal = co_await conn.execute(select(table.id).where(table.value == value));
            CHECK(equal.one()[table.id] == id);
            const auto less = co_await conn.execute(select(table.id).where(table.value < value));
            CHECK(less.size() == static_cast<std::size_t>(id - 1));
            const auto least =
                co_await conn.execute(select(table.id).where(table.value >= value).order_by(table.value));
            CHECK(least.size() == ascending.size() - static_cast<std::size_t>(id - 1));
            CHECK(least.first()->template get<0>() == id);
        }
    });
}

/// Checks the descriptions of the type: PostgreSQL's DDL, reflection, and a generated header.
template <class T>
void check_reflected(const TypeSpelling& spelling) {
    on_each_table<T>([&](AsyncConnection& conn, const Dialect& dialect, const Table<TypedColumns<T>>&) -> task<void> {
        if (dialect.name() != "postgresql") co_return;
        const SqlType type = Codec<T>::sql_type().variant_for("postgresql");
        const SqlType plain(type.kind());
        CHECK(dialect.type_name(plain) == spelling.ddl);
        auto inspector = inspect(conn);
        ReflectedSchema schema = *co_await inspector.get_schema();
        std::erase_if(schema.tables, [](const ReflectedTable& each) { return each.name != "typed_columns"; });
        REQUIRE(schema.tables.size() == 1);
        CHECK(schema.tables[0].columns[1].type == plain);
        CHECK(schema.tables[0].columns[2].type == Array(plain));
        CHECK_THAT(schema_header(schema), ContainsSubstring(spelling.header));
    });
}

}  // namespace azoth::test

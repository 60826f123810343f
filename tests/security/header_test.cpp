#include "attack.hpp"
#include "reflection/hostile_schema.hpp"
#include "reflection/support.hpp"
#include "security/cpp_source.hpp"
#include <azoth/reflection/header.hpp>

namespace header_attacks {

using namespace azoth;
using namespace azoth_tests;

void attack_header(const std::string& database, const ReflectedSchema& schema) {
    CHECK(schema.tables.size() >= 2 * hostile_texts().size());
    const std::string text = schema_header(schema);
    attack(database + ": code in the names and texts of a database", has_foreign_code(text));
    attack(database + ": marks in the names and texts of a database that hide code", has_control(text));
}

}  // namespace header_attacks

TEST_CASE("a hostile SQLite database can NOT bring code into a generated header", "[security]") {
    using namespace header_attacks;
    in_sqlite([](AsyncConnection& conn) -> task<void> {
        co_await execute_all(conn, hostile_sqlite_schema());
        attack_header("SQLite", co_await read_all(conn));
    });
}

TEST_CASE("a hostile PostgreSQL database can NOT bring code into a generated header", "[security]") {
    using namespace header_attacks;
    in_schema([](AsyncConnection& conn) -> task<void> {
        co_await execute_all(conn, hostile_postgresql_schema());
        attack_header("PostgreSQL", co_await read_all(conn));
    });
}

TEST_CASE("a name of a schema, a table or a column can NOT inject C++", "[security]") {
    using namespace header_attacks;
    for (const std::string& text : hostile_texts()) {
        CAPTURE(text);
        ReflectedSchema schema;
        for (int columns : {1, 101}) {
            for (const TableKind kind : {TableKind::table, TableKind::view, TableKind::materialized_view}) {
                ReflectedTable& table = schema.tables.emplace_back();
                table.name = text;
                table.schema = text + '2';
                table.kind = kind;
                table.comment = text;
                table.definition_sql = "SELECT " + text;
                for (int i = 0; i < columns; ++i) {
                    ReflectedColumn& column = table.columns.emplace_back();
                    column.name = text + std::to_string(i);
                    column.type = UserDefinedType(text, text);
                    column.type_sql = text;
                    column.default_sql = text;
                    column.comment = text;
                }
                ReflectedForeignKey& key = table.foreign_keys.emplace_back();
                key.columns = {table.columns[0].name};
                key.targets = {text + '.' + text};
                key.referred_table = text;
                key.on_delete = text;
                table.options.prefixes = {text};
                table.options.with.emplace_back(text, text);
                table.options.partition_by = text;
                table.options.tablespace = text;
            }
        }
        schema.types.push_back(Enum(text, {text, "b"}, text));
        HeaderOptions options;
        options.source = text;
        const std::string header = schema_header(schema, options);
        attack("code in every text of a schema", has_foreign_code(header));
        attack("marks in every text of a schema", has_control(header));
    }
}

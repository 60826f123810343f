#include "random_schema.hpp"

#include "support.hpp"

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <map>

namespace {

using namespace azoth;
using namespace azoth_tests;

constexpr int rows_each = 3;

std::string quoted_name(const std::string& name) {
    std::string text = "\"";
    for (const char c : name) text += c == '"' ? std::string("\"\"") : std::string(1, c);
    return text + '"';
}

std::string quoted_table(const std::string& schema, const std::string& name) {
    return (schema.empty() ? std::string() : quoted_name(schema) + '.') + quoted_name(name);
}

/// The differences between the database and the schema after a step.
class Fault : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// One random schema in a database: created, filled, changed, and changed back.
class RandomRound {
public:
    RandomRound(AsyncConnection& conn, std::uint64_t seed, bool postgresql)
        : conn_(conn), random_(seed, postgresql), postgresql_(postgresql) {}

    const std::string& change() const noexcept { return change_; }

    task<void> run() {
        before_ = random_.make();
        MetaData first;
        before_.declare(first);
        step_ = "create_all";
        co_await first.create_all(conn_);
        co_await fill();
        co_await attach_triggers();
        co_await expect_same(first);

        after_ = before_;
        change_ = random_.change(after_);
        MetaData second;
        after_.declare(second);
        step_ = "up";
        const SchemaDiff found = co_await diff(second, conn_);
        if (found.empty()) throw Fault("the change is not found");
        co_await execute_all(conn_, found.up);
        co_await expect_same(second);
        co_await expect_rest(after_);
        step_ = "down";
        co_await execute_all(conn_, found.down);
        co_await expect_same(first);
        co_await expect_rest(before_);
    }
    std::string where() const { return change_.empty() ? step_ : change_ + ", " + step_; }

private:
    std::string value(const SqlType& type, int row) const {
        const std::string number = std::to_string(row);
        switch (type.kind()) {
            case TypeKind::boolean: return postgresql_ ? "false" : "0";
            case TypeKind::date: return "'2021-01-0" + std::to_string(row % 9 + 1) + "'";
            case TypeKind::string:
            case TypeKind::text: return "'row " + number + "'";
            case TypeKind::enumeration: return row % 2 == 0 ? "'ok'" : "'sad'";
            case TypeKind::array: return "'{sad,ok}'";
            default: return number;
        }
    }
    // Without the key, which is numbered.
    std::string insert(const ReflectedTable& table, int row, bool with_keys) const {
        std::string names;
        std::string values;
        for (std::size_t i = 1; i < table.columns.size(); ++i) {
            const ReflectedColumn& column = table.columns[i];
            const bool key = std::ranges::any_of(table.foreign_keys,
                                                 [&](const auto& k) { return k.columns.front() == column.name; });
            if (!column.computed_sql.empty() || (key && !with_keys)) continue;
            names += (names.empty() ? "" : ", ") + quoted_name(column.name);
            values += (values.empty() ? "" : ", ") + value(column.type, row);
        }
        const std::string into = "INSERT INTO " + quoted_table(table.schema, table.name);
        return names.empty() ? into + " DEFAULT VALUES" : into + " (" + names + ") VALUES (" + values + ')';
    }
    task<void> fill() {
        for (const ReflectedTable& table : before_.tables.tables) {
            for (int i = 1; i <= rows_each; ++i) co_await conn_.exec_driver_sql(insert(table, i, true));
        }
    }
    task<void> attach_triggers() {
        int number = 0;
        for (const ReflectedTable& table : before_.tables.tables) {
            const std::string name = "trigger " + std::to_string(++number);
            triggers_[name] = table.full_name();
            co_await conn_.exec_driver_sql(
                "CREATE TRIGGER " + quoted_name(name) + " BEFORE DELETE ON " + quoted_table(table.schema, table.name) +
                (postgresql_ ? " FOR EACH ROW EXECUTE FUNCTION random_functions.pass()" : " BEGIN SELECT 1; END"));
        }
        for (const RandomView& view : before_.views) {
            const std::string name = "trigger " + std::to_string(++number);
            triggers_[name] = view.full_name();
            co_await conn_.exec_driver_sql(
                "CREATE TRIGGER " + quoted_name(name) + " INSTEAD OF INSERT ON " +
                quoted_table(view.schema, view.name) +
                (postgresql_ ? " FOR EACH ROW EXECUTE FUNCTION random_functions.pass()" : " BEGIN SELECT 1; END"));
        }
    }
    task<void> expect_same(const MetaData& meta) {
        const SchemaDiff found = co_await diff(meta, conn_);
        if (found.empty()) co_return;
        std::string text = "it differs:";
        for (const SchemaChange& each : found.changes) text += ' ' + to_string(each) + ';';
        throw Fault(text);
    }
    // Compares rows and triggers of objects that exist before and after, and checks that new rows get new numbers.
    task<void> expect_rest(const RandomSchema& now) {
        for (const ReflectedTable& table : now.tables.tables) {
            if (before_.tables.find(table.full_name()) == nullptr) continue;
            const std::string name = quoted_table(table.schema, table.name);
            const auto rows = co_await conn_.exec_driver_sql("SELECT 1 FROM " + name);
            if (rows.size() != rows_each) throw Fault("rows of " + name + " are lost");
            co_await conn_.exec_driver_sql(insert(table, 70 + inserted_++, false));
            const std::string key = quoted_name(table.columns.front().name);
            co_await conn_.exec_driver_sql("DELETE FROM " + name + " WHERE " + key + " = (SELECT max(" + key +
                                           ") FROM " + name + ')');
        }
        const auto found =
            co_await conn_.exec_driver_sql(postgresql_ ? "SELECT tgname::text FROM pg_trigger WHERE NOT tgisinternal"
                                                       : "SELECT name FROM sqlite_master WHERE type = 'trigger'");
        for (const auto& [trigger, owner] : triggers_) {
            const bool kept = now.tables.find(owner) != nullptr ||
                              std::ranges::any_of(now.views, [&](const auto& v) { return v.full_name() == owner; });
            const bool came_back =
                std::ranges::any_of(after_.views, [&](const auto& v) { return v.full_name() == owner; }) ||
                after_.tables.find(owner) != nullptr;
            if (!kept || !came_back) continue;
            bool there = false;
            for (const auto& row : found) there = there || row.get<std::string>(0) == trigger;
            if (!there) throw Fault("the trigger of " + owner + " is lost");
        }
    }

    AsyncConnection& conn_;
    RandomSchemas random_;
    bool postgresql_;
    RandomSchema before_;
    RandomSchema after_;
    std::string change_;
    std::string step_;
    std::map<std::string, std::string> triggers_;
    int inserted_ = 0;
};

task<std::string> round_on_sqlite(std::uint64_t seed) {
    auto engine = create_async_engine("sqlite://");
    auto conn = co_await engine.connect();
    conn.execution_options(Isolation::autocommit);
    RandomRound round(conn, seed, false);
    try {
        co_await round.run();
    } catch (const std::exception& error) {
        co_return round.where() + ": " + error.what();
    }
    co_return std::string();
}

task<void> prepare_postgresql(AsyncConnection& conn) {
    co_await conn.exec_driver_sql("CREATE SCHEMA random_functions");
    co_await conn.exec_driver_sql(
        "CREATE FUNCTION random_functions.pass() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'");
    co_await conn.exec_driver_sql("CREATE SCHEMA random_public");
    for (const std::string& name : RandomSchemas::schema_names()) {
        co_await conn.exec_driver_sql("CREATE SCHEMA " + quoted_name(name));
    }
    co_await conn.exec_driver_sql("SET LOCAL search_path = random_public");
}

// All in one transaction, which is rolled back.
task<std::string> round_on_postgresql(AsyncConnection& conn, std::uint64_t seed) {
    RandomRound round(conn, seed, true);
    std::string fault;
    try {
        co_await prepare_postgresql(conn);
        co_await round.run();
    } catch (const std::exception& error) {
        fault = round.where() + ": " + error.what();
    }
    co_await conn.rollback();
    co_return fault;
}

long number_from(const char* variable, long otherwise) {
    const char* const text = std::getenv(variable);
    return text == nullptr ? otherwise : std::atol(text);
}

}  // namespace

// AZOTH_SCHEMAS: how many; AZOTH_SCHEMAS_SECONDS: how long at most; AZOTH_SCHEMAS_SEED: the first one's seed.
TEST_CASE("random schemas are created, changed and changed back without a difference or a loss", "[reflection]") {
    const long count = number_from("AZOTH_SCHEMAS", 500);
    const std::chrono::seconds limit(number_from("AZOTH_SCHEMAS_SECONDS", 30));
    const auto first =
        static_cast<std::uint64_t>(number_from("AZOTH_SCHEMAS_SEED", std::random_device{}() % 1000000000));
    const std::string url = postgresql_url();
    const auto start = std::chrono::steady_clock::now();
    long done = 0;
    long failed = 0;
    run([](std::string where, std::uint64_t seed, long wanted, std::chrono::steady_clock::time_point end, long& number,
           long& faults) -> task<void> {
        std::optional<AsyncEngine> engine;
        std::optional<AsyncConnection> conn;
        if (!where.empty()) {
            engine = create_async_engine(where);
            conn = co_await engine->connect();
        }
        for (; number < wanted && std::chrono::steady_clock::now() < end; ++number) {
            const std::uint64_t own = seed + static_cast<std::uint64_t>(number);
            std::string fault;
            if (conn && number % 2 == 0) {
                fault = co_await round_on_postgresql(*conn, own);
            } else {
                fault = co_await round_on_sqlite(own);
            }
            if (fault.empty()) continue;
            ++faults;
            std::cout << "schema " << own << (conn && number % 2 == 0 ? " on PostgreSQL: " : " on SQLite: ") << fault
                      << '\n';
        }
    }(url, first, count, start + limit, done, failed));
    std::cout << "schemas: " << done << ", " << failed << " failed (seed " << first << ")\n";
    CHECK(failed == 0);
    CHECK(done > 0);
}

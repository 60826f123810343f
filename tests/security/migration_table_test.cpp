#include "attack.hpp"
#include "migration/empty_database.hpp"

namespace azoth_tests::migration_table {
namespace {

const std::string columns =
    "(version bigint PRIMARY KEY, name varchar NOT NULL, checksum varchar NOT NULL, applied_at timestamptz NOT NULL, "
    "executed bigint";

/// How another role creates the table, and what the error names.
struct Trap {
    std::string name;
    std::vector<std::string> statements;
    std::string reason;
};

std::vector<Trap> traps() {
    const std::string table = "CREATE TABLE azoth_migrations " + columns;
    const std::string ours = "ALTER TABLE azoth_migrations OWNER TO CURRENT_USER";
    return {
        {"a view",
         {"SET ROLE azoth_mallory",
          "CREATE VIEW azoth_migrations AS SELECT 1::bigint AS version, 'a'::varchar AS name, 'x'::varchar AS "
          "checksum, now() AS applied_at, evil() AS executed",
          "RESET ROLE"},
         "it is not an ordinary table"},
        {"a table of another role",
         {"SET ROLE azoth_mallory", table + ")", "GRANT ALL ON azoth_migrations TO PUBLIC", "RESET ROLE"},
         "it belongs to another role"},
        {"a trigger",
         {"SET ROLE azoth_mallory", table + ")",
          "CREATE TRIGGER t BEFORE INSERT ON azoth_migrations FOR EACH ROW EXECUTE FUNCTION evil_trigger()",
          "RESET ROLE"},
         "it belongs to another role"},
        {"a trigger on a table of ours",
         {table + ")", "GRANT TRIGGER ON azoth_migrations TO azoth_mallory", "SET ROLE azoth_mallory",
          "CREATE TRIGGER t BEFORE INSERT ON azoth_migrations FOR EACH ROW EXECUTE FUNCTION evil_trigger()",
          "RESET ROLE"},
         "it has a trigger"},
        {"a default", {table + " DEFAULT evil())", ours}, "a column of it has a default"},
        {"a CHECK constraint", {table + " CHECK (evil() IS NULL))", ours}, "it has a CHECK constraint"},
        {"a rule",
         {table + ")", "CREATE RULE r AS ON INSERT TO azoth_migrations DO ALSO SELECT evil()", ours},
         "it has a rule"},
        {"a policy",
         {table + ")", "CREATE POLICY p ON azoth_migrations USING (evil() IS NULL)", ours},
         "it has row level security"},
        {"an index with an expression",
         {table + ")", "CREATE INDEX i ON azoth_migrations ((evil() + version))", ours},
         "it has an index with an expression"},
        {"a child",
         {table + ")", "CREATE TABLE child () INHERITS (azoth_migrations)", ours},
         "other tables inherit from it"},
    };
}

std::string failure_of_status(const azoth::Migrator& migrator) {
    try {
        run(migrator.status());
    } catch (const azoth::InvalidRequestError& error) {
        return error.what();
    } catch (const azoth::Error& error) {
        return std::string("another error: ") + error.what();
    }
    return {};
}

}  // namespace

TEST_CASE("another role can NOT have its code executed by the migrations' table", "[security]") {
    for (const std::string& url : urls()) {
        if (!is_postgresql(url)) continue;
        for (const Trap& trap : traps()) {
            INFO(trap.name);
            const EmptyDatabase database(url);
            database.execute({
                "DO $$ BEGIN CREATE ROLE azoth_mallory; EXCEPTION WHEN duplicate_object THEN END $$",
                "GRANT USAGE, CREATE ON SCHEMA unfinished TO azoth_mallory",
                "CREATE TABLE calls (id int)",
                "GRANT ALL ON calls TO azoth_mallory",
                "CREATE FUNCTION evil() RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM "
                "nextval('unfinished.evil_calls'); RETURN NULL; END $$",
                "CREATE SEQUENCE evil_calls",
                "GRANT ALL ON SEQUENCE evil_calls TO azoth_mallory",
                "CREATE FUNCTION evil_trigger() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM "
                "nextval('unfinished.evil_calls'); RETURN new; END $$",
            });
            database.execute(trap.statements);
            database.execute({"ALTER SEQUENCE evil_calls RESTART"});
            const Folder folder;
            folder.write("0001_books.up.sql", "CREATE TABLE books (id int);");
            const azoth::Migrator migrator = database.migrator(folder);
            const std::string of_status = failure_of_status(migrator);
            const std::string of_up = failure_of(migrator.up());
            azoth::MigrationOptions pretending;
            pretending.dry_run = true;
            const std::string of_dry_run = failure_of(database.migrator(folder, pretending).up());
            attack(trap.name, database.text("SELECT is_called::text FROM evil_calls") != "false;");
            attack(trap.name + ": accepted", of_status.empty() || of_up.empty() || of_dry_run.empty());
            for (const std::string& message : {of_status, of_up, of_dry_run}) {
                CHECK(message.find(trap.reason) != std::string::npos);
                CHECK(message.find("\"unfinished\".\"azoth_migrations\"") != std::string::npos);
            }
            CHECK(database.text("SELECT coalesce(to_regclass('books')::text, '')") == ";");
        }
        const EmptyDatabase empty(url);
        empty.execute({"DROP ROLE IF EXISTS azoth_mallory"});
    }
}

TEST_CASE("a SQLite file can NOT take part in migrations by a trigger or a view", "[security]") {
    const Folder folder;
    folder.write("0001_books.up.sql", "CREATE TABLE books (id int);");
    const std::vector<std::vector<std::string>> all{
        {"CREATE VIEW azoth_migrations AS SELECT 1 AS version, 'a' AS name, 'x' AS checksum, '2026-01-01 00:00:00' AS "
         "applied_at, NULL AS executed WHERE 0",
         "CREATE TRIGGER t INSTEAD OF INSERT ON azoth_migrations BEGIN SELECT 1; END"},
        {"CREATE TABLE azoth_migrations " + columns + ")",
         "CREATE TRIGGER t AFTER INSERT ON azoth_migrations BEGIN SELECT 1; END"},
    };
    for (const std::vector<std::string>& statements : all) {
        const EmptyDatabase database("sqlite://");
        database.execute(statements);
        const std::string message = failure_of(database.migrator(folder).up());
        attack(statements.front(), message.find("could execute code") == std::string::npos);
        CHECK(failure_of_status(database.migrator(folder)).find("could execute code") != std::string::npos);
    }
}

TEST_CASE("the owner of a database can NOT be locked out of the migrations' table", "[security]") {
    for (const std::string& url : urls()) {
        const EmptyDatabase database(url);
        const Folder folder;
        folder.write("0001_books.up.sql", "CREATE TABLE books (id int);");
        CHECK(failure_of(database.migrator(folder).up()).empty());
        CHECK(run(database.migrator(folder).status()).size() == 1);
        CHECK(failure_of(database.migrator(folder).up()).empty());
    }
}

}  // namespace azoth_tests::migration_table

#include "catch.hpp"
#include "engine/support.hpp"
#include "migration/sql_script.hpp"
#include "temporary.hpp"

#include <array>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>
#include <vector>

// Scripts are split as the databases' own programs split them: psql and sqlite3 execute a file, azoth executes the
// statements that it finds in it, and both have the same effect.

namespace {

using namespace azoth;
using namespace azoth_tests;

using Pieces = std::vector<std::string>;

constexpr int scripts_each = 100;

// In each piece, # is replaced by a number of its own. All pieces write into the table log or create something that is
// examined.
Pieces postgresql_pieces() {
    return {
        "INSERT INTO log VALUES ('#');",
        "INSERT INTO log VALUES ('#; ''quoted''; \\');",
        "INSERT INTO log VALUES (E'#\\';''\\\\');",
        "INSERT INTO log VALUES (e'#;' || N'n;' || U&'\\0061;' || B'01'::text || X'1F'::text);",
        "INSERT INTO log VALUES ('#' -- not; here ' \" $$ /*\n  '; continued');",
        "INSERT INTO log VALUES ($$#; ' \" -- /* $1 $a$ $$);",
        "INSERT INTO log VALUES ($tag_1$#; $$ ; $tag$ ; $tag_1$ || $é$;$é$);",
        "INSERT /* a; /* nested; ' */ \" */ INTO log VALUES ('#'/*;*/);",
        "/* ; */ -- ;\n\tINSERT INTO log\r\nVALUES\f('#');\r\n",
        ";; ;INSERT INTO log VALUES ('#');;",
        "INSERT INTO log SELECT ((('#;)' || (');(') || '(')));",
        "INSERT INTO log SELECT '#' || (5 - -1)::text || (2*/* x; */-3)::text || (1--;\n-1)::text;",
        "INSERT INTO log SELECT '#' || (ARRAY[1,2,3])[1:2]::text;",
        "CREATE TABLE \"t#;x'--\" (\"a;\"\"b\" int, trigger int, begin int, \"end\" int);",
        "CREATE TABLE t#_a$b (function int, begin int, atomic int, \"case\" int); CREATE TABLE t#_ä$$ (procedure "
        "text);",
        "CREATE FUNCTION f#(begin int DEFAULT 1) RETURNS int LANGUAGE plpgsql AS $body$\nBEGIN\n  IF begin > 1 THEN "
        "RETURN "
        "1; END IF;\n  RETURN 2; -- $$;\nEND $body$;",
        "CREATE FUNCTION f#(a int) RETURNS text BEGIN ATOMIC SELECT 1; SELECT CASE WHEN a > 1 THEN ';' ELSE 'END;' "
        "END; "
        "END;",
        "create or replace function f#() returns int language sql begin atomic select case when true then (case 1 when "
        "1 "
        "then 2 end) end; end;",
        "CREATE PROCEDURE p#(x text) LANGUAGE SQL BEGIN ATOMIC INSERT INTO log VALUES (x || ';'); INSERT INTO log "
        "VALUES "
        "('END;'); END; CALL p#('#');",
        "CREATE FUNCTION f#() RETURNS int LANGUAGE SQL RETURN 1 + (CASE WHEN true THEN 1 END);",
        "CREATE TABLE r#(a text); CREATE RULE rule# AS ON INSERT TO r# DO ALSO (INSERT INTO log VALUES (NEW.a); INSERT "
        "INTO "
        "log VALUES ('(;')); INSERT INTO r# VALUES ('#');",
        "DO $$ BEGIN INSERT INTO log VALUES ('#;'); IF true THEN NULL; END IF; END $$;",
        "DO LANGUAGE plpgsql 'BEGIN INSERT INTO log VALUES (''#;''); END';",
        "CREATE TABLE g#(a int); CREATE FUNCTION h#() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$; "
        "CREATE "
        "TRIGGER begin BEFORE INSERT ON g# FOR EACH ROW EXECUTE FUNCTION h#();",
        "CREATE VIEW v# AS SELECT CASE WHEN true THEN 'BEGIN;' END AS begin;",
        "COMMENT ON TABLE log IS '# it''s; -- a comment';",
        // psql reads the setting once for each line.
        "SET standard_conforming_strings = off;\nINSERT INTO log VALUES ('#\\';\\\\');\nSET "
        "standard_conforming_strings = "
        "on;\nINSERT INTO log VALUES ('#\\');",
        "SET standard_conforming_strings TO off;\nINSERT INTO log VALUES ('#\\'; ');\nRESET "
        "standard_conforming_strings;\n",
        "BEGIN; INSERT INTO log VALUES ('#'); COMMIT;",
        "INSERT INTO log SELECT '#' WHERE 1 <@ ANY (ARRAY[int4range(1, 2)]) OR '{\"a\": 1}'::jsonb ? 'a;';",
        "PREPARE s# AS INSERT INTO log VALUES ($1); EXECUTE s#('#;');",
    };
}

Pieces postgresql_ends() {
    return {"",
            "INSERT INTO log VALUES ('last')",
            "-- the end;",
            "/* the end; */",
            "INSERT INTO log VALUES ('last') -- ;\n",
            "\n\n;",
            "INSERT INTO log VALUES ($$;$$)"};
}

Pieces sqlite_pieces() {
    return {
        "INSERT INTO log VALUES ('#');",
        "INSERT INTO log VALUES ('#; ''quoted''; \\');",
        "INSERT INTO log VALUES ('#' -- not; here ' \" ` [ /*\n);",
        "INSERT INTO log VALUES ('#$$;' || x'3B');",
        "CREATE TABLE [t#;x'--] (`a;``b'` int, \"c;\"\"d'\" int, [e\"`;] int); INSERT INTO log VALUES ('#');",
        "CREATE TABLE t#(trigger int, begin int, [end] int, \"case\" int);",
        "INSERT INTO log VALUES ('#'); /* about /* this */ CREATE TABLE t#(x);",
        "INSERT /* ; ' \" ` [ */ INTO log VALUES ('#'/*;*/);",
        "/**/ -- ;\n\tINSERT INTO log\r\nVALUES\f('#');\r\n",
        ";; ;INSERT INTO log VALUES ('#');;",
        "INSERT INTO log SELECT ((('#;)' || (');(') || '(')));",
        "INSERT INTO log SELECT '#' || (5 - -1) || (2*/* x; */-3) || (1--;\n-1);",
        "CREATE TABLE t#(a); CREATE TRIGGER g# AFTER INSERT ON t# BEGIN INSERT INTO log VALUES (CASE WHEN new.a THEN "
        "'END;' "
        "ELSE ';' END); INSERT INTO log VALUES ('#;END;'); END; INSERT INTO t# VALUES (1);",
        "create table t#(a); create trigger if not exists [end] after insert on t# when new.a = 'begin;' begin update "
        "t# set "
        "a = 1; /* c; */ end /* d; */ ; drop trigger [end]; INSERT INTO log VALUES ('#');",
        "CREATE TABLE t#(a); CREATE TEMP TRIGGER g# AFTER INSERT ON t# BEGIN -- END;\n SELECT 1; END; INSERT INTO t# "
        "VALUES "
        "(1);",
        "CREATE TABLE t#(a); CREATE TEMPORARY TRIGGER \"g#;\" AFTER DELETE ON t# BEGIN DELETE FROM t#;\nEND\n;\nINSERT "
        "INTO "
        "log VALUES ('#');",
        "CREATE VIEW v# AS SELECT CASE WHEN 1 THEN 'BEGIN;' END AS \"begin;\";",
        "CREATE TABLE trigger#(x); CREATE INDEX begin# ON trigger#(x); INSERT INTO log VALUES ('#');",
        "EXPLAIN SELECT ';'; INSERT INTO log VALUES ('#');",
        "CREATE TEMP TABLE trigger_#(x); INSERT INTO log SELECT '#' FROM (SELECT 1);",
        "WITH c(a) AS (VALUES ('#;')) INSERT INTO log SELECT a FROM c;",
        "CREATE TABLE täble#(ä$b$ int DEFAULT (1 -- one;\n)); INSERT INTO täble# DEFAULT VALUES;",
        "REPLACE INTO log VALUES ('#'), (';'), ('--'), ('/*');",
    };
}

Pieces sqlite_ends() {
    return {"",
            "INSERT INTO log VALUES ('last')",
            "-- the end;",
            "/* the end; */",
            "INSERT INTO log VALUES ('last') -- ;\n",
            "\n\n;",
            "INSERT INTO log VALUES ('last'); /* never closed;"};
}

std::string numbered_piece(std::string piece, int number) {
    for (std::size_t at = piece.find('#'); at != std::string::npos; at = piece.find('#')) {
        piece.replace(at, 1, std::to_string(number));
    }
    return piece;
}

// The first scripts contain each piece at least once, the others random ones.
std::string random_script(std::mt19937_64& random, const Pieces& pieces, const Pieces& ends, int script) {
    constexpr std::array<const char*, 4> gaps{"\n", "", " \t", "\r\n-- between; the pieces\r\n"};
    std::string text = random() % 4 == 0 ? "\xEF\xBB\xBF" : "";
    const std::size_t count = 2 + random() % 6;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t which = i == 0 ? static_cast<std::size_t>(script) % pieces.size()
                                         : static_cast<std::size_t>(random() % pieces.size());
        text += numbered_piece(pieces[which], static_cast<int>(i + 1));
        text += gaps[random() % gaps.size()];
    }
    return text + ends[random() % ends.size()];
}

std::vector<std::string> random_scripts(std::uint64_t seed, const Pieces& pieces, const Pieces& ends) {
    std::mt19937_64 random(seed);
    std::vector<std::string> scripts;
    for (int i = 0; i < scripts_each; ++i) scripts.push_back(random_script(random, pieces, ends, i));
    return scripts;
}

task<std::string> answer_of(AsyncConnection& conn, std::string sql) {
    const Result<Dynamic> rows = co_await conn.exec_driver_sql(std::move(sql));
    std::string text;
    for (const auto& row : rows) text += row.get<std::optional<std::string>>(0).value_or("NULL") + '\n';
    co_return text;
}

std::string script_schema(int script) { return "script_" + std::to_string(script); }

// The effects of a script in its schema.
task<std::vector<std::string>> postgresql_state(AsyncConnection& conn) {
    std::vector<std::string> states;
    for (int i = 0; i < scripts_each; ++i) {
        const std::string space = "'" + script_schema(i) + "'::regnamespace";
        states.push_back(co_await answer_of(
            conn,
            "SELECT 'log ' || x FROM (SELECT unnest(xpath('//x/text()', query_to_xml('SELECT x FROM " +
                script_schema(i) +
                ".log', true, false, '')))::text AS x) l UNION ALL SELECT 'column ' || c.relname || ' ' || a.attname "
                "|| "
                "coalesce(obj_description(c.oid), '') FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND "
                "a.attnum > 0 WHERE c.relnamespace = " +
                space + " UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = " + space +
                " UNION ALL SELECT pg_get_ruledef(r.oid) FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class WHERE "
                "c.relnamespace = " +
                space +
                " UNION ALL SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE "
                "c.relnamespace = " +
                space + " ORDER BY 1"));
    }
    co_await conn.rollback();
    co_return states;
}

task<void> fresh_schemas(AsyncConnection& conn) {
    for (int i = 0; i < scripts_each; ++i) {
        const std::string name = script_schema(i);
        co_await conn.exec_driver_sql("DROP SCHEMA IF EXISTS " + name + " CASCADE");
        co_await conn.exec_driver_sql("CREATE SCHEMA " + name);
        co_await conn.exec_driver_sql("CREATE TABLE " + name + ".log (x text)");
        if (i % 20 == 19) co_await conn.commit();
    }
}

task<void> drop_schemas(AsyncConnection& conn) {
    for (int i = 0; i < scripts_each; ++i) {
        co_await conn.exec_driver_sql("DROP SCHEMA IF EXISTS " + script_schema(i) + " CASCADE");
        if (i % 20 == 19) co_await conn.commit();
    }
}

// Executes the statements of the split script one by one, as the programs do; returns the errors.
task<std::string> execute_statements(AsyncConnection& conn, const std::string& script, ScriptSyntax syntax) {
    std::string errors;
    for (std::string& statement : split_script(script, syntax)) {
        try {
            const std::string word = first_word(statement, syntax);
            // The transaction is managed by the connection.
            if (word == "BEGIN" || word == "COMMIT") continue;
            co_await conn.exec_driver_sql(statement);
        } catch (const Error& error) {
            errors += error.what();
        }
    }
    co_return errors;
}

int compare_states(const std::vector<std::string>& scripts, const std::vector<std::string>& theirs,
                   const std::vector<std::string>& ours, const std::vector<std::string>& errors) {
    int different = 0;
    for (std::size_t i = 0; i < scripts.size(); ++i) {
        if (theirs[i] == ours[i]) continue;
        ++different;
        std::cout << "script " << i << ":\n"
                  << scripts[i] << "\ntheirs:\n"
                  << theirs[i] << "ours:\n"
                  << ours[i] << errors[i] << '\n';
    }
    return different;
}

std::uint64_t script_seed() {
    const char* const text = std::getenv("AZOTH_SCRIPTS_SEED");
    return text == nullptr ? std::random_device{}() : static_cast<std::uint64_t>(std::atoll(text));
}

}  // namespace

TEST_CASE("scripts are split as psql splits them", "[postgresql]") {
    const std::string url = postgresql_url();
    if (url.empty()) return;
    const std::uint64_t seed = script_seed();
    const std::vector<std::string> scripts = random_scripts(seed, postgresql_pieces(), postgresql_ends());
    const Folder folder;
    std::string all = "\\set ON_ERROR_STOP 0\n";
    for (int i = 0; i < scripts_each; ++i) {
        const std::string name = script_schema(i) + ".sql";
        folder.write(name, scripts[static_cast<std::size_t>(i)]);
        all += "RESET ALL; SET search_path = " + script_schema(i) + "; DEALLOCATE ALL;\n\\ir " + name + "\n;\n";
    }
    folder.write("all.sql", all);
    const char* const programs = std::getenv("AZOTH_PG_BIN");
    const std::string command = (programs == nullptr ? std::string() : std::string(programs) + '/') +
                                "psql --no-psqlrc --quiet --dbname '" + url + "' --file '" +
                                (folder.path() / "all.sql").string() + "' >'" + (folder.path() / "output").string() +
                                "' 2>&1";
    int different = 0;
    run([](std::string where, std::string program, std::vector<std::string> texts, int& count) -> task<void> {
        auto engine = create_async_engine(where);
        auto conn = co_await engine.connect();
        co_await fresh_schemas(conn);
        REQUIRE(std::system(program.c_str()) == 0);
        const std::vector<std::string> theirs = co_await postgresql_state(conn);
        co_await fresh_schemas(conn);
        std::vector<std::string> errors;
        conn.execution_options(Isolation::autocommit);
        for (int i = 0; i < scripts_each; ++i) {
            co_await conn.exec_driver_sql("RESET ALL");
            co_await conn.exec_driver_sql("SET search_path = " + script_schema(i));
            co_await conn.exec_driver_sql("DEALLOCATE ALL");
            errors.push_back(
                co_await execute_statements(conn, texts[static_cast<std::size_t>(i)], ScriptSyntax::postgresql));
        }
        co_await conn.exec_driver_sql("RESET ALL");
        const std::vector<std::string> ours = co_await postgresql_state(conn);
        co_await drop_schemas(conn);
        count = compare_states(texts, theirs, ours, errors);
        conn.invalidate();
    }(url, command, scripts, different));
    std::cout << "scripts: " << scripts_each << " of psql, " << different << " different (seed " << seed << ")\n";
    CHECK(different == 0);
}

TEST_CASE("scripts are split as sqlite3 splits them", "[sqlite]") {
    const std::uint64_t seed = script_seed();
    const std::vector<std::string> scripts = random_scripts(seed, sqlite_pieces(), sqlite_ends());
    const Folder folder;
    std::vector<std::string> theirs;
    std::vector<std::string> ours;
    std::vector<std::string> errors;
    const std::string query =
        "SELECT 'log ' || x FROM log UNION ALL SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM "
        "sqlite_master "
        "ORDER BY 1";
    const auto read = [&](const std::string& file, const std::string* script) {
        run([](std::string url, std::string sql, const std::string* text, std::vector<std::string>& states,
               std::vector<std::string>& all_errors) -> task<void> {
            auto engine = create_async_engine(url);
            auto conn = co_await engine.connect();
            conn.execution_options(Isolation::autocommit);
            if (text != nullptr) {
                co_await conn.exec_driver_sql("CREATE TABLE log (x text)");
                all_errors.push_back(co_await execute_statements(conn, *text, ScriptSyntax::sqlite));
            }
            states.push_back(co_await answer_of(conn, sql));
        }(file.empty() ? "sqlite://" : "sqlite:///" + file, query, script, script == nullptr ? theirs : ours, errors));
    };
    for (std::size_t i = 0; i < scripts.size(); ++i) {
        const std::string file = (folder.path() / (std::to_string(i) + ".db")).string();
        const std::string text = (folder.path() / "script.sql").string();
        folder.write("script.sql", scripts[i]);
        const std::string program = "{ echo 'CREATE TABLE log (x text);'; } | sqlite3 '" + file + "' && sqlite3 '" +
                                    file + "' <'" + text + "' >/dev/null 2>&1";
        static_cast<void>(std::system(program.c_str()));
        read(file, nullptr);
        read({}, &scripts[i]);
    }
    const int different = compare_states(scripts, theirs, ours, errors);
    std::cout << "scripts: " << scripts.size() << " of sqlite3, " << different << " different (seed " << seed << ")\n";
    CHECK(different == 0);
}

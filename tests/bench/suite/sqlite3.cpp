// The floor of azoth's SQLite: a plain loop in C over sqlite3, in the program's one thread, a database in memory.

#include "workloads.hpp"

#include <sqlite3.h>

namespace {

using namespace bench;

class Database {
public:
    Database() {
        check(sqlite3_open(":memory:", &db_));
        execute(sqlite_table);
    }
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database() { sqlite3_close(db_); }

    void execute(const char* sql) { check(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr)); }

    std::uint64_t insert() {
        execute("BEGIN");
        sqlite3_stmt* const statement = prepare(questions.at("batch"));
        for (int i = 0; i < sqlite_rows; ++i) {
            const Written row = numbered(i);
            sqlite3_bind_int(statement, 1, row.a);
            sqlite3_bind_int(statement, 2, row.b);
            sqlite3_bind_int(statement, 3, row.c);
            sqlite3_bind_text(statement, 4, row.d.data(), static_cast<int>(row.d.size()), SQLITE_STATIC);
            sqlite3_bind_double(statement, 5, row.e);
            sqlite3_bind_int(statement, 6, row.f);
            sqlite3_bind_text(statement, 7, row.g.data(), static_cast<int>(row.g.size()), SQLITE_STATIC);
            if (sqlite3_step(statement) != SQLITE_DONE) fail(sqlite3_errmsg(db_));
            sqlite3_reset(statement);
        }
        sqlite3_finalize(statement);
        execute("COMMIT");
        return sqlite_rows;
    }

    std::uint64_t read() {
        sqlite3_stmt* const statement = prepare(sqlite_question);
        std::uint64_t count = 0;
        while (sqlite3_step(statement) == SQLITE_ROW) {
            for (const int column : {0, 1, 2, 5}) keep(sqlite3_column_int(statement, column));
            keep(sqlite3_column_double(statement, 4));
            for (const int column : {3, 6}) {
                const auto* const text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
                keep(std::string_view(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, column))));
            }
            ++count;
        }
        sqlite3_finalize(statement);
        return count;
    }

private:
    sqlite3_stmt* prepare(const char* sql) {
        sqlite3_stmt* statement = nullptr;
        check(sqlite3_prepare_v2(db_, sql, -1, &statement, nullptr));
        return statement;
    }
    void check(int code) const {
        if (code != SQLITE_OK) fail(sqlite3_errmsg(db_));
    }

    sqlite3* db_ = nullptr;
};

}  // namespace

int main(int count, char** arguments) {
    const Call call = Call::parse(count, arguments);
    Database database;
    const bool inserts = call.workload == "sqlite_insert";
    database.insert();
    Meter meter(0);
    meter.restart(call.seconds);
    while (!meter.is_over()) {
        if (inserts) database.execute("DELETE FROM bench_rows");
        meter.add(inserts ? database.insert() : database.read());
    }
    meter.report("sqlite3", call.workload);
}

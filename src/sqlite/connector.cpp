#include "connector.hpp"

#include "errors.hpp"
#include "session.hpp"

#include <sqlite3.h>

#include <atomic>
#include <string>
#include <utility>

namespace azoth::sqlite {
namespace {

// SQLite's memdb shares databases whose names begin with a slash between the connections of a process.
std::string new_memory_path() {
    static std::atomic<unsigned> count{0};
    return "file:/azoth-" + std::to_string(++count) + "?vfs=memdb";
}

}  // namespace

void SqliteConnector::Close::operator()(sqlite3* db) const noexcept { sqlite3_close_v2(db); }

SqliteConnector::SqliteConnector(DatabaseOptions options) : options_(std::move(options)) {
    if (!options_.in_memory) return;
    options_.path = new_memory_path();
    options_.open_flags |= SQLITE_OPEN_URI;
    sqlite3* db = nullptr;
    const int code = sqlite3_open_v2(options_.path.c_str(), &db, options_.open_flags, nullptr);
    memory_.reset(db);
    if (code != SQLITE_OK) throw_sqlite_error(db, code, Outcome::not_sent);
    // The default limit is 1 GiB; here only the machine's memory limits it.
    sqlite3_int64 limit = sqlite3_int64{1} << 47;
    sqlite3_file_control(db, "main", SQLITE_FCNTL_SIZE_LIMIT, &limit);
}

task<std::unique_ptr<Session>> SqliteConnector::connect() {
    auto session = std::make_unique<SqliteSession>();
    co_await session->connect(options_);
    co_return session;
}

}  // namespace azoth::sqlite

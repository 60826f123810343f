// SQL in a string, given to the engine's scalar().
// expect: azoth: a string is no statement: write az::text("SELECT 1"), or use exec_driver_sql()

#include <azoth/engine/async_engine.hpp>

#include <string>

azoth::task<void> run(azoth::AsyncEngine engine, std::string sql) { co_await engine.scalar(sql); }

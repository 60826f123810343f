// SQL in a string, given to execute() as it is.
// expect: azoth: a string is no statement: write az::text("SELECT 1"), or use exec_driver_sql()

#include <azoth/engine/async_connection.hpp>

azoth::task<void> run(azoth::AsyncConnection& connection) { co_await connection.execute("SELECT 1"); }

// Something that is no statement.
// expect: azoth: this is no statement: select(), insert(), update(), delete_from(), text() or a query()

#include <azoth/engine/async_engine.hpp>

azoth::task<void> run(azoth::AsyncEngine engine) { co_await engine.execute(7); }

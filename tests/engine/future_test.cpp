#include "catch.hpp"
#include "schema.hpp"
#include "support.hpp"
#include <azoth/listen.hpp>

#include <boost/asio/use_future.hpp>

#include <future>
#include <string>

namespace az = azoth;
namespace asio = boost::asio;
using namespace azoth_tests;

namespace {

/// The value of a task, read by a thread without coroutines.
template <class T>
T future_value(asio::io_context& context, az::task<T> task) {
    std::future<T> future = co_spawn(context, std::move(task), asio::use_future);
    context.restart();
    context.run();
    return future.get();
}

}  // namespace

TEST_CASE("What the operations give can be awaited as futures", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    asio::io_context context;
    auto engine = az::create_async_engine(url);
    future_value(context, fill(engine));
    const auto ada = select(users.id, users.name).where(users.name == "ada");
    const auto one = future_value(context, engine.one(ada));
    CHECK(one.get<1>() == "ada");
    CHECK(future_value(context, engine.first(ada)).has_value());
    CHECK(future_value(context, engine.one_or_none(ada)).has_value());
    CHECK(future_value(context, engine.scalar(ada)) == 1);
    CHECK(future_value(context, engine.scalars(ada)).size() == 1);
    CHECK(future_value(context, engine.one(az::text("SELECT 1 AS a")))["a"].as<std::int32_t>() == 1);
    CHECK_THROWS_AS(future_value(context, engine.one(ada.where(users.id < 0))), az::NoResultFound);
    {
        auto connection = future_value(context, engine.connect());
        auto transaction = future_value(context, connection.begin());
        CHECK(transaction.is_active());
        auto savepoint = future_value(context, connection.begin_nested());
        auto stream = future_value(context, connection.stream(ada));
        CHECK(future_value(context, stream.freeze())().size() == 1);
        auto scalars = future_value(context, connection.stream_scalars(ada));
        CHECK(future_value(context, scalars.one()) == 1);
        future_value(context, savepoint.rollback());
        future_value(context, transaction.commit());
        future_value(context, connection.close());
    }
    future_value(context, engine.dispose());
}

TEST_CASE("An object that was never assigned is empty and throws", "[engine]") {
    asio::io_context context;
    az::AsyncConnection connection;
    CHECK(connection.is_closed());
    CHECK_FALSE(connection.in_transaction());
    CHECK_THROWS_AS(connection.execute(az::text("SELECT 1")), az::ResourceClosedError);
    CHECK_THROWS_AS(connection.commit(), az::ResourceClosedError);
    az::AsyncTransaction transaction;
    CHECK_FALSE(transaction.is_active());
    CHECK_THROWS_AS(future_value(context, transaction.commit()), az::InvalidRequestError);
    future_value(context, transaction.rollback());
    const az::Row<std::int64_t> row;
    CHECK_THROWS_AS(row.get<0>(), az::InvalidRequestError);
    const az::Row<az::Dynamic> dynamic;
    CHECK(dynamic.size() == 0);
    CHECK_THROWS_AS(dynamic["a"], az::NoSuchColumnError);
    const az::FrozenResult<std::int64_t> frozen;
    CHECK_FALSE(frozen().returns_rows());
    const az::AdvisoryLock lock;
    CHECK_FALSE(lock.is_held());
}

#include "catch.hpp"
#include "crowd.hpp"
#include "error_copy.hpp"
#include <azoth/engine/events.hpp>
#include <azoth/listen.hpp>

#include <boost/system/system_error.hpp>

#include <typeinfo>

// An error that several callers get is a separate object for each.
namespace az = azoth;
namespace asio = boost::asio;
using namespace azoth_tests;

namespace {

const auto said_by = az::query([](az::Param<std::string> marker) {
    return az::text("SELECT :marker::text").bind("marker", marker).columns<std::string>();
});

// No server listens there.
constexpr const char* nowhere = "postgresql://azoth@127.0.0.1:1/azoth";

template <class E>
void check_copied() {
    E original = [] {
        if constexpr (std::is_base_of_v<az::StatementError, E>) {
            az::Diagnostics d;
            d.message = "why";
            d.sqlstate = "12345";
            return E(std::move(d));
        } else {
            return E("why");
        }
    }();
    const std::exception_ptr published = std::make_exception_ptr(original);
    const std::exception_ptr copy = az::detail::with_statement(az::detail::own_copy(published), "SELECT 1", "(1)");
    CHECK(copy != published);
    try {
        std::rethrow_exception(copy);
    } catch (const az::Error& error) {
        CHECK(typeid(error) == typeid(E));
        CHECK(std::string_view(error.what()).find("why") != std::string_view::npos);
        if constexpr (std::is_base_of_v<az::StatementError, E>) {
            CHECK(static_cast<const E&>(error).statement() == "SELECT 1");
            CHECK(static_cast<const E&>(error).sqlstate() == "12345");
        }
    }
    try {
        std::rethrow_exception(published);
    } catch (const az::Error& error) {
        CHECK(std::string_view(error.what()) == original.what());
    }
}

template <class... E>
void check_all_copied() {
    (check_copied<E>(), ...);
}

}  // namespace

TEST_CASE("A copy of an error has its type and leaves it as it is", "[unit]") {
    check_all_copied<az::Error, az::ArgumentError, az::NoSuchModuleError, az::NoForeignKeysError,
                     az::AmbiguousForeignKeysError, az::IdentifierError, az::CircularDependencyError, az::CompileError,
                     az::UnsupportedCompilationError, az::TimeoutError, az::InvalidRequestError,
                     az::ResourceClosedError, az::NoResultFound, az::MultipleResultsFound, az::NoSuchColumnError,
                     az::AmbiguousColumnError, az::NoSuchTableError, az::NoReferencedTableError, az::StatementError,
                     az::InterfaceError, az::DatabaseError, az::DataError, az::OperationalError, az::IntegrityError,
                     az::InternalError, az::ProgrammingError, az::NotSupportedError>();
}

TEST_CASE("Callers that wait for a connection that can't be opened each see their own statement", "[engine]") {
    run([]() -> az::task<void> {
        auto engine = az::create_async_engine(nowhere);
        int right = 0;
        co_await all_of(8, [&](int i) -> az::task<void> {
            const std::string mine = "secret of " + std::to_string(i);
            const auto error = co_await failure<az::OperationalError>(engine.scalar(said_by(mine)));
            if (error && error->parameters() == "('" + mine + "',)") ++right;
        });
        CHECK(right == 8);
    }());
}

TEST_CASE("An error that a hook keeps is not changed by the caller's statement", "[engine]") {
    const auto events = std::make_shared<az::EngineEvents>();
    std::vector<std::exception_ptr> kept;
    events->error.add([&kept](az::ErrorEvent& event) {
        if (event.operation == "connect") kept.push_back(event.error);
    });
    az::EngineOptions options;
    options.events = events;
    run([](az::EngineOptions given) -> az::task<void> {
        auto engine = az::create_async_engine(nowhere, given);
        const auto error = co_await failure<az::OperationalError>(engine.scalar(said_by("mine")));
        REQUIRE(error);
        CHECK(error->parameters() == "('mine',)");
    }(options));
    REQUIRE(kept.size() == 1);
    try {
        std::rethrow_exception(kept.front());
    } catch (const az::StatementError& error) {
        CHECK(error.statement().empty());
    }
}

TEST_CASE("Listeners of a connection that is closed each get an error of their own", "[engine]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        auto first = co_await az::listen(conn, "own_errors");
        auto second = co_await az::listen(conn, "own_errors");
        co_await conn.close();
        std::vector<std::exception_ptr> errors;
        for (az::Listener* const listener : {&first, &second, &first}) {
            try {
                co_await listener->next();
            } catch (...) {
                errors.push_back(std::current_exception());
            }
        }
        REQUIRE(errors.size() == 3);
        CHECK(errors[0] != errors[1]);
        CHECK(errors[0] != errors[2]);
    });
}

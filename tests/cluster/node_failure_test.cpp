#include "cluster/node_failure.hpp"

#include "catch.hpp"
#include <azoth/cluster/node_unavailable.hpp>

#include <string>

namespace az = azoth;
using az::Outcome;
using az::detail::NodeFailure;

namespace {

template <class Error>
NodeFailure failure_with(std::string sqlstate, Outcome outcome, bool lost) {
    az::Diagnostics d;
    d.sqlstate = std::move(sqlstate);
    d.outcome = outcome;
    d.connection_lost = lost;
    return az::detail::node_failure_of(std::make_exception_ptr(Error(d)));
}

}  // namespace

TEST_CASE("What an error says of its node and of its effect", "[cluster]") {
    struct Case {
        const char* what;
        NodeFailure failure;
        bool of_node;
        bool undone;
    };
    const Case cases[] = {
        {"lost in flight", failure_with<az::OperationalError>("", Outcome::unknown, true), true, false},
        {"lost before it was sent", failure_with<az::OperationalError>("", Outcome::not_sent, true), true, true},
        {"not reachable", failure_with<az::OperationalError>("", Outcome::not_sent, false), true, true},
        {"shut down", failure_with<az::OperationalError>("57P01", Outcome::rolled_back, true), true, true},
        {"starting", failure_with<az::OperationalError>("57P03", Outcome::not_sent, false), true, true},
        {"no connection left", failure_with<az::OperationalError>("53300", Outcome::not_sent, false), true, true},
        {"read-only", failure_with<az::InternalError>("25006", Outcome::rolled_back, false), true, true},
        {"a statement that is wrong", failure_with<az::ProgrammingError>("42P01", Outcome::rolled_back, false), false,
         true},
        {"a wrong option", failure_with<az::InterfaceError>("", Outcome::not_sent, false), false, true},
        {"serialization", failure_with<az::OperationalError>("40001", Outcome::rolled_back, false), false, true},
        {"no connection in time",
         az::detail::node_failure_of(std::make_exception_ptr(az::ConnectionTimeoutError("pool"))), true, true},
        {"cancelled", az::detail::node_failure_of(std::make_exception_ptr(az::CancelledError(Outcome::unknown))), false,
         false},
        {"the caller's own", az::detail::node_failure_of(std::make_exception_ptr(1)), false, false},
    };
    for (const Case& item : cases) {
        CAPTURE(item.what);
        CHECK(item.failure.of_node == item.of_node);
        CHECK(item.failure.undone == item.undone);
    }
    CHECK(failure_with<az::InternalError>("25006", Outcome::rolled_back, false).read_only);
    CHECK(failure_with<az::OperationalError>("40001", Outcome::rolled_back, false).replay_conflict);
}

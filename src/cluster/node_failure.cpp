#include "cluster/node_failure.hpp"

#include <string_view>

namespace azoth::detail {
namespace {

constexpr std::string_view read_only_transaction = "25006";
constexpr std::string_view too_many_connections = "53300";

// 57P: shut down, crashed, starting, dropped. 08: the connection.
bool is_of_node(std::string_view sqlstate) noexcept {
    return sqlstate.starts_with("08") || sqlstate.starts_with("57P") || sqlstate == too_many_connections;
}

bool is_undone(Outcome outcome) noexcept {
    return outcome == Outcome::not_sent || outcome == Outcome::not_executed || outcome == Outcome::rolled_back;
}

}  // namespace

NodeFailure node_failure_of(const std::exception_ptr& error) noexcept {
    NodeFailure failure;
    try {
        std::rethrow_exception(error);
    } catch (const ConnectionTimeoutError&) {
        failure.of_node = true;
        failure.undone = true;
    } catch (const StatementError& e) {
        const std::string_view sqlstate = e.sqlstate();
        failure.undone = is_undone(e.outcome());
        failure.read_only = sqlstate == read_only_transaction;
        failure.replay_conflict = sqlstate == "40001" || sqlstate == "40P01";
        // Without a SQLSTATE: the server could not be reached.
        const bool unreachable = sqlstate.empty() && e.outcome() == Outcome::not_sent &&
                                 dynamic_cast<const OperationalError*>(&e) != nullptr;
        failure.of_node = e.connection_lost() || unreachable || failure.read_only || is_of_node(sqlstate);
    } catch (...) {
        return failure;
    }
    return failure;
}

}  // namespace azoth::detail

#include "postgresql/pipeline/admission.hpp"

#include <azoth/error.hpp>

namespace azoth::postgresql::pipeline {
namespace {

// Reads that share a Sync share an implicit transaction on the server.
bool may_be_grouped(const Request& request, Sharing sharing) noexcept {
    if (sharing != Sharing::reads_together || request.is_second_attempt) return false;
    const auto* const execute = request.get<Execute>();
    return execute != nullptr && execute->statement->reads_only && request.begin.text.empty() &&
           request.setup.text.empty() && request.end.text.empty();
}

}  // namespace

Place Admission::place_of(const Request& request, Sharing sharing) const noexcept {
    if (may_be_grouped(request, sharing)) return Place::grouped;
    const bool in_any = request.is<TypeQuestion>() || request.is<CloseCursor>();
    const TransactionStart* const start = in_any ? nullptr : request.transaction.get();
    if (start != nullptr && start->state() == TransactionStart::State::ended) return Place::ended;
    const bool joins = start != nullptr && request.is<Execute>() && !request.is_second_attempt &&
                       request.end.text.empty() && sharing == Sharing::exclusive;
    // A statement of the transaction that shares the Sync of BEGIN is skipped by the server where BEGIN fails. Any
    // other one has to wait, or it would be executed in autocommit.
    if (const Request* const opening = transaction_.opening()) {
        const bool same = joins && writer_.has_group() && opening->transaction == request.transaction;
        return same ? Place::grouped : Place::later;
    }
    return joins && start->state() == TransactionStart::State::due ? Place::grouped : Place::alone;
}

// Other requests would wait until the rows are read, possibly by their own caller.
bool Admission::is_refused_by_rows(const Request& request) const noexcept {
    const auto* const cursor = request.cursor();
    if (copy_.request() != nullptr) {
        return !copy_.is_stopped() && !copy_.reads(cursor != nullptr ? cursor->get() : nullptr);
    }
    const auto& holder = queue_.holder();
    return holder && (cursor == nullptr || *cursor != holder) && !queue_.is_holder_busy(true);
}

std::exception_ptr Admission::busy_error() const {
    const char* const why =
        copy_.request() != nullptr
            ? "Rows are being copied over this connection; read them to the end, or close their result first."
            : "The rows of a query are being read over this connection, outside of a transaction; read them to the "
              "end, close their result, or begin a transaction before the query.";
    return std::make_exception_ptr(InvalidRequestError(why));
}

}  // namespace azoth::postgresql::pipeline

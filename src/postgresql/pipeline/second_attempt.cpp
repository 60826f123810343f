#include "postgresql/pipeline/second_attempt.hpp"

namespace azoth::postgresql::pipeline {
namespace {

// False for VACUUM or CREATE INDEX CONCURRENTLY, which leave traces when they fail.
bool is_transactional(const Request& request) noexcept {
    const StatementText* const text = request.statement();
    return text != nullptr && text->kind != StatementKind::text && text->kind != StatementKind::ddl;
}

}  // namespace

// Its prepared statement was stale, or a CancelRequest for the previous request hit it. In a transaction only the first
// request can be executed again: the one that carried BEGIN, if no caller of a later request knows of the failure.
bool deserves_second_attempt(const Request& request, TransactionStatus status, bool last, bool shared) noexcept {
    const Attempt& attempt = request.attempt;
    const bool hit = attempt.exposed && attempt.failure->sqlstate == "57014" &&
                     (!attempt.ran || is_transactional(request) || shared);
    if (!(attempt.stale || hit || !request.text_formats.empty())) return false;
    if (request.is_second_attempt || !request.caller || request.stop != Stop::none) return false;
    if (request.is<Fetch>() ? !attempt.opens : request.has_source()) return false;
    if (request.begin.prepared && !request.begin.awaits_complete) {
        return attempt.stale && !attempt.ran && status == TransactionStatus::failed && last;
    }
    return status == TransactionStatus::idle && (!request.end.prepared || attempt.stale);
}

}  // namespace azoth::postgresql::pipeline

#include "postgresql/pipeline/request.hpp"

namespace azoth::postgresql::pipeline {

const std::shared_ptr<CursorState>* Request::cursor() const noexcept {
    if (const auto* const fetch = get<Fetch>()) return &fetch->cursor;
    if (const auto* const copy = get<CopyOut>()) return &copy->cursor;
    if (const auto* const describe = get<Describe>()) return &describe->cursor;
    if (const auto* const close = get<CloseCursor>()) return &close->cursor;
    return nullptr;
}

const StatementText* Request::statement() const noexcept {
    if (const auto* const execute = get<Execute>()) return execute->statement;
    if (const auto* const many = get<ExecuteMany>()) return many->statement;
    const auto* const state = cursor();
    return state != nullptr ? &(*state)->text : nullptr;
}

std::size_t Request::count() const noexcept {
    if (const auto* const fetch = get<Fetch>()) return fetch->count;
    if (const auto* const copy = get<CopyOut>()) return copy->count;
    return 0;
}

bool Request::is_answered() const noexcept {
    const Replies& owed = attempt.replies;
    const bool parsing =
        rollback.awaits_parse || begin.awaits_parse || setup.awaits_parse || owed.parse || end.awaits_parse;
    return owed.binds == 0 && owed.executes == 0 && owed.closes == 0 && !parsing && !owed.describe;
}

void Request::detach() noexcept {
    if (auto* const execute = get<Execute>()) {
        *execute = {};
    } else if (auto* const many = get<ExecuteMany>()) {
        *many = {};
    } else if (auto* const copy = get<CopyIn>()) {
        copy->source = nullptr;
    }
}

void Request::start_over() noexcept {
    is_second_attempt = true;
    where = Where::waiting;
    attempt = {};
    for (AttachedStatement* const statement : attached()) statement->reset();
    answer = {};
}

}  // namespace azoth::postgresql::pipeline

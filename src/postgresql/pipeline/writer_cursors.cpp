#include "postgresql/pipeline/writer.hpp"
#include <azoth/error.hpp>

#include <limits>
#include <utility>

// The part of Writer that encodes requests for rows in batches.
namespace azoth::postgresql::pipeline {
namespace {

std::uint32_t row_limit(std::size_t count) noexcept {
    constexpr std::size_t largest = std::numeric_limits<std::int32_t>::max();
    return static_cast<std::uint32_t>(count < largest ? count : largest);
}

}  // namespace

void Writer::write_kind(Request& request, const Fetch& fetch) {
    const CursorState& cursor = *fetch.cursor;
    switch (cursor.stage) {
        case CursorState::Stage::lost:
            throw ResourceClosedError("the cursor cannot continue: it lost rows when a fetch was cancelled");
        case CursorState::Stage::ended:
            if (cursor.description) request.answer.rows = std::make_shared<RowBuffer>(cursor.description);
            return;
        case CursorState::Stage::open: request.attempt.prepared = cursor.prepared; break;
        case CursorState::Stage::fresh: open_portal(request, fetch); break;
    }
    write_execute(request, cursor.portal, row_limit(fetch.count));
    if (cursor.holds_session && fetch.count != 0) {
        protocol::Encoder(out_).flush();
    } else {
        write_sync(request);
    }
}

void Writer::open_portal(Request& request, const Fetch& fetch) {
    CursorState& cursor = *fetch.cursor;
    Attempt& attempt = request.attempt;
    attempt.prepared = statements_.find(cursor.text, request.is_second_attempt);
    if (!request.text_formats.empty()) attempt.prepared->result_formats = request.text_formats;
    request.begin.text = cursor.begin;
    request.setup.text = cursor.setup;
    prepare_attached(request);
    write_prologue(request);
    write_parse(request, true);
    std::string portal;
    if (fetch.count != 0) portal.append("c").append(std::to_string(++last_portal_));
    write_bind(request, portal, &cursor.parameters);
    attempt.opens = true;
    cursor.portal = std::move(portal);
    cursor.prepared = attempt.prepared;
    cursor.stage = CursorState::Stage::open;
    cursor.holds_session =
        fetch.count != 0 && !request.begin.prepared && !request.transaction && transaction_.is_idle();
}

void Writer::write_kind(Request& request, const CloseCursor& close) {
    if (!close.cursor->has_portal()) return;
    write_prologue(request);
    protocol::Encoder(out_).close_portal(close.cursor->portal);
    ++request.attempt.replies.closes;
    write_sync(request);
}

// In a transaction, the query keeps its locks: its columns are the same when it is copied.
void Writer::write_kind(Request& request, const Describe& describe) {
    const CursorState& cursor = *describe.cursor;
    request.attempt.prepared = statements_.find(cursor.text, true);
    request.attempt.prepared->result_formats.clear();  // a binary COPY has no other formats
    request.begin.text = cursor.begin;
    request.setup.text = cursor.setup;
    prepare_attached(request);
    write_prologue(request);
    write_parse(request, true);
    write_sync(request);
}

// The query is described again, in the same transaction as the COPY, because COPY does not report types.
void Writer::write_kind(Request& request, const CopyOut& copy) {
    CursorState& cursor = *copy.cursor;
    if (cursor.stage == CursorState::Stage::ended) {
        if (cursor.description) request.answer.rows = std::make_shared<RowBuffer>(cursor.description);
        return;
    }
    if (cursor.stage != CursorState::Stage::fresh)
        throw ResourceClosedError("the COPY cannot continue: it was ended early");
    request.attempt.prepared = statements_.find(cursor.text, true);
    request.attempt.prepared->result_formats.clear();
    write_prologue(request);
    write_parse(request, true);
    request.end.prepared = new PreparedStatement({}, cursor.copy, {});
    request.end.awaits_parse = true;
    protocol::Encoder encoder(out_);
    encoder.parse({}, cursor.copy);
    encoder.bind({}, {}, {});
    ++request.attempt.replies.binds;
    write_execute(request);
    write_sync(request);
    cursor.stage = CursorState::Stage::open;
}

}  // namespace azoth::postgresql::pipeline

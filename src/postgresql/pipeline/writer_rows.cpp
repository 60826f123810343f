#include "postgresql/errors.hpp"
#include "postgresql/pipeline/writer.hpp"
#include "postgresql/protocol/protocol_error.hpp"

#include <exception>

// The part of Writer that encodes rows from a source.
namespace azoth::postgresql::pipeline {
namespace {

// With this number of unsent bytes, the source is not read further: few enough to be in the processor's cache when they
// are sent, on several connections.
constexpr std::size_t rows_window = 64 * 1024;
// The size of one message of COPY rows, which the server reads as a whole.
constexpr std::size_t copy_message = 32 * 1024;

// No portal has this name: executing it fails the transaction that the same Sync would otherwise commit.
constexpr std::string_view no_portal = "azoth_no_such_portal";

}  // namespace

void Writer::write_kind(Request& request, const ExecuteMany& many) {
    request.attempt.prepared = statements_.find(*many.statement, request.is_second_attempt);
    prepare_attached(request);
    write_prologue(request);
    write_parse(request, true);
    source_ = &request;
    write_rows();
}

// The data follows the COPY without waiting for the server's answer: if the server rejects the COPY, it skips the data.
void Writer::write_kind(Request& request, const CopyIn& copy) {
    request.attempt.prepared = statements_.find_control(copy.copy);
    prepare_attached(request);
    write_prologue(request);
    write_parse(request, false);
    write_statement(request, nullptr);
    protocol::Encoder(out_).copy_header();
    source_ = &request;
    write_rows();
}

void Writer::continue_rows() { write_rows(); }

void Writer::write_rows() {
    Request& request = *source_;
    const auto* const copy = request.get<CopyIn>();
    ParameterSource& source = copy != nullptr ? *copy->source : *request.get<ExecuteMany>()->source;
    try {
        bool more = true;
        while (more && out_.size() < rows_window) more = copy != nullptr ? write_copy_rows(source) : write_set(source);
        if (!more) end_rows(false);
        return;
    } catch (const protocol::EncodeError& error) {
        request.error = refused(error.what());
    } catch (...) {
        request.error = std::current_exception();
    }
    end_rows(true);
}

// Returns false if there are no more.
bool Writer::write_copy_rows(ParameterSource& source) {
    protocol::CopyRows rows(out_);
    bool more = true;
    while (rows.size() < copy_message) {
        set_.clear();
        more = source.next(set_);
        if (!more) break;
        rows.add({set_.bytes(), set_.count(), {}, true});
    }
    rows.finish();
    return more;
}

// Returns false if there is none.
bool Writer::write_set(ParameterSource& source) {
    set_.clear();
    if (!source.next(set_)) return false;
    const std::size_t mark = out_.size();
    const Replies before = source_->attempt.replies;
    try {
        write_statement(*source_, &set_);
    } catch (...) {
        out_.truncate(mark);
        source_->attempt.replies = before;
        throw;
    }
    return true;
}

void Writer::end_rows(bool fail) {
    Request& request = *source_;
    const bool copying = request.is<CopyIn>();
    protocol::Encoder encoder(out_);
    if (fail) {
        if (copying) {
            encoder.copy_fail("the row source failed");
        } else {
            encoder.execute(no_portal);
        }
    } else if (!request.attempt.failure) {
        if (copying) {
            encoder.copy_trailer();
            encoder.copy_done();
        }
        if (request.end.prepared) write_attached(request, request.end);
    }
    write_sync(request);
    source_ = nullptr;
}

}  // namespace azoth::postgresql::pipeline

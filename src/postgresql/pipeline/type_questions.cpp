#include "postgresql/pipeline/type_questions.hpp"

#include <azoth/error.hpp>

#include <unordered_set>
#include <utility>
#include <vector>

namespace azoth::postgresql::pipeline {
namespace {

// The formats in an answer that the table does not know, without those already queried.
std::vector<Oid> unknown_types(const RowBuffer& rows, const TypeTable& types, const std::unordered_set<Oid>& asked) {
    UnknownTypes unknown(asked);
    const std::vector<ColumnDescription>& columns = rows.description().columns;
    bool walk = false;
    for (const ColumnDescription& column : columns) {
        if (names_formats(column.format, types)) {
            walk = true;
        } else if (!is_plain(column.format) && types.find(column.format) == nullptr) {
            unknown.add(column.format);
        }
    }
    if (!walk) return unknown.take();
    for (std::size_t row = 0; row < rows.size() && !unknown.is_full(); ++row) {
        const std::byte* at = rows.row(row);
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const Cell cell = rows.read_cell(at, i);
            if (!cell.is_null() && names_formats(cell.type, types)) find_unknown(cell, types, unknown);
        }
    }
    return unknown.take();
}

}  // namespace

void TypeQuestions::describe(PreparedStatement& statement, Answer& answer,
                             const std::shared_ptr<const TypeTable>& types) {
    if (statement.description->types != types) {
        auto description = std::make_shared<RowDescription>(*statement.description);
        description->types = types;
        statement.description = std::move(description);
    }
    if (&answer.rows->description() != statement.description.get()) {
        answer.rows = std::make_shared<const RowBuffer>(*answer.rows, statement.description);
    }
}

bool TypeQuestions::hold(std::unique_ptr<Request>& request, TransactionStatus status) {
    if (!request->caller) return false;
    PreparedStatement& statement = *request->attempt.prepared;
    const std::shared_ptr<const TypeTable> types = catalog_->table();
    std::vector<Oid> unknown = unknown_types(*request->answer.rows, *types, statement.asked);
    // A portal that must not meet a Sync excludes other requests; a failed transaction answers no query.
    const auto* const cursor = request->cursor();
    const bool silent = (cursor != nullptr && (*cursor)->holds_session) || status == TransactionStatus::failed;
    if (unknown.empty() || silent) {
        describe(statement, request->answer, types);
        return false;
    }
    if (question_ == nullptr) {
        new_question_ = std::make_unique<Request>(TypeQuestion{&statement, std::move(unknown)});
        question_ = new_question_.get();
        asker_ = std::move(request);
        asker_->where = Where::awaits_types;
    } else {
        request->where = Where::awaits_types;
        waiting_.push_back(std::move(request));
    }
    return true;
}

std::unique_ptr<Request> TypeQuestions::take_question() noexcept { return std::move(new_question_); }

std::unique_ptr<Request> TypeQuestions::answered(const Request& question,
                                                 const std::shared_ptr<const RowBuffer>& rows) {
    question_ = nullptr;
    if (rows != nullptr) {
        try {
            catalog_->learn(*rows);
        } catch (const Error&) {
            // The server sent an invalid answer: its types stay unknown.
        }
        // Types that the database does not know are not queried again. A server that names new types in each answer
        // must not use memory without limit: it only causes more queries.
        const auto& asked_for = *question.get<TypeQuestion>();
        std::unordered_set<Oid>& asked = asked_for.described->asked;
        if (asked.size() + asked_for.types.size() > 4 * max_asked_types) asked.clear();
        asked.insert(asked_for.types.begin(), asked_for.types.end());
    }
    if (asker_) describe(*asker_->attempt.prepared, asker_->answer, catalog_->table());
    return std::move(asker_);
}

// Another query may have answered what these answers wait for.
std::unique_ptr<Request> TypeQuestions::next(TransactionStatus status) {
    if (question_ != nullptr || waiting_.empty()) return nullptr;
    std::unique_ptr<Request> request = waiting_.pop_front();
    hold(request, status);
    return request;
}

std::unique_ptr<Request> TypeQuestions::release(Request& request) noexcept {
    return asker_.get() == &request ? std::move(asker_) : waiting_.remove(request);
}

RequestList TypeQuestions::release_all() noexcept {
    RequestList all;
    if (asker_) all.push_back(std::move(asker_));
    all.take(waiting_);
    new_question_.reset();
    question_ = nullptr;
    return all;
}

}  // namespace azoth::postgresql::pipeline

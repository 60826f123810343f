#pragma once

#include "postgresql/type_catalog.hpp"
#include "request.hpp"
#include "request_list.hpp"

#include <algorithm>
#include <memory>

namespace azoth::postgresql::pipeline {

/// The answers that wait until the database has said what the types in them are: types that were made in it, which no
/// session that shares the catalogue has met.
///
/// A question is a request of its own, sent before those that wait. The answer is there by then: whatever comes of the
/// question, and whether its caller is stopped, the answer is given, with what is known.
class TypeQuestions {
public:
    explicit TypeQuestions(std::shared_ptr<TypeCatalog> catalog) noexcept : catalog_(std::move(catalog)) {}

    std::shared_ptr<const TypeTable> table() const { return catalog_->table(); }

    /// Takes a request whose answer has unknown types; true: `request` is empty then. False: the answer is complete.
    bool hold(std::unique_ptr<Request>& request, TransactionStatus status);
    /// The question that hold() or next() made, to be sent. Null: none.
    std::unique_ptr<Request> take_question() noexcept;
    /// The answer to the question, null if it failed. Returns the request that asked, if it still waits.
    std::unique_ptr<Request> answered(const Request& question, const std::shared_ptr<const RowBuffer>& rows);
    /// After answered(): gives one more request whose answer is complete. Null: there is none.
    std::unique_ptr<Request> next(TransactionStatus status);

    /// Takes out a request that doesn't wait any longer; its answer stays as it is.
    std::unique_ptr<Request> release(Request& request) noexcept;
    /// The question, where it waits or is in flight and its answer is of use to no request. Null: none.
    Request* unused_question() const noexcept { return asker_ ? nullptr : question_; }
    /// The question is not asked.
    void forget_question() noexcept { question_ = nullptr; }
    /// All requests that wait.
    RequestList release_all() noexcept;

    bool is_empty() const noexcept { return !asker_ && waiting_.empty(); }
    template <class Function>
    void for_each(const Function& function) {
        if (asker_) function(*asker_);
        std::ranges::for_each(waiting_, function);
    }

    /// Lets an answer, and those that follow it, be read with the table.
    static void describe(PreparedStatement& statement, Answer& answer, const std::shared_ptr<const TypeTable>& types);

private:
    const std::shared_ptr<TypeCatalog> catalog_;
    Request* question_ = nullptr;            // waits or is in flight
    std::unique_ptr<Request> new_question_;  // not given to the queue yet
    std::unique_ptr<Request> asker_;         // whose types the question is about
    RequestList waiting_;                    // for the end of the question
};

}  // namespace azoth::postgresql::pipeline

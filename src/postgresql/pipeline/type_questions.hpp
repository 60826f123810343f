#pragma once

#include "postgresql/type_catalog.hpp"
#include "request.hpp"
#include "request_list.hpp"

#include <algorithm>
#include <memory>

namespace azoth::postgresql::pipeline {

/// The answers that wait until the types in them are known: types made in the database that no session with the same
/// catalogue has seen before.
///
/// A type query is a request of its own, sent before those that wait. The original answer has already been received:
/// whatever the result of the query, and even if its caller is stopped, the answer is delivered with what is known.
class TypeQuestions {
public:
    explicit TypeQuestions(std::shared_ptr<TypeCatalog> catalog) noexcept : catalog_(std::move(catalog)) {}

    std::shared_ptr<const TypeTable> table() const { return catalog_->table(); }

    /// Takes a request whose answer has unknown types; if it returns true, `request` is empty. False: the answer is
    /// complete.
    bool hold(std::unique_ptr<Request>& request, TransactionStatus status);
    /// The type query that hold() or next() made, to be sent. Null: none.
    std::unique_ptr<Request> take_question() noexcept;
    /// The answer to the type query, null if it failed. Returns the request that caused it, if it still waits.
    std::unique_ptr<Request> answered(const Request& question, const std::shared_ptr<const RowBuffer>& rows);
    /// Called after answered(): returns another request whose answer is complete. Null: there is none.
    std::unique_ptr<Request> next(TransactionStatus status);

    /// Removes a request that no longer waits; its answer stays unchanged.
    std::unique_ptr<Request> release(Request& request) noexcept;
    /// The type query, if it waits or is in flight and no request needs its answer. Null: none.
    Request* unused_question() const noexcept { return asker_ ? nullptr : question_; }
    /// The type query will not be sent.
    void forget_question() noexcept { question_ = nullptr; }
    /// All requests that wait.
    RequestList release_all() noexcept;

    bool is_empty() const noexcept { return !asker_ && waiting_.empty(); }
    template <class Function>
    void for_each(const Function& function) {
        if (asker_) function(*asker_);
        std::ranges::for_each(waiting_, function);
    }

    /// Sets the type table with which an answer and later answers of the statement are read.
    static void describe(PreparedStatement& statement, Answer& answer, const std::shared_ptr<const TypeTable>& types);

private:
    const std::shared_ptr<TypeCatalog> catalog_;
    Request* question_ = nullptr;            // waits or is in flight
    std::unique_ptr<Request> new_question_;  // not given to the queue yet
    std::unique_ptr<Request> asker_;         // the request whose types are queried
    RequestList waiting_;                    // for the end of the question
};

}  // namespace azoth::postgresql::pipeline

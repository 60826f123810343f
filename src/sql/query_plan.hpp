#pragma once

#include <azoth/sql/compiler.hpp>
#include <azoth/sql/dialect.hpp>
#include <azoth/sql/statement.hpp>
#include <azoth/types/parameter_buffer.hpp>

#include <atomic>
#include <memory>
#include <vector>

namespace azoth::detail {

/// The statement of a query() and its compiled forms: one for each dialect and each of the two ways of sending lists.
/// Thread-safe.
class QueryPlan {
public:
    QueryPlan(ast::NodePtr<const ast::StatementNode> statement, std::vector<SqlType> own_types);
    QueryPlan(const QueryPlan&) = delete;
    QueryPlan& operator=(const QueryPlan&) = delete;
    ~QueryPlan();

    const ast::NodePtr<const ast::StatementNode>& statement() const noexcept { return statement_; }
    const std::vector<SqlType>& types() const noexcept { return types_; }
    std::shared_ptr<const Compiled> compiled(const Dialect& dialect, bool lists_as_arrays) const;

private:
    struct Entry {
        const Dialect* dialect;
        bool lists_as_arrays;
        std::shared_ptr<const Compiled> compiled;
        const Entry* next;
    };

    ast::NodePtr<const ast::StatementNode> statement_;
    std::vector<SqlType> types_;
    // Grows at its head and never shrinks, so reading needs no lock.
    mutable std::atomic<const Entry*> entries_ = nullptr;
};

}  // namespace azoth::detail

namespace azoth::ast {

/// A query() with its arguments.
class BoundQueryNode final : public StatementNode {
public:
    BoundQueryNode(std::shared_ptr<const detail::QueryPlan> query, ParameterBuffer values) noexcept
        : plan(std::move(query)), arguments(std::move(values)) {}

    void accept(Visitor& visitor) const override { plan->statement()->accept(visitor); }
    void members(MemberReader& reader) const override;
    NodePtr<Node> rebuild(MemberMapper& mapper) const override;
    const std::vector<ExpressionPtr>& result_columns() const noexcept override {
        return plan->statement()->result_columns();
    }
    const BoundQueryNode* as_bound_query() const noexcept override { return this; }

    std::shared_ptr<const detail::QueryPlan> plan;
    ParameterBuffer arguments;  ///< in the order of the lambda's parameters
};

}  // namespace azoth::ast

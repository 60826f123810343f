#include "expression/child_reader.hpp"
#include "sql/query_plan.hpp"
#include <azoth/sql/query.hpp>

#include <algorithm>
#include <unordered_set>

namespace azoth {
namespace {

// Finds the type in which each argument is sent: the type of the operands beside it if all agree, else its own.
class ArgumentTypes final : public ast::ChildReader {
public:
    explicit ArgumentTypes(std::vector<SqlType>& own) : own_(own), found_(own.size()) {}

    void child(const ast::Node* node) override {
        if (node == nullptr || !seen_.insert(node).second) return;
        if (const auto* const expression = dynamic_cast<const ast::Expression*>(node)) {
            if (const ast::BindParameter* const bind = expression->as_parameter()) note(*bind);
        }
        node->members(*this);
    }

    void finish() {
        for (std::size_t i = 0; i < own_.size(); ++i) {
            if (!found_[i].is_null()) own_[i] = found_[i];
        }
    }

private:
    void note(const ast::BindParameter& bind) {
        if (bind.index < 0 || static_cast<std::size_t>(bind.index) >= own_.size()) return;
        const auto i = static_cast<std::size_t>(bind.index);
        if (found_[i].is_null()) {
            found_[i] = bind.type;
        } else if (!(found_[i] == bind.type) && !own_[i].is_null()) {
            found_[i] = own_[i];
        }
    }

    std::vector<SqlType>& own_;
    std::vector<SqlType> found_;
    std::unordered_set<const ast::Node*> seen_;
};

}  // namespace

namespace detail {

QueryPlan::QueryPlan(ast::NodePtr<const ast::StatementNode> statement, std::vector<SqlType> own_types)
    : statement_(std::move(statement)), types_(std::move(own_types)) {
    ArgumentTypes types(types_);
    types.child(statement_.get());
    types.finish();
}

QueryPlan::~QueryPlan() {
    const Entry* entry = entries_.load(std::memory_order_acquire);
    while (entry != nullptr) delete std::exchange(entry, entry->next);
}

std::shared_ptr<const Compiled> QueryPlan::compiled(const Dialect& dialect, bool lists_as_arrays) const {
    const auto find = [&](const Entry* entry) {
        while (entry != nullptr && (entry->dialect != &dialect || entry->lists_as_arrays != lists_as_arrays)) {
            entry = entry->next;
        }
        return entry;
    };
    const Entry* head = entries_.load(std::memory_order_acquire);
    if (const Entry* const known = find(head)) return known->compiled;
    auto made = std::make_unique<Entry>();
    made->dialect = &dialect;
    made->lists_as_arrays = lists_as_arrays;
    CompileOptions options;
    options.lists_as_arrays = lists_as_arrays;
    made->compiled = std::make_shared<const Compiled>(dialect.compile(Statement(statement_), options));
    made->next = head;
    // Another thread may have inserted an entry first: its text is used and this one discarded.
    while (
        !entries_.compare_exchange_weak(made->next, made.get(), std::memory_order_release, std::memory_order_acquire)) {
        if (const Entry* const known = find(made->next)) return known->compiled;
    }
    return made.release()->compiled;
}

QueryBase::QueryBase(const Statement& statement, std::vector<SqlType> own_types)
    : Statement(statement.node()),
      plan_(std::make_shared<const QueryPlan>(statement.node(), std::move(own_types))),
      types_(plan_->types().data()) {}

const SqlType& QueryBase::argument_type(std::size_t index) const noexcept { return types_[index]; }

ast::NodePtr<const ast::StatementNode> QueryBase::bind(ParameterBuffer arguments) const {
    return ast::make_node<const ast::BoundQueryNode>(plan_, std::move(arguments));
}

}  // namespace detail

namespace ast {

void BoundQueryNode::members(MemberReader& reader) const { reader.child(plan->statement().get()); }

NodePtr<Node> BoundQueryNode::rebuild(MemberMapper&) const { return make_node<BoundQueryNode>(plan, arguments); }

}  // namespace ast
}  // namespace azoth

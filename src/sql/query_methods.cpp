#include <azoth/error.hpp>
#include <azoth/sql/query_methods.hpp>
#include <azoth/sql/statement_node.hpp>
#include <azoth/sql/subquery_node.hpp>

namespace azoth {
namespace {

template <class Change>
ast::AnyPtr changed_lock(const ast::AnyPtr& lock, Change change) {
    auto copy = ast::make_node<ast::RowLock>(static_cast<const ast::RowLock&>(*lock));
    change(*copy);
    return copy;
}

}  // namespace

ForUpdate::ForUpdate() : node_(ast::make_node<const ast::RowLock>()) {}

ForUpdate ForUpdate::read() const {
    ForUpdate copy(*this);
    copy.node_ = changed_lock(node_, [](ast::RowLock& lock) { lock.read = true; });
    return copy;
}
ForUpdate ForUpdate::key_share() const {
    ForUpdate copy(*this);
    copy.node_ = changed_lock(node_, [](ast::RowLock& lock) { lock.key_share = true; });
    return copy;
}
ForUpdate ForUpdate::nowait() const {
    ForUpdate copy(*this);
    copy.node_ = changed_lock(node_, [](ast::RowLock& lock) { lock.nowait = true; });
    return copy;
}
ForUpdate ForUpdate::skip_locked() const {
    ForUpdate copy(*this);
    copy.node_ = changed_lock(node_, [](ast::RowLock& lock) { lock.skip_locked = true; });
    return copy;
}
void ForUpdate::add_of(const ast::FromPtr& from) {
    node_ = changed_lock(node_, [&](ast::RowLock& lock) {
        for (const auto& known : lock.of) {
            if (known == from) return;
        }
        lock.of.push_back(from);
    });
}
void ForUpdate::add_of_column(const ast::Expression& column) {
    const ast::Column* const plain = column.plain_column();
    if (plain == nullptr || plain->from == nullptr) throw ArgumentError("FOR UPDATE OF needs a column of a table");
    add_of(ast::FromPtr(plain->from));
}

namespace detail {
namespace {

ast::QueryNode& as_query(ast::StatementNode& node) { return static_cast<ast::QueryNode&>(node); }

}  // namespace

ast::ExpressionPtr row_count(std::int64_t rows) {
    if (rows < 0) throw ArgumentError("the number of rows is negative");
    if (rows <= INT32_MAX) return make_bind(Value(static_cast<std::int32_t>(rows)), "param");
    return make_bind(Value(rows), "param");
}

void RowsBase::append_order_by(ast::ExpressionPtr term) {
    as_query(edit<ast::StatementNode>()).order_by.push_back(std::move(term));
}
void RowsBase::clear_order_by() { as_query(edit<ast::StatementNode>()).order_by.clear(); }
void RowsBase::set_limit(ast::ExpressionPtr rows, bool fetch, bool ties) {
    auto& node = as_query(edit<ast::StatementNode>());
    node.limit = std::move(rows);
    node.fetch = fetch;
    node.with_ties = ties;
}
void RowsBase::set_offset(ast::ExpressionPtr rows) { as_query(edit<ast::StatementNode>()).offset = std::move(rows); }
void RowsBase::set_lock(const ForUpdate& lock) {
    as_query(edit<ast::StatementNode>()).lock =
        ast::NodePtr<const ast::RowLock>(static_cast<const ast::RowLock*>(lock.node().get()));
}
void RowsBase::append_cte(const ast::FromPtr& cte) {
    if (cte->as_cte() == nullptr) throw ArgumentError("the argument of add_cte() is not a CTE");
    as_query(edit<ast::StatementNode>()).ctes.push_back(cte);
}

ast::NodePtr<const ast::StatementNode> make_compound(SetKind kind,
                                                     std::vector<ast::NodePtr<const ast::StatementNode>> members) {
    if (members.empty()) throw ArgumentError("a set operation has at least one member");
    auto node = ast::make_node<ast::CompoundNode>();
    node->kind = static_cast<ast::CompoundNode::Kind>(kind);
    node->members = std::move(members);
    static_cast<void>(node->depth());  // throws if it is too deep
    return node;
}

ast::ExpressionPtr make_scalar(const Statement& statement) {
    return ast::make_node<const ast::ScalarSelect>(statement.node());
}

ast::ExpressionPtr make_exists(const Statement& statement) {
    return ast::make_node<const ast::Unary>(Operator::exists, make_scalar(statement), Boolean());
}

ast::ExpressionPtr make_exists() { return make_exists({make_text("*", SqlType())}); }

ast::ExpressionPtr make_exists(std::vector<ast::ExpressionPtr> selected) {
    auto select = ast::make_node<ast::SelectNode>();
    select->columns = std::move(selected);
    return make_exists(Statement(std::move(select)));
}

namespace {

template <class Change>
ast::ExpressionPtr changed_exists(const ast::Expression& exists, Change change) {
    const auto& scalar = static_cast<const ast::ScalarSelect&>(*static_cast<const ast::Unary&>(exists).operand);
    const auto* const select = dynamic_cast<const ast::SelectNode*>(scalar.statement.get());
    if (select == nullptr) throw ArgumentError("EXISTS over this statement cannot be changed");
    auto copy = ast::make_node<ast::SelectNode>(*select);
    change(*copy);
    return make_exists(Statement(std::move(copy)));
}

}  // namespace

ast::ExpressionPtr exists_where(const ast::Expression& exists, ast::ExpressionPtr condition) {
    return changed_exists(exists, [&](ast::SelectNode& select) {
        if (condition) select.where.push_back(std::move(condition));
    });
}

ast::ExpressionPtr exists_from(const ast::Expression& exists, const ast::FromPtr& from) {
    return changed_exists(exists, [&](ast::SelectNode& select) { select.from.push_back(from); });
}

ast::ExpressionPtr exists_correlate(const ast::Expression& exists, const ast::FromPtr& from, bool except) {
    return changed_exists(exists, [&](ast::SelectNode& select) {
        select.correlation = except ? ast::SelectNode::Correlation::except : ast::SelectNode::Correlation::listed;
        select.correlated.push_back(from);
    });
}

ast::ExpressionPtr make_label_reference(std::string_view name) {
    return ast::make_node<const ast::LabelReference>(std::string(name));
}

}  // namespace detail
}  // namespace azoth

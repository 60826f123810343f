#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/element.hpp>
#include <azoth/sql/label_style.hpp>

#include <concepts>
#include <iosfwd>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

namespace ast {

class BoundQueryNode;

/// Something that can be executed.
class StatementNode : public Node {
public:
    using Node::Node;
    /// What a row of the answer consists of: a SELECT's list, what RETURNING names, the columns() of a text.
    virtual const std::vector<ExpressionPtr>& result_columns() const noexcept;
    /// How these columns are named.
    virtual LabelStyle result_style() const noexcept { return LabelStyle::disambiguate_only; }
    virtual const BoundQueryNode* as_bound_query() const noexcept { return nullptr; }
    /// INSERT, UPDATE, DELETE.
    virtual bool changes_rows() const noexcept { return false; }
    /// Whether its text names the columns of its rows; a CTE has to name them if it doesn't.
    virtual bool names_columns() const noexcept { return true; }
    /// Whether it stands in parentheses as a member of a set operation.
    virtual bool needs_group() const noexcept { return false; }
    /// Of the parts that it has by now.
    std::uint16_t depth() const override;
    /// A statement inside another brings its own FROM.
    void collect_from(FromList&) const override {}
};

}  // namespace ast

/// The types of a statement's rows are known only at run time.
struct Dynamic;

/// What can be executed: a handle on an immutable tree, a value to be copied, stored and shared between threads.
class [[nodiscard]] Statement {
public:
    explicit Statement(ast::NodePtr<const ast::StatementNode> node) noexcept : node_(std::move(node)) {}

    const ast::NodePtr<const ast::StatementNode>& node() const noexcept { return node_; }
    /// The text in the generic dialect, with :named parameters; never fails.
    std::string to_string() const;
    friend AZOTH_EXPORT std::ostream& operator<<(std::ostream& out, const Statement& statement);

protected:
    /// The node to change: a fresh copy, unless nothing else refers to it.
    template <class Node>
    Node& edit() {
        return static_cast<Node&>(editable());
    }

private:
    ast::StatementNode& editable();

    ast::NodePtr<const ast::StatementNode> node_;
};

/// Rows of these types come back from a statement; `RowTypes<>`: none.
template <class... Ts>
struct RowTypes {};

/// A statement that says, by its member type `rows`, what comes back.
template <class S>
concept Executable = std::derived_from<S, Statement> && requires {
    typename S::rows;
};

namespace detail {

/// What is given where a statement is to be executed, and is none.
template <class S>
concept NoStatement = !Executable<S>;

template <class S>
inline constexpr bool never = false;

/// Says in one sentence what is wrong with it.
template <class S>
[[noreturn]] void say_no_statement() {
    static_assert(never<S> || !std::convertible_to<const S&, std::string_view>,
                  "azoth: a string is no statement: write az::text(\"SELECT 1\"), or use exec_driver_sql()");
    static_assert(never<S> || std::convertible_to<const S&, std::string_view>,
                  "azoth: this is no statement: select(), insert(), update(), delete_from(), text() or a query() that "
                  "is called makes one");
    throw std::logic_error("no statement");
}

template <class S>
constexpr void check_has_arguments() {
    if constexpr (requires { S::parameter_count; }) {
        static_assert(S::parameter_count == 0,
                      "azoth: a query with parameters is executed with its arguments: call it");
    }
}

}  // namespace detail
}  // namespace azoth

AZOTH_EXPORT_END

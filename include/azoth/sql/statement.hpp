#pragma once

#include <azoth/expression/element.hpp>
#include <azoth/sql/label_style.hpp>

#include <concepts>
#include <iosfwd>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace azoth {

namespace ast {

class BoundQueryNode;

/// A statement of the tree.
class StatementNode : public Node {
public:
    using Node::Node;
    /// The columns of the answer's rows: of a SELECT's list, of RETURNING, of columns() of a text.
    virtual const std::vector<ExpressionPtr>& result_columns() const noexcept;
    /// How these columns are named.
    virtual LabelStyle result_style() const noexcept { return LabelStyle::disambiguate_only; }
    /// The node as a bound query; null if it is none.
    virtual const BoundQueryNode* as_bound_query() const noexcept { return nullptr; }
    /// Whether it is an INSERT, UPDATE or DELETE.
    virtual bool changes_rows() const noexcept { return false; }
    /// Whether its text names the columns of its rows; if not, a CTE must name them.
    virtual bool names_columns() const noexcept { return true; }
    /// Whether it is put in parentheses as a member of a set operation.
    virtual bool needs_group() const noexcept { return false; }
    /// Depth of the tree, of the parts that the statement has now.
    std::uint16_t depth() const override;
    /// An inner statement has its own FROM.
    void collect_from(FromList&) const override {}
};

}  // namespace ast

/// Row type of statements whose columns are known only at run time.
struct Dynamic;

/// A statement: a handle on an immutable tree. Threads: a value that can be copied, stored and shared between threads.
class Statement {
public:
    /// Makes a handle on a node.
    explicit Statement(ast::NodePtr<const ast::StatementNode> node) noexcept : node_(std::move(node)) {}

    /// The node.
    const ast::NodePtr<const ast::StatementNode>& node() const noexcept { return node_; }
    /// Returns the text in the generic dialect, with :named parameters. Never fails.
    std::string to_string() const;
    /// Prints to_string().
    friend std::ostream& operator<<(std::ostream& out, const Statement& statement);

protected:
    /// The node for changes: a new copy, unless no other handle refers to it.
    template <class Node>
    Node& edit() {
        return static_cast<Node&>(editable());
    }

private:
    ast::StatementNode& editable();

    ast::NodePtr<const ast::StatementNode> node_;
};

/// The types of a statement's rows; `RowTypes<>`: it returns none.
template <class... Ts>
struct RowTypes {};

/// A statement with a member type `rows`.
template <class S>
concept Executable = std::derived_from<S, Statement> && requires {
    typename S::rows;
};

namespace detail {

/// An argument in the place of a statement that is none.
template <class S>
concept NoStatement = !Executable<S>;

template <class S>
inline constexpr bool never = false;

/// Does not compile: the message says what is wrong with the argument.
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

#pragma once

#include <azoth/expression/ast.hpp>

#include <string_view>
#include <vector>

namespace azoth::detail {

/// The names that a statement itself brings: those of its columns, labels, aliases and CTEs, and what else it is made
/// of. Names that the compiler makes up are none of them. The views point into the statement.
struct UsedNames {
    mutable std::vector<std::string_view> names;
    std::vector<const ast::TableNode*> tables;  ///< those that stand in FROM under their own name
    std::vector<std::string_view> aliases;      ///< what else stands in FROM

    /// Whether it is one of `names`, which it sorts once it was asked often.
    bool contains(std::string_view name) const noexcept;

    mutable int searches = 0;  ///< one after the other so far
};

UsedNames collect_used_names(const ast::Node& root);

}  // namespace azoth::detail

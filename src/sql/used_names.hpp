#pragma once

#include <azoth/expression/ast.hpp>

#include <string_view>
#include <vector>

namespace azoth::detail {

/// The names in a statement: of its columns, labels, aliases, CTEs and other parts, without the names that the compiler
/// makes up. The views point into the statement.
struct UsedNames {
    mutable std::vector<std::string_view> names;
    std::vector<const ast::TableNode*> tables;  ///< tables in FROM under their own names
    std::vector<std::string_view> aliases;      ///< other names in FROM

    /// Whether it is one of `names`, which the function sorts after several calls.
    bool contains(std::string_view name) const noexcept;

    mutable int searches = 0;  ///< linear searches so far
};

UsedNames collect_used_names(const ast::Node& root);

}  // namespace azoth::detail

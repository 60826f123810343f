#pragma once

#include <azoth/sql/subquery.hpp>

#include <concepts>
#include <cstdint>
#include <string_view>
#include <vector>

namespace azoth {

/// How a CTE is written: `select(...).cte("tree", recursive)`, `recursive | nesting`.
enum class CteFlags : std::uint8_t {
    /// an ordinary CTE
    none = 0,
    recursive = 1,  ///< further parts that refer to it are added with union_() or union_all()
    nesting = 2     ///< in the WITH of the statement that uses it, not of the outermost statement
};
/// Combines two flags.
constexpr CteFlags operator|(CteFlags a, CteFlags b) noexcept {
    return static_cast<CteFlags>(static_cast<std::uint8_t>(a) | static_cast<std::uint8_t>(b));
}
/// CteFlags::recursive.
inline constexpr CteFlags recursive = CteFlags::recursive;
/// CteFlags::nesting.
inline constexpr CteFlags nesting = CteFlags::nesting;

namespace detail {

ast::FromPtr make_cte(const Statement& statement, std::string_view name, CteFlags flags);
ast::FromPtr extend_cte(const ast::FromPtr& cte, std::vector<ast::NodePtr<const ast::StatementNode>> parts, bool all);
ast::FromPtr cte_with_prefix(const ast::FromPtr& cte, std::string_view text);
ast::FromPtr cte_with_suffix(const ast::FromPtr& cte, std::string_view text);

template <class... Ts>
class CteAlias : public TypedFrom<Ts...>, public Joins<CteAlias<Ts...>> {
public:
    using TypedFrom<Ts...>::TypedFrom;
};

}  // namespace detail

/// A statement in WITH, used like a table. Methods return a CTE that replaces this one: do not use both in a statement.
template <class... Ts>
class Cte : public TypedFrom<Ts...>, public detail::Joins<Cte<Ts...>> {
public:
    using TypedFrom<Ts...>::TypedFrom;

    /// Returns the CTE under another name, to be used more than once in FROM.
    detail::CteAlias<Ts...> alias(std::string_view name = {}) const {
        return detail::CteAlias<Ts...>(detail::make_alias(this->from_clause(), name));
    }

    /// Adds parts of a recursive CTE, without duplicates. They may refer to this CTE's columns, whose names and types
    /// are those of the first part.
    template <std::derived_from<Statement>... Parts>
    requires(sizeof...(Parts) > 0) Cte union_(const Parts&... parts)
    const { return Cte(detail::extend_cte(this->from_clause(), {parts.node()...}, false)); }
    /// Adds parts of a recursive CTE, with duplicates; see union_().
    template <std::derived_from<Statement>... Parts>
    requires(sizeof...(Parts) > 0) Cte union_all(const Parts&... parts)
    const { return Cte(detail::extend_cte(this->from_clause(), {parts.node()...}, true)); }

    /// MATERIALIZED: computed once, whatever the planner would choose.
    Cte materialized() const { return prefix_with("MATERIALIZED"); }
    /// NOT MATERIALIZED: computed together with the statement that uses it.
    Cte not_materialized() const { return prefix_with("NOT MATERIALIZED"); }
    /// Adds SQL between AS and the statement. It is written as it is.
    Cte prefix_with(std::string_view text) const { return Cte(detail::cte_with_prefix(this->from_clause(), text)); }
    /// Adds SQL after the statement: SEARCH, CYCLE. It is written as it is.
    Cte suffix_with(std::string_view text) const { return Cte(detail::cte_with_suffix(this->from_clause(), text)); }
};

}  // namespace azoth

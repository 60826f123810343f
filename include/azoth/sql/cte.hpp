#pragma once

#include <azoth/export.hpp>
#include <azoth/sql/subquery.hpp>

#include <concepts>
#include <cstdint>
#include <string_view>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// How a CTE is written: `select(...).cte("tree", recursive)`, `recursive | nesting`.
enum class CteFlags : std::uint8_t {
    none = 0,
    recursive = 1,  ///< a second part that refers to it is added with union_() or union_all()
    nesting = 2     ///< in the WITH of the statement that uses it, not of the outermost
};
constexpr CteFlags operator|(CteFlags a, CteFlags b) noexcept {
    return static_cast<CteFlags>(static_cast<std::uint8_t>(a) | static_cast<std::uint8_t>(b));
}
inline constexpr CteFlags recursive = CteFlags::recursive;
inline constexpr CteFlags nesting = CteFlags::nesting;

namespace detail {

ast::FromPtr make_cte(const Statement& statement, std::string_view name, CteFlags flags);
ast::FromPtr extend_cte(const ast::FromPtr& cte, std::vector<ast::NodePtr<const ast::StatementNode>> parts, bool all);
ast::FromPtr cte_with_prefix(const ast::FromPtr& cte, std::string_view text);
ast::FromPtr cte_with_suffix(const ast::FromPtr& cte, std::string_view text);

}  // namespace detail

/// A CTE under another name: Cte::alias().
template <class... Ts>
class [[nodiscard]] CteAlias : public TypedFrom<Ts...>, public detail::Joins<CteAlias<Ts...>> {
public:
    using TypedFrom<Ts...>::TypedFrom;
};

/// A statement in WITH, used like a table. Every method gives a new one that stands in the place of this one: don't use
/// both in a statement.
template <class... Ts>
class [[nodiscard]] Cte : public TypedFrom<Ts...>, public detail::Joins<Cte<Ts...>> {
public:
    using TypedFrom<Ts...>::TypedFrom;

    /// Under another name, to be used more than once in a FROM.
    CteAlias<Ts...> alias(std::string_view name = {}) const {
        return CteAlias<Ts...>(detail::make_alias(this->from_clause(), name));
    }

    /// The second part, and more of them, which may refer to this CTE's columns; its columns have their names and types
    /// from the first.
    template <std::derived_from<Statement>... Parts>
    requires(sizeof...(Parts) > 0) Cte union_(const Parts&... parts)
    const { return Cte(detail::extend_cte(this->from_clause(), {parts.node()...}, false)); }
    template <std::derived_from<Statement>... Parts>
    requires(sizeof...(Parts) > 0) Cte union_all(const Parts&... parts)
    const { return Cte(detail::extend_cte(this->from_clause(), {parts.node()...}, true)); }

    /// Computed once, or together with what uses it, whatever the planner would rather do.
    Cte materialized() const { return prefix_with("MATERIALIZED"); }
    Cte not_materialized() const { return prefix_with("NOT MATERIALIZED"); }
    /// SQL between AS and the statement, and behind it: SEARCH, CYCLE. Written as it stands.
    Cte prefix_with(std::string_view text) const { return Cte(detail::cte_with_prefix(this->from_clause(), text)); }
    Cte suffix_with(std::string_view text) const { return Cte(detail::cte_with_suffix(this->from_clause(), text)); }
};

}  // namespace azoth

AZOTH_EXPORT_END

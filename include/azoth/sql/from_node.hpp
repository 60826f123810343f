#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/ast.hpp>
#include <azoth/sql/statement.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth::ast {

using StatementPtr = NodePtr<const StatementNode>;

/// What a column of an answer is called.
struct ResultName {
    std::string_view name;   ///< the name, or what it begins with
    const void* key;         ///< not null: the compiler makes the name up for this key, or has done so
    bool repeated;           ///< the same column stands before: name__1
    std::string table = {};  ///< stands before the name: table_name
};

/// Names the columns of an answer, different ones differently unless the style is none: a name that is taken gets a
/// number.
void name_result_columns(const std::vector<ExpressionPtr>& columns, LabelStyle style, std::vector<ResultName>& names);

/// Gives a FROM clause a column for each column of a statement's answer. Those without a name of their own are named by
/// the compiler.
void add_result_columns(FromClause& from, const StatementNode& statement);

/// Two FROM clauses joined. In the list of a SELECT's joins `left` may be null: what it joins to is found when it is
/// compiled; without `on` the condition follows from the foreign keys.
class Join final : public Described<Join, FromClause> {
public:
    enum class Kind : std::uint8_t { inner, left, right, full, cross };

    Join(FromPtr l, FromPtr r, ExpressionPtr condition, Kind k)
        : left(std::move(l)), right(std::move(r)), on(std::move(condition)), kind(k) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.left);
        visit(self.right);
        visit(self.on);
        visit(self.kind);
    }
    std::string_view name() const noexcept override { return {}; }
    void collect_from(FromList& list) const override;
    void hidden_from(FromList& list) const override;
    const Join* as_join() const noexcept override { return this; }

    FromPtr left;
    FromPtr right;
    ExpressionPtr on;
    Kind kind;
};

/// A statement in FROM: (SELECT ...) AS name.
class Subquery final : public Described<Subquery, FromClause> {
public:
    /// An empty name is made up by the compiler (anon_1). LATERAL: it sees the FROM clauses on its left.
    Subquery(StatementPtr statement, std::string alias, bool is_lateral);
    Subquery(const Subquery& other);

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.element);
        visit(self.alias_name);
        visit(self.lateral);
    }
    std::string_view name() const noexcept override { return alias_name; }

    StatementPtr element;
    std::string alias_name;
    bool lateral;
};

/// A statement in WITH, used by its name. A recursive one is built in two steps: the second's statement refers to the
/// first's columns and stands in its place.
class Cte final : public Described<Cte, FromClause> {
public:
    Cte(StatementPtr statement, std::string cte_name, bool is_recursive, bool is_nesting);
    Cte(const Cte& other);

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.element);
        visit(self.cte_name);
        visit(self.restates);
        visit(self.prefixes);
        visit(self.suffixes);
        visit(self.recursive);
        visit(self.nesting);
    }
    std::string_view name() const noexcept override { return cte_name; }
    const Cte* as_cte() const noexcept override { return this; }

    StatementPtr element;
    std::string cte_name;               ///< empty: made up by the compiler
    NodePtr<const Cte> restates;        ///< the CTE in whose place this one stands
    std::vector<std::string> prefixes;  ///< between AS and the parenthesis: MATERIALIZED
    std::vector<std::string> suffixes;  ///< behind the parenthesis: SEARCH, CYCLE
    bool recursive;
    bool nesting;  ///< in the WITH of the statement that uses it, not of the outermost
};

}  // namespace azoth::ast

AZOTH_EXPORT_END

#pragma once

#include <azoth/expression/ast.hpp>
#include <azoth/sql/statement.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace azoth::ast {

/// A shared, immutable statement.
using StatementPtr = NodePtr<const StatementNode>;

/// How a column of an answer is named.
struct ResultName {
    std::string_view name;   ///< the name, or its beginning
    const void* key;         ///< not null: the compiler makes a name for this key, or has made one
    bool repeated;           ///< the same column precedes it: name__1
    std::string table = {};  ///< written before the name: table_name
};

/// Names the columns of an answer. Unless the style is `none` all names are different: a repeated name gets a number.
void name_result_columns(const std::vector<ExpressionPtr>& columns, LabelStyle style, std::vector<ResultName>& names);

/// Gives a FROM clause a column for each column of a statement's answer. The compiler names those without a name.
void add_result_columns(FromClause& from, const StatementNode& statement);

/// Two FROM clauses joined. In the joins of a SELECT `left` may be null: it is found at compilation. Without `on` the
/// condition is derived from the foreign keys.
class Join final : public Described<Join, FromClause> {
public:
    /// Kind of the join.
    enum class Kind : std::uint8_t {
        inner,  ///< INNER JOIN
        left,   ///< LEFT OUTER JOIN
        right,  ///< RIGHT OUTER JOIN
        full,   ///< FULL OUTER JOIN
        cross   ///< CROSS JOIN
    };

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

    /// The left side; null: found at compilation.
    FromPtr left;
    /// The right side.
    FromPtr right;
    /// The condition; null: derived from the foreign keys.
    ExpressionPtr on;
    /// Kind of the join.
    Kind kind;
};

/// A statement in FROM: (SELECT ...) AS name.
class Subquery final : public Described<Subquery, FromClause> {
public:
    /// An empty name is made by the compiler (anon_1). LATERAL: it can use the FROM clauses on its left.
    Subquery(StatementPtr statement, std::string alias, bool is_lateral);
    Subquery(const Subquery& other);

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.element);
        visit(self.alias_name);
        visit(self.lateral);
    }
    std::string_view name() const noexcept override { return alias_name; }

    /// The statement.
    StatementPtr element;
    /// Its name in FROM; empty: made by the compiler.
    std::string alias_name;
    /// LATERAL.
    bool lateral;
};

/// A statement in WITH, used by its name. A recursive one is built in two steps: the second statement refers to the
/// columns of the first and replaces it.
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

    /// The statement.
    StatementPtr element;
    std::string cte_name;               ///< empty: made by the compiler
    NodePtr<const Cte> restates;        ///< the CTE that this one replaces
    std::vector<std::string> prefixes;  ///< between AS and the parenthesis: MATERIALIZED
    std::vector<std::string> suffixes;  ///< after the parenthesis: SEARCH, CYCLE
    /// WITH RECURSIVE.
    bool recursive;
    bool nesting;  ///< in the WITH of the statement that uses it, not of the outermost statement
};

}  // namespace azoth::ast

#pragma once

#include <azoth/sql/cte.hpp>
#include <azoth/sql/exists.hpp>
#include <azoth/sql/join.hpp>
#include <azoth/sql/label_style.hpp>
#include <azoth/sql/row_types.hpp>
#include <azoth/sql/statement.hpp>
#include <azoth/sql/subquery.hpp>

#include <concepts>
#include <cstdint>
#include <ranges>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace azoth {

template <class... Ts>
class CompoundSelect;

/// Which rows are locked, and how: `with_for_update(ForUpdate().of(orders).skip_locked())`.
class ForUpdate {
public:
    /// FOR UPDATE of all rows.
    ForUpdate();

    /// FOR SHARE: other transactions may read the rows, but not change them.
    ForUpdate read() const;
    /// FOR NO KEY UPDATE; with read() FOR KEY SHARE: weaker locks that do not block the checks of foreign keys.
    ForUpdate key_share() const;
    /// Locks only rows of these tables, given by themselves or by one of their columns.
    template <detail::Selected... Items>
    ForUpdate of(const Items&... items) const {
        ForUpdate copy(*this);
        (copy.add(items), ...);
        return copy;
    }
    /// NOWAIT: an error instead of waiting for a locked row.
    ForUpdate nowait() const;
    /// SKIP LOCKED: locked rows are left out.
    ForUpdate skip_locked() const;

    /// The node of the tree.
    const ast::AnyPtr& node() const noexcept { return node_; }

private:
    template <class Item>
    void add(const Item& item) {
        if constexpr (detail::Expression<Item>) {
            add_of_column(*item.node());
        } else {
            add_of(item.from_clause());
        }
    }
    void add_of(const ast::FromPtr& from);
    void add_of_column(const ast::Expression& column);

    ast::AnyPtr node_;
};

/// Whether fetch() returns further rows that are equal to the last by the order.
enum class FetchTies : std::uint8_t {
    only,      ///< FETCH FIRST n ROWS ONLY
    with_ties  ///< FETCH FIRST n ROWS WITH TIES
};
/// For fetch(10, with_ties): also returns the rows that are equal to the last by the order.
inline constexpr FetchTies with_ties = FetchTies::with_ties;

namespace detail {

enum class SetKind : std::uint8_t { union_, union_all, intersect, intersect_all, except_, except_all };

ast::NodePtr<const ast::StatementNode> make_compound(SetKind kind,
                                                     std::vector<ast::NodePtr<const ast::StatementNode>> members);
ast::ExpressionPtr make_scalar(const Statement& statement);
/// A number of rows; throws ArgumentError if it is negative.
ast::ExpressionPtr row_count(std::int64_t rows);
template <class Count>
ast::ExpressionPtr row_count_of(const Count& count) {
    static_assert(std::integral<Count> || Expression<Count>,
                  "azoth: a number of rows is an integer, a parameter or an expression");
    if constexpr (Expression<Count>) {
        return count.node();
    } else if constexpr (std::integral<Count>) {
        return row_count(static_cast<std::int64_t>(count));
    } else {
        return {};
    }
}

/// The part of SELECT and of the set operations that does not depend on row types.
class RowsBase : public Statement {
public:
    using Statement::Statement;

protected:
    void append_order_by(ast::ExpressionPtr term);
    void clear_order_by();
    void set_limit(ast::ExpressionPtr rows, bool fetch, bool ties);
    void set_offset(ast::ExpressionPtr rows);
    void set_lock(const ForUpdate& lock);
    void append_cte(const ast::FromPtr& cte);
};

template <class A, class B>
struct SameRows {
    static constexpr bool value = false;
};
template <class... As, class... Bs>
requires(sizeof...(As) == sizeof...(Bs)) struct SameRows<RowTypes<As...>, RowTypes<Bs...>> {
    static constexpr bool value = (comparable<As, Bs>() && ...);
};
template <class A, class B>
constexpr bool same_rows() {
    if constexpr (std::same_as<A, RowTypes<Dynamic>> || std::same_as<B, RowTypes<Dynamic>>) {
        return true;
    } else {
        return SameRows<A, B>::value;
    }
}

/// A column of a set operation: nullable if one of the members' is.
template <class A, class B>
struct UnitedRows {
    using type = RowTypes<Dynamic>;
};
template <class A, class B>
using united_type = std::conditional_t<is_nullable<B>, nullable_type<A>, A>;
template <class... As, class... Bs>
requires(sizeof...(As) == sizeof...(Bs)) struct UnitedRows<RowTypes<As...>, RowTypes<Bs...>> {
    using type = RowTypes<united_type<As, Bs>...>;
};
template <class B>
struct UnitedRows<RowTypes<Dynamic>, RowTypes<B>> {
    using type = RowTypes<Dynamic>;
};

template <class First, class... Rest>
struct UnitedAll {
    using type = First;
};
template <class First, class Second, class... Rest>
struct UnitedAll<First, Second, Rest...> {
    using type = typename UnitedAll<typename UnitedRows<First, Second>::type, Rest...>::type;
};

template <Executable First, Executable... Rest>
auto compound(SetKind kind, const First& first, const Rest&... rest) {
    static_assert((same_rows<typename First::rows, typename Rest::rows>() && ...),
                  "azoth: the members of a set operation need the same number of columns, of types that compare");
    std::vector<ast::NodePtr<const ast::StatementNode>> members;
    members.reserve(1 + sizeof...(rest));
    members.push_back(first.node());
    (members.push_back(rest.node()), ...);
    using Rows = typename UnitedAll<typename First::rows, typename Rest::rows...>::type;
    return of_rows<CompoundSelect, Rows>(make_compound(kind, std::move(members)));
}

/// A range of statements of one type, the members of a set operation.
template <class Range>
concept StatementRange = std::ranges::input_range<const Range&> && Executable<std::ranges::range_value_t<const Range&>>;

template <StatementRange Range>
auto compound_of(SetKind kind, const Range& statements) {
    std::vector<ast::NodePtr<const ast::StatementNode>> members;
    if constexpr (std::ranges::sized_range<const Range&>) members.reserve(std::ranges::size(statements));
    for (const auto& statement : statements) members.push_back(statement.node());
    using Rows = typename std::ranges::range_value_t<const Range&>::rows;
    return of_rows<CompoundSelect, Rows>(make_compound(kind, std::move(members)));
}

/// The methods that SELECT and the set operations have in common. They return a changed copy.
template <class Self, class... Ts>
class QueryMethods : public RowsBase {
public:
    using rows = RowTypes<Ts...>;
    using RowsBase::RowsBase;

    /// Adds to ORDER BY: expressions, `column.desc().nulls_last()`, or the names of selected columns and labels:
    /// `order_by("name")`, `order_by(desc("name"))`.
    template <Given... Orders>
    Self order_by(const Orders&... orders) const& {
        return Self(self()).order_by(orders...);
    }
    template <Given... Orders>
    Self order_by(const Orders&... orders) && {
        (this->append_order_by(order_node(orders)), ...);
        return std::move(self());
    }
    /// Removes ORDER BY.
    Self order_by(std::nullptr_t) const {
        Self copy(self());
        copy.clear_order_by();
        return copy;
    }

    /// Limits the number of rows: a number, a parameter or an expression. Throws ArgumentError if the number is
    /// negative.
    template <class Count>
    Self limit(const Count& count) const& {
        return Self(self()).limit(count);
    }
    template <class Count>
    Self limit(const Count& count) && {
        this->set_limit(row_count_of(count), false, false);
        return std::move(self());
    }
    /// Skips rows: a number, a parameter or an expression. Throws ArgumentError if the number is negative.
    template <class Count>
    Self offset(const Count& count) const& {
        return Self(self()).offset(count);
    }
    template <class Count>
    Self offset(const Count& count) && {
        this->set_offset(row_count_of(count));
        return std::move(self());
    }
    /// Returns the rows from position `start`, counted from 0, up to before `stop`.
    Self slice(std::int64_t start, std::int64_t stop) const {
        Self copy(self());
        copy.set_limit(row_count(stop - start), false, false);
        copy.set_offset(row_count(start));
        return copy;
    }
    /// FETCH FIRST, the standard's form of limit(), which can include ties: `fetch(3, with_ties)`.
    template <class Count>
    Self fetch(const Count& count, FetchTies ties = FetchTies::only) const {
        Self copy(self());
        copy.set_limit(row_count_of(count), true, ties == FetchTies::with_ties);
        return copy;
    }
    /// Locks the rows until the end of the transaction. Ignored by SQLite, which locks the whole database.
    Self with_for_update(const ForUpdate& lock = ForUpdate()) const {
        Self copy(self());
        copy.set_lock(lock);
        return copy;
    }
    /// Adds CTEs to WITH although nothing in the statement refers to them.
    template <From... Items>
    requires(sizeof...(Items) > 0) Self add_cte(const Items&... ctes)
    const {
        Self copy(self());
        (copy.append_cte(ctes.from_clause()), ...);
        return copy;
    }

    /// Returns the statement as an item of FROM. Without a name the compiler makes one.
    Subquery<Ts...> subquery(std::string_view name = {}) const {
        return Subquery<Ts...>(make_subquery(*this, name, false));
    }
    /// Returns a subquery that is evaluated for each row of the items before it in FROM, whose columns it may use.
    Subquery<Ts...> lateral(std::string_view name = {}) const {
        return Subquery<Ts...>(make_subquery(*this, name, true));
    }
    /// Returns the statement as a CTE.
    Cte<Ts...> cte(std::string_view name = {}, CteFlags flags = CteFlags::none) const {
        return Cte<Ts...>(make_cte(*this, name, flags));
    }
    /// Returns the statement as an expression: the only column of the only row; NULL without a row. Tables that it
    /// takes from the enclosing statement are left out of its FROM, see correlate().
    auto scalar_subquery() const { return typename ScalarOf<Ts...>::type(make_scalar(*this)); }
    /// Returns EXISTS of the statement.
    Exists exists() const { return Exists(make_exists(*this)); }

    /// UNION with other statements: rows without duplicates.
    template <Executable... Others>
    auto union_(const Others&... others) const {
        return compound(SetKind::union_, self(), others...);
    }
    /// UNION ALL with other statements: rows with duplicates.
    template <Executable... Others>
    auto union_all(const Others&... others) const {
        return compound(SetKind::union_all, self(), others...);
    }
    /// INTERSECT with other statements: the rows that all have, without duplicates.
    template <Executable... Others>
    auto intersect(const Others&... others) const {
        return compound(SetKind::intersect, self(), others...);
    }
    /// INTERSECT ALL with other statements: the rows that all have, with duplicates.
    template <Executable... Others>
    auto intersect_all(const Others&... others) const {
        return compound(SetKind::intersect_all, self(), others...);
    }
    /// EXCEPT of other statements: the rows that none of them has, without duplicates.
    template <Executable... Others>
    auto except_(const Others&... others) const {
        return compound(SetKind::except_, self(), others...);
    }
    /// EXCEPT ALL of other statements: the rows that none of them has, with duplicates.
    template <Executable... Others>
    auto except_all(const Others&... others) const {
        return compound(SetKind::except_all, self(), others...);
    }

private:
    const Self& self() const noexcept { return static_cast<const Self&>(*this); }
    Self& self() noexcept { return static_cast<Self&>(*this); }
};

}  // namespace detail

namespace detail {

/// A statement's rows, with the type of their only column.
template <class T>
struct TypedRows {
    using value_type = T;
    operator ast::ExpressionPtr() const { return node; }

    ast::ExpressionPtr node;
};
template <class... Ts>
struct RowValue {
    using type = std::tuple<Ts...>;
};
template <class T>
struct RowValue<T> {
    using type = T;
};
template <>
struct RowValue<Dynamic> {
    using type = Value;
};

}  // namespace detail

/// Returns a statement as the right side of IN, ANY and ALL: `users.id.in_(select(orders.user_id))`.
template <class Self, class... Ts>
detail::TypedRows<typename detail::RowValue<Ts...>::type> rows_expression(
    const detail::QueryMethods<Self, Ts...>& statement) {
    return {detail::make_scalar(statement)};
}

}  // namespace azoth

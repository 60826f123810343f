#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/functions/call.hpp>
#include <azoth/schema/table.hpp>
#include <azoth/sql/dml.hpp>
#include <azoth/sql/merge_node.hpp>
#include <azoth/sql/statement.hpp>

#include <concepts>
#include <string_view>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

template <class Target, class... Ts>
class Merge;

namespace detail {

ast::NodePtr<const ast::StatementNode> make_merge(const ast::FromPtr& table, const ast::FromPtr& source,
                                                  ast::ExpressionPtr condition);
ast::ExpressionPtr make_returned(const ast::Expression& column, bool old);
ast::ExpressionPtr make_merge_action();

/// The part of a Merge that does not depend on row types.
class MergeBase : public DmlBase {
public:
    using DmlBase::DmlBase;

protected:
    /// Throws ArgumentError if a column is not the table's or is given twice.
    void add_clause(ast::MergeClause::Match match, ast::MergeClause::Action action,
                    const std::vector<ast::ExpressionPtr>& conditions, const std::vector<Assignment>& values);
};

/// What when_matched() and the like return; complete it with the action.
template <class Target, class... Ts>
class MergeWhen {
public:
    MergeWhen(Merge<Target, Ts...> merge, ast::MergeClause::Match match, std::vector<ast::ExpressionPtr> conditions)
        : merge_(std::move(merge)), match_(match), conditions_(std::move(conditions)) {}

    Merge<Target, Ts...> do_nothing() && { return finish(ast::MergeClause::Action::nothing, {}); }

protected:
    Merge<Target, Ts...> finish(ast::MergeClause::Action action, const std::vector<Assignment>& values) {
        merge_.add_clause(match_, action, conditions_, values);
        return std::move(merge_);
    }

private:
    Merge<Target, Ts...> merge_;
    ast::MergeClause::Match match_;
    std::vector<ast::ExpressionPtr> conditions_;
};

/// A WHEN clause for rows of the target.
template <class Target, class... Ts>
class MergeMatched : public MergeWhen<Target, Ts...> {
public:
    using MergeWhen<Target, Ts...>::MergeWhen;

    /// Updates the row.
    template <std::derived_from<Assignment>... Assignments>
    requires(sizeof...(Assignments) > 0) Merge<Target, Ts...> update(const Assignments&... assignments) && {
        return this->finish(ast::MergeClause::Action::update, detail::assignments<Target>(assignments...));
    }
    /// Updates the row with assignments collected at run time.
    Merge<Target, Ts...> update(const std::vector<Assignment>& assignments) && {
        return this->finish(ast::MergeClause::Action::update, assignments);
    }
    /// Deletes the row.
    Merge<Target, Ts...> delete_() && { return this->finish(ast::MergeClause::Action::remove, {}); }
};

/// A WHEN clause for rows that the target does not have.
template <class Target, class... Ts>
class MergeNotMatched : public MergeWhen<Target, Ts...> {
public:
    using MergeWhen<Target, Ts...>::MergeWhen;

    /// Inserts a row; without assignments a row of defaults. Defaults of other columns are added.
    template <std::derived_from<Assignment>... Assignments>
    Merge<Target, Ts...> insert(const Assignments&... assignments) && {
        return this->finish(ast::MergeClause::Action::insert, detail::assignments<Target>(assignments...));
    }
    /// Inserts a row of assignments collected at run time.
    Merge<Target, Ts...> insert(const std::vector<Assignment>& assignments) && {
        return this->finish(ast::MergeClause::Action::insert, assignments);
    }
};

}  // namespace detail

/// MERGE (PostgreSQL 15): changes a table's rows by comparing them with those of a source. Target is the struct of
/// columns of the table, void if the table is known only at run time; the rows of RETURNING are Row<Ts...>. Methods
/// return a changed copy. For each row the first WHEN clause is executed that applies to it:
///
///     merge_into(stock)
///         .using_(deliveries, stock.item == deliveries.item)
///         .when_matched(stock.amount + deliveries.amount == 0).delete_()
///         .when_matched().update(stock.amount = stock.amount + deliveries.amount)
///         .when_not_matched().insert(stock.item = deliveries.item, stock.amount = deliveries.amount)
///
/// At compilation CompileError is thrown if there is no WHEN clause, or if a condition or value mentions another table
/// than these two; UnsupportedCompilationError on SQLite. An older server rejects the statement (SyntaxError).
template <class Target, class... Ts>
class Merge : public detail::MergeBase {
public:
    /// This statement with other row types.
    template <class... Us>
    using with_rows = Merge<Target, Us...>;
    /// The types of the rows of RETURNING.
    using rows = RowTypes<Ts...>;
    using MergeBase::MergeBase;

    /// For rows of both for which the conditions hold: complete it with `.update(...)`, `.delete_()` or
    /// `.do_nothing()`.
    template <class... Conditions>
    detail::MergeMatched<Target, Ts...> when_matched(const Conditions&... conditions) const {
        return {*this, ast::MergeClause::Match::matched, {detail::condition_node(conditions)...}};
    }
    /// For rows of the source that the target does not have: complete it with `.insert(...)` or `.do_nothing()`.
    template <class... Conditions>
    detail::MergeNotMatched<Target, Ts...> when_not_matched(const Conditions&... conditions) const {
        return {*this, ast::MergeClause::Match::not_matched, {detail::condition_node(conditions)...}};
    }
    /// For rows of the target that the source does not have (PostgreSQL 17): complete it as when_matched().
    template <class... Conditions>
    detail::MergeMatched<Target, Ts...> when_not_matched_by_source(const Conditions&... conditions) const {
        return {*this, ast::MergeClause::Match::not_matched_by_source, {detail::condition_node(conditions)...}};
    }

    /// RETURNING (PostgreSQL 17): the changed rows are returned with these columns; see merge_action(),
    /// returning_old() and returning_new().
    template <detail::Selected... Items>
    auto returning(const Items&... items) const {
        return detail::returning(
            *this, [](Merge& copy, auto columns) { copy.set_returning(std::move(columns)); }, items...);
    }
    /// Returns the statement as a CTE whose rows are those of RETURNING (PostgreSQL 17).
    Cte<Ts...> cte(std::string_view name = {}, CteFlags flags = CteFlags::none) const {
        return Cte<Ts...>(detail::make_cte(*this, name, flags));
    }
    /// Adds a CTE to WITH although nothing in the statement refers to it.
    template <detail::From Item>
    Merge add_cte(const Item& cte) const {
        Merge copy(*this);
        copy.append_cte(cte.from_clause());
        return copy;
    }

private:
    friend class detail::MergeWhen<Target, Ts...>;
};

/// The table of a MERGE, which using_() completes.
template <class Target>
class MergeTarget {
public:
    /// Makes a target of a FROM clause.
    explicit MergeTarget(ast::FromPtr table) noexcept : table_(std::move(table)) {}

    /// Sets the source, a table, subquery or CTE, and the condition by which its rows match those of the target.
    template <detail::From Item, class Condition>
    Merge<Target> using_(const Item& source, const Condition& condition) const {
        return Merge<Target>(detail::make_merge(table_, source.from_clause(), detail::condition_node(condition)));
    }

private:
    ast::FromPtr table_;
};

/// MERGE INTO a table.
template <detail::From Item>
MergeTarget<detail::target_of<Item>> merge_into(const Item& table) {
    return MergeTarget<detail::target_of<Item>>(table.from_clause());
}

/// In RETURNING of a MERGE: "INSERT", "UPDATE" or "DELETE", by what was done with the row (PostgreSQL 17).
inline Expr<std::string> merge_action() { return Expr<std::string>(detail::make_merge_action()); }

/// In RETURNING of an INSERT, UPDATE, DELETE or MERGE: a column's value before the change; NULL for an inserted row
/// (PostgreSQL 18). At compilation UnsupportedCompilationError is thrown on SQLite.
template <class T>
Expr<detail::optional_of<T>> returning_old(const Column<T>& column) {
    return Expr<detail::optional_of<T>>(detail::make_returned(*column.node(), true));
}
/// In RETURNING of an INSERT, UPDATE, DELETE or MERGE: a column's value after the change; NULL for a deleted row
/// (PostgreSQL 18). At compilation UnsupportedCompilationError is thrown on SQLite.
template <class T>
Expr<detail::optional_of<T>> returning_new(const Column<T>& column) {
    return Expr<detail::optional_of<T>>(detail::make_returned(*column.node(), false));
}

}  // namespace azoth

AZOTH_EXPORT_END

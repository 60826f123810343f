#pragma once

#include <azoth/expression/window.hpp>
#include <azoth/sql/compound.hpp>
#include <azoth/sql/join.hpp>
#include <azoth/sql/query_methods.hpp>
#include <azoth/sql/row_types.hpp>

#include <concepts>
#include <ranges>
#include <string_view>
#include <utility>
#include <vector>

namespace azoth {

class Extension;

template <class... Ts>
class Select;

namespace detail {

/// The select list.
struct Selection {
    std::vector<ast::ExpressionPtr> columns;
    std::vector<ast::FromPtr> joins;  ///< the joins whose columns are in the list
};

ast::NodePtr<const ast::StatementNode> make_select(Selection selection);
/// The statement with other columns: in place of its own, or after them.
ast::NodePtr<const ast::StatementNode> with_columns(const Statement& select, Selection selection, bool keep);

template <class... Items>
Selection selected(const Items&... items) {
    Selection selection;
    selection.columns.reserve(sizeof...(items));
    [[maybe_unused]] const auto add = [&](const auto& item) {
        add_selected_item(selection.columns, item);
        if constexpr (!Expression<decltype(item)>) {
            if (item.from_clause()->as_join() != nullptr) selection.joins.push_back(item.from_clause());
        }
    };
    (add(items), ...);
    return selection;
}

// The methods of Select change its node with these.
void append_from(ast::StatementNode& select, const ast::FromPtr& from);
void append_join(ast::StatementNode& select, const ast::FromPtr& left, const ast::FromPtr& right, ast::ExpressionPtr on,
                 JoinKind kind);
void append_where(ast::StatementNode& select, ast::ExpressionPtr condition);
/// Adds a condition on a column by name, of the item joined last or else of the first FROM item that has it.
void append_filter(ast::StatementNode& select, std::string_view column, const Value& value);
void append_group_by(ast::StatementNode& select, ast::ExpressionPtr term);
void clear_group_by(ast::StatementNode& select);
void append_having(ast::StatementNode& select, ast::ExpressionPtr condition);
void append_window(ast::StatementNode& select, std::string_view name, const Window& window);
void append_distinct(ast::StatementNode& select, std::vector<ast::ExpressionPtr> on);
void append_correlated(ast::StatementNode& select, const ast::FromPtr& from);
void set_correlation(ast::StatementNode& select, bool except);
void append_prefix(ast::StatementNode& select, std::string_view text, std::string_view dialect);
void append_suffix(ast::StatementNode& select, std::string_view text, std::string_view dialect);
void append_hint(ast::StatementNode& select, const ast::FromPtr& from, std::string_view text, std::string_view dialect);
void append_statement_hint(ast::StatementNode& select, std::string_view text, std::string_view dialect);
void append_extension(ast::StatementNode& select, const Extension& extension);
void set_style(ast::StatementNode& select, LabelStyle style);
void keep_column_from(ast::StatementNode& select);

}  // namespace detail

/// SELECT; each row is a Row<Ts...>. Methods return a changed copy. FROM is derived from the columns and the
/// conditions; select_from() and the joins add to it.
template <class... Ts>
class Select : public detail::QueryMethods<Select<Ts...>, Ts...> {
public:
    /// The types of its rows.
    using rows = RowTypes<Ts...>;
    using detail::QueryMethods<Select<Ts...>, Ts...>::QueryMethods;

    /// Adds conditions, all of which must hold. An empty condition is left out: `where(when(adults, age >= 18))`.
    template <class... Conditions>
    Select where(const Conditions&... conditions) const& {
        return Select(*this).where(conditions...);
    }
    template <class... Conditions>
    Select where(const Conditions&... conditions) && {
        (detail::append_where(node_(), detail::condition_node(conditions)), ...);
        return std::move(*this);
    }

    /// Adds the condition `column = value`, by the name of a column of the item joined last, or of the first FROM item
    /// that has it. Throws NoSuchColumnError.
    Select filter_by(std::string_view column, const Value& value) const {
        Select copy(*this);
        detail::append_filter(copy.node_(), column, value);
        return copy;
    }
    /// Adds conditions on several columns: `filter_by("name", "ada", "age", 36)`.
    template <class... More>
    requires(sizeof...(More) >= 2 && sizeof...(More) % 2 == 0) Select
        filter_by(std::string_view column, const Value& value, const More&... more)
    const { return filter_by(column, value).filter_by(more...); }

    /// Adds items to the beginning of FROM: tables, subqueries and the like, and SQL:
    /// `select(literal_column<int>("n")).select_from(text("generate_series(1, :end) AS n").bind("end", 3))`.
    template <detail::FromSource... Items>
    Select select_from(const Items&... items) const& {
        return Select(*this).select_from(items...);
    }
    template <detail::FromSource... Items>
    Select select_from(const Items&... items) && {
        (detail::append_from(node_(), items.from_clause()), ...);
        return std::move(*this);
    }

    /// Adds a JOIN to FROM: `join(orders)`, `join(orders, orders.user_id == users.id)`. Without a condition it is
    /// derived from the foreign keys. At compilation NoForeignKeysError or AmbiguousForeignKeysError is thrown if that
    /// is not possible, InvalidRequestError if the left side is ambiguous.
    template <detail::From Right, class... On>
    requires(sizeof...(On) <= 1) Select join(const Right& right, const On&... on)
    const { return joined(detail::JoinKind::inner, {}, right, on...); }
    /// Adds a LEFT OUTER JOIN. In the select list, nullable(right) has the right side's columns with types that accept
    /// NULL.
    template <detail::From Right, class... On>
    requires(sizeof...(On) <= 1) Select outer_join(const Right& right, const On&... on)
    const { return joined(detail::JoinKind::left, {}, right, on...); }
    /// Adds a RIGHT OUTER JOIN.
    template <detail::From Right, class... On>
    requires(sizeof...(On) <= 1) Select right_join(const Right& right, const On&... on)
    const { return joined(detail::JoinKind::right, {}, right, on...); }
    /// Adds a FULL OUTER JOIN.
    template <detail::From Right, class... On>
    requires(sizeof...(On) <= 1) Select full_join(const Right& right, const On&... on)
    const { return joined(detail::JoinKind::full, {}, right, on...); }
    /// Adds a CROSS JOIN.
    template <detail::From Right>
    Select cross_join(const Right& right) const {
        return joined(detail::JoinKind::cross, {}, right);
    }
    /// Adds a JOIN with a given left side.
    template <detail::From Left, detail::From Right, class... On>
    requires(sizeof...(On) <= 1) Select join_from(const Left& left, const Right& right, const On&... on)
    const { return joined(detail::JoinKind::inner, left.from_clause(), right, on...); }
    /// Adds a LEFT OUTER JOIN with a given left side.
    template <detail::From Left, detail::From Right, class... On>
    requires(sizeof...(On) <= 1) Select outer_join_from(const Left& left, const Right& right, const On&... on)
    const { return joined(detail::JoinKind::left, left.from_clause(), right, on...); }
    /// Adds a FULL OUTER JOIN with a given left side.
    template <detail::From Left, detail::From Right, class... On>
    requires(sizeof...(On) <= 1) Select full_join_from(const Left& left, const Right& right, const On&... on)
    const { return joined(detail::JoinKind::full, left.from_clause(), right, on...); }

    /// Adds to GROUP BY: expressions, or the names of selected columns and labels.
    template <detail::Given... Terms>
    Select group_by(const Terms&... terms) const& {
        return Select(*this).group_by(terms...);
    }
    template <detail::Given... Terms>
    Select group_by(const Terms&... terms) && {
        (detail::append_group_by(node_(), detail::order_node(terms)), ...);
        return std::move(*this);
    }
    /// Removes GROUP BY.
    Select group_by(std::nullptr_t) const {
        Select copy(*this);
        detail::clear_group_by(copy.node_());
        return copy;
    }
    /// Adds conditions to HAVING, all of which must hold.
    template <class... Conditions>
    Select having(const Conditions&... conditions) const& {
        return Select(*this).having(conditions...);
    }
    template <class... Conditions>
    Select having(const Conditions&... conditions) && {
        (detail::append_having(node_(), detail::condition_node(conditions)), ...);
        return std::move(*this);
    }

    /// WINDOW name AS (...): defines a window for `func::rank().over("name")`.
    Select window(std::string_view name, const Window& definition) const {
        Select copy(*this);
        detail::append_window(copy.node_(), name, definition);
        return copy;
    }

    /// Returns rows without duplicates; with expressions, the first row of each group with equal values: DISTINCT ON
    /// (PostgreSQL).
    template <class... Terms>
    Select distinct(const Terms&... on) const {
        Select copy(*this);
        std::vector<ast::ExpressionPtr> terms;
        terms.reserve(sizeof...(on));
        (terms.push_back(detail::order_node(on)), ...);
        detail::append_distinct(copy.node_(), std::move(terms));
        return copy;
    }
    /// DISTINCT ON (PostgreSQL).
    template <class... Terms>
    requires(sizeof...(Terms) > 0) Select distinct_on(const Terms&... on)
    const { return distinct(on...); }

    /// As a subquery, takes only these FROM items from the enclosing statements; without arguments none. By default it
    /// takes those of the directly enclosing statement, unless nothing would be left in its FROM.
    template <detail::From... Items>
    Select correlate(const Items&... items) const {
        Select copy(*this);
        detail::set_correlation(copy.node_(), false);
        (detail::append_correlated(copy.node_(), items.from_clause()), ...);
        return copy;
    }
    /// SQLAlchemy's correlate(None).
    Select correlate(std::nullptr_t) const { return correlate(); }
    /// As a subquery, takes all FROM items that it can from the enclosing statements, except these.
    template <detail::From... Items>
    Select correlate_except(const Items&... items) const {
        Select copy(*this);
        detail::set_correlation(copy.node_(), true);
        (detail::append_correlated(copy.node_(), items.from_clause()), ...);
        return copy;
    }

    /// Adds columns to the select list.
    template <detail::Selected... Items>
    auto add_columns(const Items&... items) const {
        return detail::of_rows<azoth::Select, detail::join_rows<rows, detail::rows_of<Items...>>>(
            detail::with_columns(*this, detail::selected(items...), true));
    }
    /// Replaces the select list. FROM keeps everything that was not there only for the replaced columns.
    template <detail::Selected... Items>
    auto with_only_columns(const Items&... items) const {
        return detail::of_rows<azoth::Select, detail::rows_of<Items...>>(
            detail::with_columns(*this, detail::selected(items...), false));
    }
    /// Keeps the tables of the selected columns in FROM:
    /// `page.maintain_column_froms().with_only_columns(func::count())`.
    Select maintain_column_froms() const {
        Select copy(*this);
        detail::keep_column_from(copy.node_());
        return copy;
    }

    /// Sets how the columns of the answer are named.
    Select set_label_style(LabelStyle style) const {
        Select copy(*this);
        detail::set_style(copy.node_(), style);
        return copy;
    }

    /// Adds SQL after SELECT, for one dialect ("postgresql", "sqlite") or for all. It is written as it is.
    Select prefix_with(std::string_view text, std::string_view dialect = {}) const {
        Select copy(*this);
        detail::append_prefix(copy.node_(), text, dialect);
        return copy;
    }
    /// Adds SQL at the end of the statement, for one dialect or for all. It is written as it is.
    Select suffix_with(std::string_view text, std::string_view dialect = {}) const {
        Select copy(*this);
        detail::append_suffix(copy.node_(), text, dialect);
        return copy;
    }
    /// Adds SQL at a table in FROM: `with_hint(users, "ONLY", "postgresql")`, or SQLite's INDEXED BY. At compilation
    /// CompileError is thrown for a hint that the dialect does not know.
    template <detail::From Item>
    Select with_hint(const Item& item, std::string_view text, std::string_view dialect = {}) const {
        Select copy(*this);
        detail::append_hint(copy.node_(), item.from_clause(), text, dialect);
        return copy;
    }
    /// Adds a hint for the whole statement, for one dialect or for all. It is written as it is.
    Select with_statement_hint(std::string_view text, std::string_view dialect = {}) const {
        Select copy(*this);
        detail::append_statement_hint(copy.node_(), text, dialect);
        return copy;
    }
    /// Adds a clause written by the user. Throws ArgumentError if a SELECT has no such point.
    Select ext(const Extension& extension) const {
        Select copy(*this);
        detail::append_extension(copy.node_(), extension);
        return copy;
    }

private:
    ast::StatementNode& node_() { return this->template edit<ast::StatementNode>(); }

    template <class Right, class... On>
    Select joined(detail::JoinKind kind, const ast::FromPtr& left, const Right& right, const On&... on) const {
        Select copy(*this);
        detail::append_join(copy.node_(), left, right.from_clause(), detail::on_condition(on...), kind);
        return copy;
    }
};

/// SELECT of columns, expressions and whole tables.
template <detail::Selected... Items>
requires(sizeof...(Items) > 0) auto select(const Items&... items) {
    return detail::of_rows<Select, detail::rows_of<Items...>>(detail::make_select(detail::selected(items...)));
}

namespace detail {

template <class Range>
concept ColumnRange = std::ranges::input_range<const Range&> && Expression<std::ranges::range_value_t<const Range&>>;

}  // namespace detail

/// SELECT of columns chosen at run time: `std::vector<Expr<Value>> columns; ...; select(columns)`.
template <detail::ColumnRange Columns>
Select<Dynamic> select(const Columns& columns) {
    detail::Selection selection;
    for (const auto& column : columns) selection.columns.push_back(column.node());
    return Select<Dynamic>(detail::make_select(std::move(selection)));
}

/// Does not compile: the message says what is wrong with the select list.
template <class... Items>
requires(sizeof...(Items) == 0 ||
         !((detail::Selected<Items> || detail::ColumnRange<Items>)&&...)) void select(const Items&...) {
    static_assert(sizeof...(Items) > 0, "azoth: a SELECT needs at least one column");
    static_assert(sizeof...(Items) == 0 || (detail::Selected<Items> && ...),
                  "azoth: select() takes columns, expressions and tables: make an expression of a C++ value with "
                  "literal()");
}

}  // namespace azoth

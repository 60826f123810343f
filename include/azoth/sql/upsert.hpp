#pragma once

#include <azoth/sql/insert.hpp>

#include <concepts>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace azoth {

namespace detail {

ast::ExpressionPtr make_excluded(const ast::Expression& column);

/// The part of a ConflictAction that does not depend on row types.
class ConflictBase {
protected:
    ConflictBase();
    void add_element(ast::ExpressionPtr element);
    void add_element(const Statement& insert, std::string_view column);
    void set_constraint(std::string_view name);
    void set_target(const Statement& insert, const PrimaryKeyConstraint& key);
    void set_target(const Statement& insert, const UniqueConstraint& constraint);
    void set_target(const Statement& insert, const ExcludeConstraint& constraint);
    void set_target(const Statement& insert, const Index& index);
    void add_index_where(ast::ExpressionPtr condition);
    /// Throws ArgumentError for a column that is not the table's.
    ast::NodePtr<const ast::ConflictClause> make(const Statement& insert, bool update,
                                                 const std::vector<Assignment>& set) const;

private:
    void add_columns(const Statement& insert, const std::vector<std::string>& names);

    ast::NodePtr<ast::ConflictClause> clause_;
};

/// What on_conflict() returns; complete it with `.do_nothing()` or `.do_update(column = value, ...)`.
template <class Target, class... Ts>
class ConflictAction : private ConflictBase {
public:
    template <class... Elements>
    explicit ConflictAction(Insert<Target, Ts...> insert, const Elements&... elements) : insert_(std::move(insert)) {
        [[maybe_unused]] const auto add = [&](const auto& element) {
            if constexpr (Expression<decltype(element)>) {
                this->add_element(element.node());
            } else {
                this->add_element(insert_, element);
            }
        };
        (add(elements), ...);
    }
    static ConflictAction with_constraint(Insert<Target, Ts...> insert, std::string_view name) {
        ConflictAction action(std::move(insert));
        action.set_constraint(name);
        return action;
    }

    template <class Declared>
    static ConflictAction with_target(Insert<Target, Ts...> insert, const Declared& declared) {
        ConflictAction action(std::move(insert));
        action.set_target(action.insert_, declared);
        return action;
    }

    /// Adds the condition of a partial unique index; its values are written as literals.
    template <class... Conditions>
    ConflictAction index_where(const Conditions&... conditions) && {
        (this->add_index_where(condition_node(conditions)), ...);
        return std::move(*this);
    }

    Insert<Target, Ts...> do_nothing() && { return finish(false, {}); }
    /// Updates the existing row. `excluded(column)` is the value that was to be inserted.
    template <std::derived_from<Assignment>... Assignments>
    requires(sizeof...(Assignments) > 0) Insert<Target, Ts...> do_update(const Assignments&... assignments) && {
        return finish(true, detail::assignments<Target>(assignments...));
    }
    /// Updates the existing row with assignments collected at run time.
    Insert<Target, Ts...> do_update(const std::vector<Assignment>& set) && { return finish(true, set); }

private:
    Insert<Target, Ts...> finish(bool update, const std::vector<Assignment>& set) {
        insert_.add_conflict(this->make(insert_, update, set));
        return std::move(insert_);
    }

    Insert<Target, Ts...> insert_;
};

}  // namespace detail

/// In ON CONFLICT DO UPDATE: the value that was to be inserted into a column.
template <class T>
Expr<T> excluded(const Column<T>& column) {
    return Expr<T>(detail::make_excluded(*column.node()));
}

template <class Target, class... Ts>
template <class... Elements>
requires((detail::Expression<Elements> || std::convertible_to<const Elements&, std::string_view>)&&...)
    detail::ConflictAction<Target, Ts...> Insert<Target, Ts...>::on_conflict(const Elements&... elements)
const { return detail::ConflictAction<Target, Ts...>(*this, elements...); }

template <class Target, class... Ts>
detail::ConflictAction<Target, Ts...> Insert<Target, Ts...>::on_conflict(const PrimaryKeyConstraint& key) const {
    return detail::ConflictAction<Target, Ts...>::with_target(*this, key);
}

template <class Target, class... Ts>
detail::ConflictAction<Target, Ts...> Insert<Target, Ts...>::on_conflict(const UniqueConstraint& constraint) const {
    return detail::ConflictAction<Target, Ts...>::with_target(*this, constraint);
}

template <class Target, class... Ts>
detail::ConflictAction<Target, Ts...> Insert<Target, Ts...>::on_conflict(const ExcludeConstraint& constraint) const {
    return detail::ConflictAction<Target, Ts...>::with_target(*this, constraint);
}

template <class Target, class... Ts>
detail::ConflictAction<Target, Ts...> Insert<Target, Ts...>::on_conflict(const Index& index) const {
    return detail::ConflictAction<Target, Ts...>::with_target(*this, index);
}

template <class Target, class... Ts>
detail::ConflictAction<Target, Ts...> Insert<Target, Ts...>::on_conflict_constraint(std::string_view name) const {
    return detail::ConflictAction<Target, Ts...>::with_constraint(*this, name);
}

}  // namespace azoth

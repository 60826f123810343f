#pragma once

#include <azoth/schema/table.hpp>
#include <azoth/sql/dml.hpp>
#include <azoth/sql/statement.hpp>

#include <concepts>
#include <string_view>
#include <utility>
#include <vector>

namespace azoth {

namespace detail {

ast::NodePtr<const ast::StatementNode> make_delete(const ast::FromPtr& table);

/// The part of a Delete that does not depend on row types.
class DeleteBase : public SearchedBase {
public:
    using SearchedBase::SearchedBase;

protected:
    void add_using(const ast::FromPtr& from);
    void append_extension(const Extension& extension);
};

}  // namespace detail

/// DELETE; the rows of RETURNING are Row<Ts...>. Methods return a changed copy. Other tables in conditions are added to
/// USING (PostgreSQL).
template <class... Ts>
class Delete : public detail::DeleteBase {
public:
    /// This statement with other row types.
    template <class... Us>
    using with_rows = Delete<Us...>;
    /// The types of the rows of RETURNING.
    using rows = RowTypes<Ts...>;
    using DeleteBase::DeleteBase;

    /// Adds conditions, all of which must hold.
    template <class... Conditions>
    Delete where(const Conditions&... conditions) const& {
        return Delete(*this).where(conditions...);
    }
    template <class... Conditions>
    Delete where(const Conditions&... conditions) && {
        (this->add_where(detail::condition_node(conditions)), ...);
        return std::move(*this);
    }
    /// Adds the condition `column = value`, by the column's name. Throws NoSuchColumnError.
    Delete filter_by(std::string_view column, const Value& value) const {
        Delete copy(*this);
        copy.add_filter(column, value);
        return copy;
    }
    /// Adds tables to USING that the conditions do not mention.
    template <detail::From... Items>
    Delete using_(const Items&... items) const {
        Delete copy(*this);
        (copy.add_using(items.from_clause()), ...);
        return copy;
    }

    /// RETURNING: the deleted rows are returned with these columns.
    template <detail::Selected... Items>
    auto returning(const Items&... items) const {
        return detail::returning(
            *this, [](Delete& copy, auto columns) { copy.set_returning(std::move(columns)); }, items...);
    }

    /// Adds SQL after DELETE, for one dialect or for all. It is written as it is.
    Delete prefix_with(std::string_view text, std::string_view dialect = {}) const {
        Delete copy(*this);
        copy.append_prefix(text, dialect);
        return copy;
    }
    /// Adds SQL at the table: `with_hint("ONLY", "postgresql")`, or SQLite's INDEXED BY. At compilation CompileError is
    /// thrown for a hint that the dialect does not know.
    Delete with_hint(std::string_view text, std::string_view dialect = {}) const {
        Delete copy(*this);
        copy.append_hint(text, dialect);
        return copy;
    }
    /// Adds a clause written by the user. Throws ArgumentError if a DELETE has no such point.
    Delete ext(const Extension& extension) const {
        Delete copy(*this);
        copy.append_extension(extension);
        return copy;
    }
    /// Returns the statement as a CTE whose rows are those of RETURNING.
    Cte<Ts...> cte(std::string_view name = {}, CteFlags flags = CteFlags::none) const {
        return Cte<Ts...>(detail::make_cte(*this, name, flags));
    }
    /// Adds a CTE to WITH although nothing in the statement refers to it.
    template <detail::From Item>
    Delete add_cte(const Item& cte) const {
        Delete copy(*this);
        copy.append_cte(cte.from_clause());
        return copy;
    }
};

/// DELETE FROM a table.
template <detail::From Item>
Delete<> delete_from(const Item& table) {
    return Delete<>(detail::make_delete(table.from_clause()));
}

}  // namespace azoth

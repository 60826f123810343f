#pragma once

#include <azoth/export.hpp>
#include <azoth/schema/table.hpp>
#include <azoth/sql/dml.hpp>
#include <azoth/sql/statement.hpp>

#include <concepts>
#include <string_view>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

namespace detail {

ast::NodePtr<const ast::StatementNode> make_delete(const ast::FromPtr& table);

/// The part of a Delete that is the same for all row types.
class DeleteBase : public SearchedBase {
public:
    using SearchedBase::SearchedBase;

protected:
    void add_using(const ast::FromPtr& from);
    void append_extension(const Extension& extension);
};

}  // namespace detail

/// DELETE; the rows that RETURNING gives back are Row<Ts...>. Every method gives a new statement. Other tables that the
/// conditions name stand in USING (PostgreSQL).
template <class... Ts>
class [[nodiscard]] Delete : public detail::DeleteBase {
public:
    /// The same statement with other rows.
    template <class... Us>
    using with_rows = Delete<Us...>;
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
    /// A condition on a column by name.
    Delete filter_by(std::string_view column, const Value& value) const {
        Delete copy(*this);
        copy.add_filter(column, value);
        return copy;
    }
    /// Names what stands in USING where the conditions don't tell.
    template <detail::From... Items>
    Delete using_(const Items&... items) const {
        Delete copy(*this);
        (copy.add_using(items.from_clause()), ...);
        return copy;
    }

    /// The deleted rows come back with these columns.
    template <detail::Selected... Items>
    auto returning(const Items&... items) const {
        return detail::returning(
            *this, [](Delete& copy, auto columns) { copy.set_returning(std::move(columns)); }, items...);
    }

    /// Words behind DELETE, for one dialect or for all. Written as they stand.
    Delete prefix_with(std::string_view text, std::string_view dialect = {}) const {
        Delete copy(*this);
        copy.append_prefix(text, dialect);
        return copy;
    }
    /// Beside the table: `with_hint("ONLY", "postgresql")`, or SQLite's INDEXED BY. When the statement is compiled,
    /// CompileError is thrown for a hint that the dialect doesn't know.
    Delete with_hint(std::string_view text, std::string_view dialect = {}) const {
        Delete copy(*this);
        copy.append_hint(text, dialect);
        return copy;
    }
    /// A clause of the user's own. Throws ArgumentError if a DELETE has no such point.
    Delete ext(const Extension& extension) const {
        Delete copy(*this);
        copy.append_extension(extension);
        return copy;
    }
    /// The statement in the WITH of another, which uses what it returns.
    Cte<Ts...> cte(std::string_view name = {}, CteFlags flags = CteFlags::none) const {
        return Cte<Ts...>(detail::make_cte(*this, name, flags));
    }
    /// A CTE that stands in front although nothing here refers to it.
    template <detail::From Item>
    Delete add_cte(const Item& cte) const {
        Delete copy(*this);
        copy.append_cte(cte.from_clause());
        return copy;
    }
};

template <detail::From Item>
Delete<> delete_from(const Item& table) {
    return Delete<>(detail::make_delete(table.from_clause()));
}

}  // namespace azoth

AZOTH_EXPORT_END

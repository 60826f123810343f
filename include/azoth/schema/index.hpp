#pragma once

#include <azoth/export.hpp>
#include <azoth/schema/constraints.hpp>

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// An index: `Index("ix_users_lower_name", func::lower(users.name))`. A value: it becomes part of the schema as an item
/// of a Table or by MetaData::add(), and can be created and dropped by itself (CreateIndex). An empty name is made by
/// the naming convention. What only PostgreSQL has is ignored elsewhere where it only concerns speed.
class [[nodiscard]] Index {
public:
    /// Columns by name or handle, expressions, either with asc(), desc(), nulls_first(), nulls_last().
    template <std::convertible_to<IndexElement>... Elements>
    requires(sizeof...(Elements) > 0) explicit Index(std::string name, const Elements&... elements) {
        info_.name = std::move(name);
        (add(IndexElement(elements)), ...);
    }

    Index unique(bool on = true) const {
        return changed([&](IndexInfo& info) { info.unique = on; });
    }
    /// Only rows for which the condition is true.
    template <class T>
    Index where(const Expr<T>& condition) const {
        return changed([&](IndexInfo& info) { info.where = condition.node(); });
    }
    Index where(std::string_view sql) const;
    /// The access method: `using_(IndexMethod::gin)`.
    Index using_(IndexMethod method) const { return using_(std::string(to_string(method))); }
    /// One of an extension, by its name.
    Index using_(std::string method) const {
        return changed([&](IndexInfo& info) { info.method = std::move(method); });
    }
    /// The operator class of the element that is over `column`, or of the only one that is over an expression if
    /// `column` is empty. Throws ArgumentError if there is no such element.
    Index ops(const ColumnRef& column, std::string operator_class) const;
    template <detail::ColumnReference... Columns>
    Index include(const Columns&... columns) const {
        return changed([&](IndexInfo& info) { info.include = detail::names_of(detail::column_refs(columns...)); });
    }
    /// A storage parameter: `with("fillfactor", 70)`.
    Index with(std::string parameter, std::string value) const {
        return changed([&](IndexInfo& info) { info.with.emplace_back(std::move(parameter), std::move(value)); });
    }
    Index with(std::string parameter, std::int64_t value) const {
        return with(std::move(parameter), std::to_string(value));
    }
    Index tablespace(std::string name) const {
        return changed([&](IndexInfo& info) { info.tablespace = std::move(name); });
    }
    /// Without locking the table; not inside a transaction.
    Index concurrently(bool on = true) const {
        return changed([&](IndexInfo& info) { info.concurrently = on; });
    }
    Index nulls_not_distinct(bool on = true) const {
        return changed([&](IndexInfo& info) { info.nulls_not_distinct = on; });
    }
    Index comment(std::string text) const {
        return changed([&](IndexInfo& info) { info.comment = std::move(text); });
    }

    /// The index is created by these dialects only, with its table: `ddl_if("postgresql")`.
    template <class... Names>
    requires(sizeof...(Names) > 0) Index ddl_if(const Names&... dialects)
    const {
        return changed([&](IndexInfo& info) { info.dialects = {std::string(dialects)...}; });
    }

    const IndexInfo& info() const noexcept { return info_; }
    /// The table it belongs to, or null where only names were given.
    const detail::TableRef& table() const noexcept { return table_; }
    void apply(ast::TableNode& table) const;

private:
    void add(const IndexElement& element);
    template <class Change>
    Index changed(const Change& change) const {
        Index copy = *this;
        change(copy.info_);
        return copy;
    }

    IndexInfo info_;
    detail::TableRef table_;
};

}  // namespace azoth

AZOTH_EXPORT_END

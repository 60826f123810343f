#pragma once

#include <azoth/schema/constraints.hpp>

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace azoth {

/// An index: `Index("ix_users_lower_name", func::lower(users.name))`. It becomes part of the schema as an item of a
/// Table or by MetaData::add(), and can be created and dropped by itself (CreateIndex). The naming convention replaces
/// an empty name. Options that only PostgreSQL has are ignored elsewhere if they affect nothing but speed. Methods
/// return a changed copy.
class Index {
public:
    /// Makes an index on columns, by name or handle, and expressions, with or without asc(), desc(), nulls_first(),
    /// nulls_last().
    template <std::convertible_to<IndexElement>... Elements>
    requires(sizeof...(Elements) > 0) explicit Index(std::string name, const Elements&... elements) {
        info_.name = std::move(name);
        (add(IndexElement(elements)), ...);
    }

    /// Sets UNIQUE.
    Index unique(bool on = true) const {
        return changed([&](IndexInfo& info) { info.unique = on; });
    }
    /// Limits the index to rows for which the condition is true.
    template <class T>
    Index where(const Expr<T>& condition) const {
        return changed([&](IndexInfo& info) { info.where = condition.node(); });
    }
    Index where(std::string_view sql) const;
    /// Sets the access method: "btree", "hash", "gin", "gist", "spgist", "brin".
    Index using_(std::string method) const {
        return changed([&](IndexInfo& info) { info.method = std::move(method); });
    }
    /// Sets the operator class of the element on `column`, or of the only expression if `column` is empty. Throws
    /// ArgumentError if there is no such element.
    Index ops(const ColumnRef& column, std::string operator_class) const;
    /// Adds columns to the index that are not part of its key (PostgreSQL).
    template <detail::ColumnReference... Columns>
    Index include(const Columns&... columns) const {
        return changed([&](IndexInfo& info) { info.include = detail::names_of(detail::column_refs(columns...)); });
    }
    /// Sets a storage parameter: `with("fillfactor", 70)`.
    Index with(std::string parameter, std::string value) const {
        return changed([&](IndexInfo& info) { info.with.emplace_back(std::move(parameter), std::move(value)); });
    }
    Index with(std::string parameter, std::int64_t value) const {
        return with(std::move(parameter), std::to_string(value));
    }
    /// Sets the tablespace (PostgreSQL).
    Index tablespace(std::string name) const {
        return changed([&](IndexInfo& info) { info.tablespace = std::move(name); });
    }
    /// Creates and drops it without locking the table; not inside a transaction.
    Index concurrently(bool on = true) const {
        return changed([&](IndexInfo& info) { info.concurrently = on; });
    }
    /// Treats NULLs as equal in a unique index (PostgreSQL 15).
    Index nulls_not_distinct(bool on = true) const {
        return changed([&](IndexInfo& info) { info.nulls_not_distinct = on; });
    }
    /// Sets the comment.
    Index comment(std::string text) const {
        return changed([&](IndexInfo& info) { info.comment = std::move(text); });
    }

    /// Limits the dialects that create the index with its table: `ddl_if("postgresql")`.
    template <class... Names>
    requires(sizeof...(Names) > 0) Index ddl_if(const Names&... dialects)
    const {
        return changed([&](IndexInfo& info) { info.dialects = {std::string(dialects)...}; });
    }

    /// The index as data.
    const IndexInfo& info() const noexcept { return info_; }
    /// The table of its columns; null if only names were given.
    const detail::TableRef& table() const noexcept { return table_; }
    /// Adds the index to a table that is being built.
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

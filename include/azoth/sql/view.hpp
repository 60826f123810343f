#pragma once

#include <azoth/schema/table.hpp>
#include <azoth/sql/ddl.hpp>
#include <azoth/sql/statement.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace azoth {

namespace detail {

/// Marks a table as a view.
class ViewDefinition {
public:
    explicit ViewDefinition(const Statement& query) : query_(query) {}
    void apply(ast::TableNode& table) const;

private:
    Statement query_;
};

struct MaterializedOption {
    void apply(ast::TableNode& table) const { table.kind = TableKind::materialized_view; }
};

/// Adds the columns of a query's answer.
void add_query_columns(TableBuilder& builder, const Statement& query);
TablePtr view_behind(const ast::FromPtr& from);

}  // namespace detail

/// Makes a view keep its rows until it is refreshed (PostgreSQL).
inline constexpr detail::MaterializedOption materialized{};

/// A view, created and dropped with the tables of its MetaData and used like a table. View<Struct> has the members of a
/// struct of columns, one for each column of the query, in its order; their names become the view's.
template <class Shape = void>
class View : public FromItem, public Shape {
public:
    /// The struct of columns; void if the columns are known only at run time.
    using shape_type = Shape;

    /// Adds a view to a MetaData. Throws ArgumentError if the query has another number of columns.
    template <class... Items>
    View(std::string_view sql_name, MetaData& in_metadata, const Statement& query, const Items&... items)
        : View(detail::build_table<Shape>(sql_name, in_metadata, detail::ViewDefinition(query), items...)) {}
    using FromItem::operator[];

    /// Returns the view under another name.
    Alias<Shape> alias(std::string_view sql_name = {}) const {
        return Alias<Shape>(detail::make_alias(from_clause(), sql_name), static_cast<const Shape&>(*this));
    }

private:
    explicit View(detail::BuiltTable<Shape> built) : FromItem(std::move(built.from)), Shape(std::move(built.columns)) {}
};

/// A view with the columns of its query.
template <>
class View<void> : public FromItem {
public:
    using shape_type = void;

    template <class... Items>
    View(std::string_view name, MetaData& metadata, const Statement& query, const Items&... items)
        : FromItem(build(name, metadata, query, items...)) {}

    Alias<void> alias(std::string_view name = {}) const { return Alias<void>(detail::make_alias(from_clause(), name)); }

private:
    template <class... Items>
    static ast::FromPtr build(std::string_view name, MetaData& metadata, const Statement& query,
                              const Items&... items) {
        detail::TableBuilder builder(name, metadata);
        detail::add_query_columns(builder, query);
        builder.apply(detail::ViewDefinition(query));
        (builder.apply(items), ...);
        return builder.finish();
    }
};

template <class... Items>
View(const char*, MetaData&, const Statement&, const Items&...) -> View<void>;

/// CREATE VIEW.
class CreateView : public detail::CreateStatement<CreateView, ddl::CreateView> {
public:
    /// Creates a declared view.
    explicit CreateView(const FromItem& view)
        : CreateStatement(ddl::CreateView{detail::view_behind(view.from_clause()), false, false, true}) {}
    /// Sets OR REPLACE.
    CreateView or_replace(bool on = true) const {
        return changed([&](ddl::CreateView& element) { element.or_replace = on; });
    }
    /// Leaves a materialized view empty until it is first refreshed.
    CreateView with_no_data() const {
        return changed([&](ddl::CreateView& element) { element.with_data = false; });
    }
};

/// DROP VIEW.
class DropView : public detail::DropStatement<DropView, ddl::DropView> {
public:
    /// Drops a declared view.
    explicit DropView(const FromItem& view)
        : DropStatement(ddl::DropView{detail::view_behind(view.from_clause()), false, false}) {}
};

/// REFRESH MATERIALIZED VIEW.
class RefreshView : public detail::DdlStatement<RefreshView, ddl::RefreshView> {
public:
    /// Refreshes a declared view.
    explicit RefreshView(const FromItem& view)
        : DdlStatement(ddl::RefreshView{detail::view_behind(view.from_clause()), false, true}) {}
    /// Does not block readers; needs a unique index.
    RefreshView concurrently(bool on = true) const {
        return changed([&](ddl::RefreshView& element) { element.concurrently = on; });
    }
    /// Empties the view.
    RefreshView with_no_data() const {
        return changed([&](ddl::RefreshView& element) { element.with_data = false; });
    }
};

}  // namespace azoth

#pragma once

#include <azoth/export.hpp>
#include <azoth/schema/table.hpp>
#include <azoth/sql/ddl.hpp>
#include <azoth/sql/statement.hpp>

#include <string>
#include <string_view>
#include <utility>

AZOTH_EXPORT_BEGIN

namespace azoth {

namespace detail {

/// Says of a table that it is a view.
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

/// Adds the columns that the query answers with.
void add_query_columns(TableBuilder& builder, const Statement& query);
TablePtr view_behind(const ast::FromPtr& from);

}  // namespace detail

/// PostgreSQL: the view keeps its rows until it is refreshed.
inline constexpr detail::MaterializedOption materialized{};

/// A view, created and dropped with the tables of its MetaData and selected from like a table. View<Struct> has the
/// members of a struct of columns, one for each column of the query, in its order; their names become the view's.
template <class Shape = void>
class View : public FromItem, public Shape {
public:
    using shape_type = Shape;

    /// Throws ArgumentError if the query answers with another number of columns.
    template <class... Items>
    View(std::string_view sql_name, MetaData& in_metadata, const Statement& query, const Items&... items)
        : View(detail::build_table<Shape>(sql_name, in_metadata, detail::ViewDefinition(query), items...)) {}
    using FromItem::operator[];

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

class [[nodiscard]] CreateView : public detail::CreateStatement<CreateView, ddl::CreateView> {
public:
    explicit CreateView(const FromItem& view)
        : CreateStatement(ddl::CreateView{detail::view_behind(view.from_clause()), false, false, true}) {}
    CreateView or_replace(bool on = true) const {
        return changed([&](ddl::CreateView& element) { element.or_replace = on; });
    }
    /// A materialized view that is filled when it is first refreshed.
    CreateView with_no_data() const {
        return changed([&](ddl::CreateView& element) { element.with_data = false; });
    }
};

class [[nodiscard]] DropView : public detail::DropStatement<DropView, ddl::DropView> {
public:
    explicit DropView(const FromItem& view)
        : DropStatement(ddl::DropView{detail::view_behind(view.from_clause()), false, false}) {}
};

/// REFRESH MATERIALIZED VIEW.
class [[nodiscard]] RefreshView : public detail::DdlStatement<RefreshView, ddl::RefreshView> {
public:
    explicit RefreshView(const FromItem& view)
        : DdlStatement(ddl::RefreshView{detail::view_behind(view.from_clause()), false, true}) {}
    /// Without locking out readers; needs a unique index.
    RefreshView concurrently(bool on = true) const {
        return changed([&](ddl::RefreshView& element) { element.concurrently = on; });
    }
    RefreshView with_no_data() const {
        return changed([&](ddl::RefreshView& element) { element.with_data = false; });
    }
};

}  // namespace azoth

AZOTH_EXPORT_END

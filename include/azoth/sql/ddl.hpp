#pragma once

#include <azoth/export.hpp>
#include <azoth/schema/constraints.hpp>
#include <azoth/schema/index.hpp>
#include <azoth/schema/sequence.hpp>
#include <azoth/schema/table.hpp>
#include <azoth/schema/table_options.hpp>
#include <azoth/sql/ddl_node.hpp>
#include <azoth/sql/statement.hpp>

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

AZOTH_EXPORT_BEGIN

namespace azoth {

namespace detail {

/// The table behind a handle; throws ArgumentError if it is none (an alias).
TablePtr table_behind(const ast::FromPtr& from);
/// Throws ArgumentError if it is null: a constraint or index was made from names.
TablePtr known_table(TableRef table, std::string_view what);
/// The column's table.
TablePtr table_of_column(const ast::ExpressionPtr& column);

ast::NodePtr<const ast::StatementNode> make_ddl(ddl::Element element);

/// A DDL statement: `conn.execute(CreateTable(users))`. Its methods give changed copies.
template <class Derived, class Element>
class DdlStatement : public Statement {
public:
    using rows = RowTypes<>;
    static constexpr bool is_ddl = true;

    const Element& element() const noexcept {
        return std::get<Element>(static_cast<const ast::DdlNode&>(*this->node()).element);
    }

protected:
    explicit DdlStatement(Element element) : Statement(make_ddl(std::move(element))) {}
    template <class Change>
    Derived changed(const Change& change) const {
        Derived copy = static_cast<const Derived&>(*this);
        change(std::get<Element>(copy.template edit<ast::DdlNode>().element));
        return copy;
    }
};

template <class Derived, class Element>
class CreateStatement : public DdlStatement<Derived, Element> {
public:
    using DdlStatement<Derived, Element>::DdlStatement;
    Derived if_not_exists(bool on = true) const {
        return this->changed([&](Element& element) { element.if_not_exists = on; });
    }
};

template <class Derived, class Element>
class DropStatement : public DdlStatement<Derived, Element> {
public:
    using DdlStatement<Derived, Element>::DdlStatement;
    Derived if_exists(bool on = true) const {
        return this->changed([&](Element& element) { element.if_exists = on; });
    }
    /// With what depends on it.
    Derived cascade(bool on = true) const {
        return this->changed([&](Element& element) { element.cascade = on; });
    }
};

}  // namespace detail

/// CREATE TABLE alone, without the table's indexes and comments.
class [[nodiscard]] CreateTable : public detail::CreateStatement<CreateTable, ddl::CreateTable> {
public:
    explicit CreateTable(const FromItem& table) : CreateTable(detail::table_behind(table.from_clause())) {}
    explicit CreateTable(TablePtr table) : CreateStatement(ddl::CreateTable{std::move(table), false, {}}) {}
};

class [[nodiscard]] DropTable : public detail::DropStatement<DropTable, ddl::DropTable> {
public:
    explicit DropTable(const FromItem& table) : DropTable(detail::table_behind(table.from_clause())) {}
    explicit DropTable(TablePtr table) : DropStatement(ddl::DropTable{std::move(table), false, false}) {}
};

/// CREATE INDEX. The index is made from the table's columns, or the table is given.
class [[nodiscard]] CreateIndex : public detail::CreateStatement<CreateIndex, ddl::CreateIndex> {
public:
    explicit CreateIndex(const Index& index) : CreateIndex(detail::known_table(index.table(), "index"), index) {}
    CreateIndex(const FromItem& table, const Index& index)
        : CreateIndex(detail::table_behind(table.from_clause()), index) {}
    CreateIndex(TablePtr table, const Index& index);
};

class [[nodiscard]] DropIndex : public detail::DropStatement<DropIndex, ddl::DropIndex> {
public:
    explicit DropIndex(const Index& index) : DropIndex(detail::known_table(index.table(), "index"), index) {}
    DropIndex(const FromItem& table, const Index& index)
        : DropIndex(detail::table_behind(table.from_clause()), index) {}
    DropIndex(TablePtr table, const Index& index);
};

/// ALTER TABLE ... ADD CONSTRAINT, of a PrimaryKeyConstraint, UniqueConstraint, CheckConstraint, ForeignKeyConstraint
/// or ExcludeConstraint that is made from the table's columns, or for the table that is given.
class [[nodiscard]] AddConstraint : public detail::DdlStatement<AddConstraint, ddl::AddConstraint> {
public:
    template <class C>
    requires requires(const C& c) { ddl::AnyConstraint(c.info()); }
    explicit AddConstraint(const C& constraint)
        : AddConstraint(detail::known_table(constraint.table(), "constraint"), constraint.info()) {}
    template <class C>
    requires requires(const C& c) { ddl::AnyConstraint(c.info()); }
    AddConstraint(const FromItem& table, const C& constraint)
        : AddConstraint(detail::table_behind(table.from_clause()), constraint.info()) {}
    AddConstraint(TablePtr table, ddl::AnyConstraint constraint);
};

/// ALTER TABLE ... DROP CONSTRAINT. CompileError: the constraint has no name.
class [[nodiscard]] DropConstraint : public detail::DropStatement<DropConstraint, ddl::DropConstraint> {
public:
    template <class C>
    requires requires(const C& c) { ddl::AnyConstraint(c.info()); }
    explicit DropConstraint(const C& constraint)
        : DropConstraint(detail::known_table(constraint.table(), "constraint"), constraint.info()) {}
    DropConstraint(const FromItem& table, std::string name)
        : DropConstraint(detail::table_behind(table.from_clause()), named(std::move(name))) {}
    DropConstraint(TablePtr table, const NamedInfo& constraint)
        : DropStatement(ddl::DropConstraint{std::move(table), constraint, false, false}) {}

private:
    static NamedInfo named(std::string name) {
        NamedInfo info;
        info.name = std::move(name);
        return info;
    }
};

class [[nodiscard]] CreateSequence : public detail::CreateStatement<CreateSequence, ddl::CreateSequence> {
public:
    explicit CreateSequence(const Sequence& sequence) : CreateStatement(ddl::CreateSequence{sequence.info(), false}) {}
};

class [[nodiscard]] DropSequence : public detail::DropStatement<DropSequence, ddl::DropSequence> {
public:
    explicit DropSequence(const Sequence& sequence) : DropStatement(ddl::DropSequence{sequence.info(), false, false}) {}
};

class [[nodiscard]] CreateSchema : public detail::CreateStatement<CreateSchema, ddl::CreateSchema> {
public:
    explicit CreateSchema(std::string name) : CreateStatement(ddl::CreateSchema{std::move(name), false, {}}) {}
    /// The role that the schema belongs to.
    CreateSchema authorization(std::string role) const {
        return changed([&](ddl::CreateSchema& element) { element.authorization = std::move(role); });
    }
};

class [[nodiscard]] DropSchema : public detail::DropStatement<DropSchema, ddl::DropSchema> {
public:
    explicit DropSchema(std::string name) : DropStatement(ddl::DropSchema{std::move(name), false, false}) {}
};

/// CREATE TYPE of an Enum or Composite, CREATE DOMAIN of a Domain.
class [[nodiscard]] CreateType : public detail::DdlStatement<CreateType, ddl::CreateType> {
public:
    explicit CreateType(const SqlType& type) : DdlStatement(ddl::CreateType{type}) {}
};

class [[nodiscard]] DropType : public detail::DropStatement<DropType, ddl::DropType> {
public:
    explicit DropType(const SqlType& type) : DropStatement(ddl::DropType{type, false, false}) {}
};

/// COMMENT ON TABLE, with the comment that the table has.
class [[nodiscard]] SetTableComment : public detail::DdlStatement<SetTableComment, ddl::SetComment> {
public:
    explicit SetTableComment(const FromItem& table);
};
class [[nodiscard]] DropTableComment : public detail::DdlStatement<DropTableComment, ddl::SetComment> {
public:
    explicit DropTableComment(const FromItem& table);
};
/// COMMENT ON COLUMN, with the comment that the column has.
class [[nodiscard]] SetColumnComment : public detail::DdlStatement<SetColumnComment, ddl::SetComment> {
public:
    template <class T>
    explicit SetColumnComment(const Expr<T>& column) : SetColumnComment(column.node()) {}
    explicit SetColumnComment(const ast::ExpressionPtr& column);
};
class [[nodiscard]] DropColumnComment : public detail::DdlStatement<DropColumnComment, ddl::SetComment> {
public:
    template <class T>
    explicit DropColumnComment(const Expr<T>& column) : DropColumnComment(column.node()) {}
    explicit DropColumnComment(const ast::ExpressionPtr& column);
};
/// COMMENT ON CONSTRAINT, with the comment that the constraint has.
class [[nodiscard]] SetConstraintComment : public detail::DdlStatement<SetConstraintComment, ddl::SetComment> {
public:
    template <class C>
    requires requires(const C& c) { ddl::AnyConstraint(c.info()); }
    explicit SetConstraintComment(const C& constraint)
        : SetConstraintComment(detail::known_table(constraint.table(), "constraint"), constraint.info()) {}
    template <class C>
    requires requires(const C& c) { ddl::AnyConstraint(c.info()); }
    SetConstraintComment(const FromItem& table, const C& constraint)
        : SetConstraintComment(detail::table_behind(table.from_clause()), constraint.info()) {}
    SetConstraintComment(TablePtr table, const NamedInfo& constraint);
};
class [[nodiscard]] DropConstraintComment : public detail::DdlStatement<DropConstraintComment, ddl::SetComment> {
public:
    DropConstraintComment(const FromItem& table, std::string constraint);
};

/// CREATE TABLE ... AS a SELECT; its values are written into the text.
class [[nodiscard]] CreateTableAs : public detail::CreateStatement<CreateTableAs, ddl::CreateTableAs> {
public:
    CreateTableAs(std::string name, const Statement& query)
        : CreateStatement(ddl::CreateTableAs{std::move(name), {}, {}, query.node(), false, true}) {}
    CreateTableAs schema(std::string name) const {
        return changed([&](ddl::CreateTableAs& element) { element.schema = std::move(name); });
    }
    CreateTableAs temporary() const { return prefix("TEMPORARY"); }
    CreateTableAs unlogged() const { return prefix("UNLOGGED"); }
    CreateTableAs prefix(std::string word) const {
        return changed([&](ddl::CreateTableAs& element) { element.prefixes.push_back(std::move(word)); });
    }
    /// The columns, but no rows.
    CreateTableAs with_no_data() const {
        return changed([&](ddl::CreateTableAs& element) { element.with_data = false; });
    }
};

/// SQL text of one's own, sent as it stands: `DDL("ALTER TABLE t ...")`. As a hook of create_all() and drop_all() it
/// can be limited to dialects, and where it belongs to a table its tokens are replaced (see DdlText).
class [[nodiscard]] DDL : public detail::DdlStatement<DDL, ddl::Text> {
public:
    explicit DDL(std::string text) : DdlStatement(ddl::Text{DdlText{std::move(text), {}}, nullptr}) {}
    /// Only where the dialect is one of these.
    template <class... Names>
    requires(sizeof...(Names) > 0) DDL execute_if(const Names&... dialects)
    const {
        return changed([&](ddl::Text& element) { (element.ddl.dialects.emplace_back(dialects), ...); });
    }
    /// The statement for that table.
    DDL on(const FromItem& table) const {
        return changed([&](ddl::Text& element) { element.table = detail::table_behind(table.from_clause()); });
    }
    operator DdlText() const { return element().ddl; }
};

}  // namespace azoth

AZOTH_EXPORT_END

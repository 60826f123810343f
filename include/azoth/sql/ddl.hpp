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

/// Returns the table of a handle. Throws ArgumentError for any other item of FROM, such as an alias.
TablePtr table_behind(const ast::FromPtr& from);
/// Throws ArgumentError if it is null: a constraint or index was made from names.
TablePtr known_table(TableRef table, std::string_view what);
/// Returns the table of a column.
TablePtr table_of_column(const ast::ExpressionPtr& column);

ast::NodePtr<const ast::StatementNode> make_ddl(ddl::Element element);

/// A DDL statement: `conn.execute(CreateTable(users))`. Methods return a changed copy.
template <class Derived, class Element>
class DdlStatement : public Statement {
public:
    /// It returns no rows.
    using rows = RowTypes<>;
    /// Marks DDL for functions that do not accept it.
    static constexpr bool is_ddl = true;

    /// The contents of the statement.
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
    /// Sets IF NOT EXISTS.
    Derived if_not_exists(bool on = true) const {
        return this->changed([&](Element& element) { element.if_not_exists = on; });
    }
};

template <class Derived, class Element>
class DropStatement : public DdlStatement<Derived, Element> {
public:
    using DdlStatement<Derived, Element>::DdlStatement;
    /// Sets IF EXISTS.
    Derived if_exists(bool on = true) const {
        return this->changed([&](Element& element) { element.if_exists = on; });
    }
    /// Sets CASCADE: also drops what depends on it.
    Derived cascade(bool on = true) const {
        return this->changed([&](Element& element) { element.cascade = on; });
    }
};

}  // namespace detail

/// CREATE TABLE without the table's indexes and comments.
class [[nodiscard]] CreateTable : public detail::CreateStatement<CreateTable, ddl::CreateTable> {
public:
    /// Creates a declared table. Throws ArgumentError for an alias, a subquery and the like.
    explicit CreateTable(const FromItem& table) : CreateTable(detail::table_behind(table.from_clause())) {}
    /// Creates a declared table.
    explicit CreateTable(TablePtr table) : CreateStatement(ddl::CreateTable{std::move(table), false, {}}) {}
};

/// DROP TABLE.
class [[nodiscard]] DropTable : public detail::DropStatement<DropTable, ddl::DropTable> {
public:
    /// Drops a declared table. Throws ArgumentError for an alias, a subquery and the like.
    explicit DropTable(const FromItem& table) : DropTable(detail::table_behind(table.from_clause())) {}
    /// Drops a declared table.
    explicit DropTable(TablePtr table) : DropStatement(ddl::DropTable{std::move(table), false, false}) {}
};

/// CREATE INDEX.
class [[nodiscard]] CreateIndex : public detail::CreateStatement<CreateIndex, ddl::CreateIndex> {
public:
    /// Creates an index on the table of its columns. Throws ArgumentError if they are given by name.
    explicit CreateIndex(const Index& index) : CreateIndex(detail::known_table(index.table(), "index"), index) {}
    /// Creates an index on a table.
    CreateIndex(const FromItem& table, const Index& index)
        : CreateIndex(detail::table_behind(table.from_clause()), index) {}
    /// Creates an index on a table.
    CreateIndex(TablePtr table, const Index& index);
};

/// DROP INDEX.
class [[nodiscard]] DropIndex : public detail::DropStatement<DropIndex, ddl::DropIndex> {
public:
    /// Drops an index of the table of its columns. Throws ArgumentError if they are given by name.
    explicit DropIndex(const Index& index) : DropIndex(detail::known_table(index.table(), "index"), index) {}
    /// Drops an index of a table.
    DropIndex(const FromItem& table, const Index& index)
        : DropIndex(detail::table_behind(table.from_clause()), index) {}
    /// Drops an index of a table.
    DropIndex(TablePtr table, const Index& index);
};

/// ALTER TABLE ... ADD CONSTRAINT, of a PrimaryKeyConstraint, UniqueConstraint, CheckConstraint, ForeignKeyConstraint
/// or ExcludeConstraint.
class [[nodiscard]] AddConstraint : public detail::DdlStatement<AddConstraint, ddl::AddConstraint> {
public:
    /// Adds a constraint to the table of its columns. Throws ArgumentError if they are given by name.
    template <class C>
    requires requires(const C& c) { ddl::AnyConstraint(c.info()); }
    explicit AddConstraint(const C& constraint)
        : AddConstraint(detail::known_table(constraint.table(), "constraint"), constraint.info()) {}
    /// Adds a constraint to a table.
    template <class C>
    requires requires(const C& c) { ddl::AnyConstraint(c.info()); }
    AddConstraint(const FromItem& table, const C& constraint)
        : AddConstraint(detail::table_behind(table.from_clause()), constraint.info()) {}
    /// Adds a constraint to a table.
    AddConstraint(TablePtr table, ddl::AnyConstraint constraint);
};

/// ALTER TABLE ... DROP CONSTRAINT. At compilation CompileError is thrown for a constraint without a name.
class [[nodiscard]] DropConstraint : public detail::DropStatement<DropConstraint, ddl::DropConstraint> {
public:
    /// Drops a constraint of the table of its columns. Throws ArgumentError if they are given by name.
    template <class C>
    requires requires(const C& c) { ddl::AnyConstraint(c.info()); }
    explicit DropConstraint(const C& constraint)
        : DropConstraint(detail::known_table(constraint.table(), "constraint"), constraint.info()) {}
    /// Drops a constraint of a table by name.
    DropConstraint(const FromItem& table, std::string name)
        : DropConstraint(detail::table_behind(table.from_clause()), named(std::move(name))) {}
    /// Drops a constraint of a table.
    DropConstraint(TablePtr table, const NamedInfo& constraint)
        : DropStatement(ddl::DropConstraint{std::move(table), constraint, false, false}) {}

private:
    static NamedInfo named(std::string name) {
        NamedInfo info;
        info.name = std::move(name);
        return info;
    }
};

/// CREATE SEQUENCE.
class [[nodiscard]] CreateSequence : public detail::CreateStatement<CreateSequence, ddl::CreateSequence> {
public:
    /// Creates a declared sequence.
    explicit CreateSequence(const Sequence& sequence) : CreateStatement(ddl::CreateSequence{sequence.info(), false}) {}
};

/// DROP SEQUENCE.
class [[nodiscard]] DropSequence : public detail::DropStatement<DropSequence, ddl::DropSequence> {
public:
    /// Drops a declared sequence.
    explicit DropSequence(const Sequence& sequence) : DropStatement(ddl::DropSequence{sequence.info(), false, false}) {}
};

/// CREATE SCHEMA.
class [[nodiscard]] CreateSchema : public detail::CreateStatement<CreateSchema, ddl::CreateSchema> {
public:
    /// Creates a schema.
    explicit CreateSchema(std::string name) : CreateStatement(ddl::CreateSchema{std::move(name), false, {}}) {}
    /// Sets the role that owns the schema.
    CreateSchema authorization(std::string role) const {
        return changed([&](ddl::CreateSchema& element) { element.authorization = std::move(role); });
    }
};

/// DROP SCHEMA.
class [[nodiscard]] DropSchema : public detail::DropStatement<DropSchema, ddl::DropSchema> {
public:
    /// Drops a schema.
    explicit DropSchema(std::string name) : DropStatement(ddl::DropSchema{std::move(name), false, false}) {}
};

/// CREATE TYPE of an Enum or Composite, CREATE DOMAIN of a Domain.
class [[nodiscard]] CreateType : public detail::DdlStatement<CreateType, ddl::CreateType> {
public:
    /// Creates a type.
    explicit CreateType(const SqlType& type) : DdlStatement(ddl::CreateType{type}) {}
};

/// DROP TYPE or DROP DOMAIN.
class [[nodiscard]] DropType : public detail::DropStatement<DropType, ddl::DropType> {
public:
    /// Drops a type.
    explicit DropType(const SqlType& type) : DropStatement(ddl::DropType{type, false, false}) {}
};

/// COMMENT ON TABLE: sets the comment that is declared for the table.
class [[nodiscard]] SetTableComment : public detail::DdlStatement<SetTableComment, ddl::SetComment> {
public:
    /// Sets the comment of a table.
    explicit SetTableComment(const FromItem& table);
};
/// COMMENT ON TABLE ... IS NULL.
class [[nodiscard]] DropTableComment : public detail::DdlStatement<DropTableComment, ddl::SetComment> {
public:
    /// Removes the comment of a table.
    explicit DropTableComment(const FromItem& table);
};
/// COMMENT ON COLUMN: sets the comment that is declared for the column.
class [[nodiscard]] SetColumnComment : public detail::DdlStatement<SetColumnComment, ddl::SetComment> {
public:
    /// Sets the comment of a column.
    template <class T>
    explicit SetColumnComment(const Expr<T>& column) : SetColumnComment(column.node()) {}
    /// Sets the comment of a column.
    explicit SetColumnComment(const ast::ExpressionPtr& column);
};
/// COMMENT ON COLUMN ... IS NULL.
class [[nodiscard]] DropColumnComment : public detail::DdlStatement<DropColumnComment, ddl::SetComment> {
public:
    /// Removes the comment of a column.
    template <class T>
    explicit DropColumnComment(const Expr<T>& column) : DropColumnComment(column.node()) {}
    /// Removes the comment of a column.
    explicit DropColumnComment(const ast::ExpressionPtr& column);
};
/// COMMENT ON CONSTRAINT: sets the comment that is declared for the constraint.
class [[nodiscard]] SetConstraintComment : public detail::DdlStatement<SetConstraintComment, ddl::SetComment> {
public:
    /// Sets the comment of a constraint of the table of its columns. Throws ArgumentError if they are given by name.
    template <class C>
    requires requires(const C& c) { ddl::AnyConstraint(c.info()); }
    explicit SetConstraintComment(const C& constraint)
        : SetConstraintComment(detail::known_table(constraint.table(), "constraint"), constraint.info()) {}
    /// Sets the comment of a constraint of a table.
    template <class C>
    requires requires(const C& c) { ddl::AnyConstraint(c.info()); }
    SetConstraintComment(const FromItem& table, const C& constraint)
        : SetConstraintComment(detail::table_behind(table.from_clause()), constraint.info()) {}
    /// Sets the comment of a constraint of a table.
    SetConstraintComment(TablePtr table, const NamedInfo& constraint);
};
/// COMMENT ON CONSTRAINT ... IS NULL.
class [[nodiscard]] DropConstraintComment : public detail::DdlStatement<DropConstraintComment, ddl::SetComment> {
public:
    /// Removes the comment of a constraint of a table.
    DropConstraintComment(const FromItem& table, std::string constraint);
};

/// CREATE TABLE ... AS a SELECT, whose values are written as literals.
class [[nodiscard]] CreateTableAs : public detail::CreateStatement<CreateTableAs, ddl::CreateTableAs> {
public:
    /// Creates a table with the columns and rows of a query.
    CreateTableAs(std::string name, const Statement& query)
        : CreateStatement(ddl::CreateTableAs{std::move(name), {}, {}, query.node(), false, true}) {}
    /// Sets the schema of the new table.
    CreateTableAs schema(std::string name) const {
        return changed([&](ddl::CreateTableAs& element) { element.schema = std::move(name); });
    }
    /// Creates a temporary table.
    CreateTableAs temporary() const { return prefix("TEMPORARY"); }
    /// Creates an unlogged table (PostgreSQL).
    CreateTableAs unlogged() const { return prefix("UNLOGGED"); }
    /// Adds a word between CREATE and TABLE.
    CreateTableAs prefix(std::string word) const {
        return changed([&](ddl::CreateTableAs& element) { element.prefixes.push_back(std::move(word)); });
    }
    /// Creates the columns only, without rows.
    CreateTableAs with_no_data() const {
        return changed([&](ddl::CreateTableAs& element) { element.with_data = false; });
    }
};

/// SQL text written by the user, sent as it is: `DDL("ALTER TABLE t ...")`. As a hook of create_all() and drop_all() it
/// can be limited to dialects; if it belongs to a table its tokens are replaced (see DdlText).
class [[nodiscard]] DDL : public detail::DdlStatement<DDL, ddl::Text> {
public:
    /// Makes a statement of the text.
    explicit DDL(std::string text) : DdlStatement(ddl::Text{DdlText{std::move(text), {}}, nullptr}) {}
    /// Limits a hook to these dialects.
    template <class... Names>
    requires(sizeof...(Names) > 0) DDL execute_if(const Names&... dialects)
    const {
        return changed([&](ddl::Text& element) { (element.ddl.dialects.emplace_back(dialects), ...); });
    }
    /// Returns the statement for a table, whose names replace the tokens.
    DDL on(const FromItem& table) const {
        return changed([&](ddl::Text& element) { element.table = detail::table_behind(table.from_clause()); });
    }
    /// Converts to a hook.
    operator DdlText() const { return element().ddl; }
};

}  // namespace azoth

AZOTH_EXPORT_END

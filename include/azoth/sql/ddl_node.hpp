#pragma once

#include <azoth/schema/constraint_info.hpp>
#include <azoth/schema/ddl_text.hpp>
#include <azoth/schema/sequence_info.hpp>
#include <azoth/schema/table_node.hpp>
#include <azoth/sql/statement.hpp>
#include <azoth/types/sql_type.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace azoth {

/// The contents of DDL statements, one structure for each kind of statement.
namespace ddl {

/// CREATE TABLE.
struct CreateTable {
    TablePtr table;                              ///< the table
    bool if_not_exists = false;                  ///< IF NOT EXISTS
    std::vector<const ForeignKeyInfo*> without;  ///< foreign keys that are added later
};
/// DROP TABLE.
struct DropTable {
    TablePtr table;          ///< the table
    bool if_exists = false;  ///< IF EXISTS
    bool cascade = false;    ///< CASCADE
};
/// CREATE INDEX.
struct CreateIndex {
    TablePtr table;              ///< the table
    IndexInfo index;             ///< the index
    bool if_not_exists = false;  ///< IF NOT EXISTS
};
/// DROP INDEX.
struct DropIndex {
    TablePtr table;          ///< whose schema the index is in
    IndexInfo index;         ///< the index
    bool if_exists = false;  ///< IF EXISTS
    bool cascade = false;    ///< CASCADE
};
/// A constraint of any kind.
using AnyConstraint = std::variant<PrimaryKeyInfo, UniqueInfo, CheckInfo, ForeignKeyInfo, ExcludeInfo>;
/// ALTER TABLE ... ADD CONSTRAINT.
struct AddConstraint {
    TablePtr table;            ///< the table
    AnyConstraint constraint;  ///< the constraint
};
/// ALTER TABLE ... DROP CONSTRAINT.
struct DropConstraint {
    TablePtr table;          ///< the table
    NamedInfo constraint;    ///< the constraint
    bool if_exists = false;  ///< IF EXISTS
    bool cascade = false;    ///< CASCADE
};
/// CREATE SEQUENCE.
struct CreateSequence {
    SequenceInfo sequence;       ///< the sequence
    bool if_not_exists = false;  ///< IF NOT EXISTS
};
/// DROP SEQUENCE.
struct DropSequence {
    SequenceInfo sequence;   ///< the sequence
    bool if_exists = false;  ///< IF EXISTS
    bool cascade = false;    ///< CASCADE
};
/// CREATE SCHEMA.
struct CreateSchema {
    std::string name;            ///< the schema
    bool if_not_exists = false;  ///< IF NOT EXISTS
    std::string authorization;   ///< role that owns the schema; empty: the current role
};
/// DROP SCHEMA.
struct DropSchema {
    std::string name;        ///< the schema
    bool if_exists = false;  ///< IF EXISTS
    bool cascade = false;    ///< CASCADE
};
/// CREATE TYPE or CREATE DOMAIN of an enum, domain or composite type.
struct CreateType {
    /// The type.
    SqlType type;
};
/// DROP TYPE or DROP DOMAIN.
struct DropType {
    /// The type.
    SqlType type;
    bool if_exists = false;  ///< IF EXISTS
    bool cascade = false;    ///< CASCADE
};
/// COMMENT ON.
struct SetComment {
    /// Kind of the object that has the comment.
    enum class On : std::uint8_t {
        table,       ///< a table or view
        column,      ///< a column
        constraint,  ///< a constraint
        index,       ///< an index
        sequence     ///< a sequence
    };
    /// Kind of the object.
    On on = On::table;
    TablePtr table;                   ///< the table of the object; null for a sequence
    std::string name;                 ///< of the column, constraint, index or sequence
    std::string schema;               ///< of the sequence
    std::optional<std::string> text;  ///< empty: the comment is dropped
    bool name_made_up = false;        ///< by a naming convention: the name is shortened where it is too long
};
/// CREATE VIEW.
struct CreateView {
    TablePtr view;               ///< the view
    bool or_replace = false;     ///< OR REPLACE
    bool if_not_exists = false;  ///< IF NOT EXISTS
    bool with_data = true;       ///< WITH DATA
};
/// DROP VIEW.
struct DropView {
    TablePtr view;           ///< the view
    bool if_exists = false;  ///< IF EXISTS
    bool cascade = false;    ///< CASCADE
};
/// REFRESH MATERIALIZED VIEW.
struct RefreshView {
    TablePtr view;              ///< the view
    bool concurrently = false;  ///< CONCURRENTLY
    bool with_data = true;      ///< WITH DATA
};
/// CREATE TABLE ... AS.
struct CreateTableAs {
    std::string name;                              ///< name of the new table
    std::string schema;                            ///< its schema; empty: the default
    std::vector<std::string> prefixes;             ///< between CREATE and TABLE: TEMPORARY, UNLOGGED
    ast::NodePtr<const ast::StatementNode> query;  ///< whose rows the table gets
    bool if_not_exists = false;                    ///< IF NOT EXISTS
    bool with_data = true;                         ///< WITH DATA
};
/// The user's own SQL text. If it belongs to a table its tokens are replaced (see DdlText).
struct Text {
    DdlText ddl;     ///< the text and its conditions
    TablePtr table;  ///< the table that it belongs to; null: none
};

/// A DDL statement of any kind.
using Element = std::variant<CreateTable, DropTable, CreateIndex, DropIndex, AddConstraint, DropConstraint,
                             CreateSequence, DropSequence, CreateSchema, DropSchema, CreateType, DropType, SetComment,
                             CreateView, DropView, RefreshView, CreateTableAs, Text>;

}  // namespace ddl

namespace ast {

/// A DDL statement as a statement of the tree.
class DdlNode final : public StatementNode {
public:
    explicit DdlNode(ddl::Element e) : element(std::move(e)) {}

    void accept(Visitor& visitor) const override { visitor.visit(*this); }
    /// A node equals only itself: DDL statements are not compared.
    void members(MemberReader& reader) const override;
    NodePtr<Node> rebuild(MemberMapper& mapper) const override;

    /// The contents of the statement.
    ddl::Element element;
};

}  // namespace ast
}  // namespace azoth

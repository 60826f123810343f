#pragma once

#include <azoth/export.hpp>
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

AZOTH_EXPORT_BEGIN

namespace azoth {

/// What a DDL statement says, one structure for each kind of statement.
namespace ddl {

struct CreateTable {
    TablePtr table;
    bool if_not_exists = false;
    std::vector<const ForeignKeyInfo*> without;  ///< keys that are added later
};
struct DropTable {
    TablePtr table;
    bool if_exists = false;
    bool cascade = false;
};
struct CreateIndex {
    TablePtr table;
    IndexInfo index;
    bool if_not_exists = false;
};
struct DropIndex {
    TablePtr table;  ///< for its schema
    IndexInfo index;
    bool if_exists = false;
    bool cascade = false;
};
using AnyConstraint = std::variant<PrimaryKeyInfo, UniqueInfo, CheckInfo, ForeignKeyInfo, ExcludeInfo>;
struct AddConstraint {
    TablePtr table;
    AnyConstraint constraint;
};
struct DropConstraint {
    TablePtr table;
    NamedInfo constraint;
    bool if_exists = false;
    bool cascade = false;
};
struct CreateSequence {
    SequenceInfo sequence;
    bool if_not_exists = false;
};
struct DropSequence {
    SequenceInfo sequence;
    bool if_exists = false;
    bool cascade = false;
};
struct CreateSchema {
    std::string name;
    bool if_not_exists = false;
    std::string authorization;
};
struct DropSchema {
    std::string name;
    bool if_exists = false;
    bool cascade = false;
};
/// Of an enum, domain or composite type.
struct CreateType {
    SqlType type;
};
struct DropType {
    SqlType type;
    bool if_exists = false;
    bool cascade = false;
};
struct SetComment {
    enum class On : std::uint8_t { table, column, constraint, index, sequence };
    On on = On::table;
    TablePtr table;                   ///< unless on a sequence
    std::string name;                 ///< of the column, constraint, index or sequence
    std::string schema;               ///< of the sequence
    std::optional<std::string> text;  ///< none: the comment is dropped
    bool name_made_up = false;        ///< by a naming convention: the name is shortened where it is too long
};
struct CreateView {
    TablePtr view;
    bool or_replace = false;
    bool if_not_exists = false;
    bool with_data = true;
};
struct DropView {
    TablePtr view;
    bool if_exists = false;
    bool cascade = false;
};
struct RefreshView {
    TablePtr view;
    bool concurrently = false;
    bool with_data = true;
};
struct CreateTableAs {
    std::string name;
    std::string schema;
    std::vector<std::string> prefixes;
    ast::NodePtr<const ast::StatementNode> query;
    bool if_not_exists = false;
    bool with_data = true;
};
/// A text of one's own. Where it belongs to a table its tokens are replaced.
struct Text {
    DdlText ddl;
    TablePtr table;
};

using Element = std::variant<CreateTable, DropTable, CreateIndex, DropIndex, AddConstraint, DropConstraint,
                             CreateSequence, DropSequence, CreateSchema, DropSchema, CreateType, DropType, SetComment,
                             CreateView, DropView, RefreshView, CreateTableAs, Text>;

}  // namespace ddl

namespace ast {

class DdlNode final : public StatementNode {
public:
    explicit DdlNode(ddl::Element e) : element(std::move(e)) {}

    void accept(Visitor& visitor) const override { visitor.visit(*this); }
    /// DDL is not worth comparing: a node equals itself alone.
    void members(MemberReader& reader) const override;
    NodePtr<Node> rebuild(MemberMapper& mapper) const override;

    ddl::Element element;
};

}  // namespace ast
}  // namespace azoth

AZOTH_EXPORT_END

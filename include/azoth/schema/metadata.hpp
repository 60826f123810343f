#pragma once

#include <azoth/export.hpp>
#include <azoth/schema/ddl_text.hpp>
#include <azoth/schema/naming_convention.hpp>
#include <azoth/schema/sequence_info.hpp>
#include <azoth/schema/table_node.hpp>

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// The tables of a schema. Tables add themselves when they are constructed; do that before other threads use them.
/// Reading is thread-safe.
class MetaData {
public:
    /// Tables that name no schema of their own belong to `schema`; empty: the database's default.
    explicit MetaData(std::string schema = {}, NamingConvention convention = {});
    explicit MetaData(NamingConvention convention);
    MetaData(const MetaData&) = delete;
    MetaData& operator=(const MetaData&) = delete;
    ~MetaData();

    /// In the order of their declaration; views too.
    const std::vector<TablePtr>& tables() const noexcept { return tables_; }
    /// Every table behind the tables that its foreign keys point to, otherwise in order of declaration. Throws
    /// CircularDependencyError if foreign keys form a cycle (one that points to its own table is none, and one with
    /// use_alter() doesn't count), and NoReferencedTableError if one points nowhere.
    std::vector<TablePtr> sorted_tables() const;
    /// The table of that name ("table" or "schema.table"), or null.
    const ast::TableNode* find(std::string_view full_name) const noexcept;
    const std::string& schema() const noexcept { return schema_; }
    /// The schemas that tables, sequences and types (those of columns too) name, each once.
    std::vector<std::string> schemas() const;
    const std::vector<SequenceInfo>& sequences() const noexcept { return sequences_; }
    /// Types that are created although no column is of them, beside those of the tables' columns.
    const std::vector<SqlType>& types() const noexcept { return types_; }
    const std::vector<DdlHook>& hooks() const noexcept { return hooks_; }
    const NamingConvention& naming_convention() const noexcept { return convention_; }

    /// Creates what the database does not have yet, in the order of dependencies. `co_await` it if the connection is an
    /// AsyncConnection.
    template <class Connection>
    auto create_all(Connection& connection) const {
        return connection.create_all(*this);
    }
    /// Drops what the database has, dependent tables first.
    template <class Connection>
    auto drop_all(Connection& connection) const {
        return connection.drop_all(*this);
    }

    /// A sequence, or an enum or domain type, to be created and dropped with the tables. ArgumentError: the sequence's
    /// name is taken.
    void add(const SequenceInfo& sequence);
    void add(const SqlType& type) { types_.push_back(type); }
    /// Anything that describes itself: a Sequence.
    template <class Item>
    requires requires(const Item& item) { SequenceInfo(item.info()); }
    void add(const Item& item) { add(SequenceInfo(item.info())); }
    /// An index or a constraint of a table that is already declared, made from the table's columns. ArgumentError: it
    /// was made from names, or its table belongs to another MetaData.
    template <class Item>
    requires requires(const Item& item, ast::TableNode& table) {
        TablePtr(item.table());
        item.apply(table);
    }
    void add(const Item& item) {
        item.apply(editable(item.table()));
        complete(item.table());
    }
    /// A statement to be executed at that time of create_all() or drop_all(), before the first or after the last of
    /// theirs.
    void listen(DdlEvent when, DdlText ddl) { hooks_.push_back(DdlHook{when, std::move(ddl)}); }
    /// Forgets a table; foreign keys of others may then point nowhere.
    void remove(const ast::TableNode& table);
    void clear();

    /// For Table: throws ArgumentError if the name is taken.
    void add(const ast::NodePtr<ast::TableNode>& table);

private:
    ast::TableNode& editable(const TablePtr& table) const;
    void complete(const TablePtr& table);

    std::string schema_;
    NamingConvention convention_;
    std::vector<TablePtr> tables_;
    std::map<std::string, const ast::TableNode*, std::less<>> by_name_;
    std::vector<TablePtr> untyped_;  // may have foreign keys whose columns wait for the type of their target
    std::vector<SequenceInfo> sequences_;
    std::vector<SqlType> types_;
    std::vector<DdlHook> hooks_;
};

/// The column a foreign key points to, its first. Throws NoReferencedTableError if there is none.
const ast::Column& resolve(const ForeignKeyInfo& key, const MetaData& metadata, const ast::TableNode& table);

}  // namespace azoth

AZOTH_EXPORT_END

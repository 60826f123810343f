#pragma once

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

namespace azoth {

/// The tables of a schema. Tables add themselves when they are constructed. Threads: reading is thread-safe; construct
/// all tables before other threads read.
class MetaData {
public:
    /// Makes an empty schema. Tables without a schema of their own belong to `schema`; empty: the database's default.
    explicit MetaData(std::string schema = {}, NamingConvention convention = {});
    explicit MetaData(NamingConvention convention);
    MetaData(const MetaData&) = delete;
    MetaData& operator=(const MetaData&) = delete;
    ~MetaData();

    /// The tables and views, in the order of their declaration.
    const std::vector<TablePtr>& tables() const noexcept { return tables_; }
    /// Returns the tables so that each follows those that its foreign keys refer to, otherwise in the order of
    /// declaration. Throws CircularDependencyError if foreign keys form a cycle (except references of a table to
    /// itself, and keys with use_alter()), NoReferencedTableError if a key refers to a missing table.
    std::vector<TablePtr> sorted_tables() const;
    /// Returns the table of a name ("table" or "schema.table"), or null.
    const ast::TableNode* find(std::string_view full_name) const noexcept;
    /// The default schema of its tables; empty: the database's default.
    const std::string& schema() const noexcept { return schema_; }
    /// Returns the schemas of all tables, sequences and types (those of columns too), without duplicates.
    std::vector<std::string> schemas() const;
    /// The sequences that were added.
    const std::vector<SequenceInfo>& sequences() const noexcept { return sequences_; }
    /// The types that were added, in addition to those of the tables' columns.
    const std::vector<SqlType>& types() const noexcept { return types_; }
    /// The statements to be executed with create_all() and drop_all().
    const std::vector<DdlHook>& hooks() const noexcept { return hooks_; }
    /// The naming convention.
    const NamingConvention& naming_convention() const noexcept { return convention_; }

    /// Creates what the database does not have yet, in the order of dependencies. For an AsyncConnection returns a task
    /// to be awaited.
    template <class Connection>
    auto create_all(Connection& connection) const {
        return connection.create_all(*this);
    }
    /// Drops what the database has, dependent tables first.
    template <class Connection>
    auto drop_all(Connection& connection) const {
        return connection.drop_all(*this);
    }

    /// Adds a sequence, to be created and dropped with the tables. Throws ArgumentError if its name is taken.
    void add(const SequenceInfo& sequence);
    void add(const SqlType& type) { types_.push_back(type); }
    /// Adds an object with info(): a Sequence.
    template <class Item>
    requires requires(const Item& item) { SequenceInfo(item.info()); }
    void add(const Item& item) { add(SequenceInfo(item.info())); }
    /// Adds an index or a constraint to the table of its columns. Throws ArgumentError if it was made from names, or if
    /// its table belongs to another MetaData.
    template <class Item>
    requires requires(const Item& item, ast::TableNode& table) {
        TablePtr(item.table());
        item.apply(table);
    }
    void add(const Item& item) {
        item.apply(editable(item.table()));
        complete(item.table());
    }
    /// Adds a statement to be executed at this event of create_all() or drop_all(), before the first or after the last
    /// of their statements.
    void listen(DdlEvent when, DdlText ddl) { hooks_.push_back(DdlHook{when, std::move(ddl)}); }
    /// Removes a table. Foreign keys of other tables may then refer to a missing table.
    void remove(const ast::TableNode& table);
    /// Removes all tables, sequences, types and statements.
    void clear();

    /// For Table: adds it. Throws ArgumentError if the name is taken.
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

/// Returns the column, the first, that a foreign key refers to. Throws NoReferencedTableError if there is none.
const ast::Column& resolve(const ForeignKeyInfo& key, const MetaData& metadata, const ast::TableNode& table);

}  // namespace azoth

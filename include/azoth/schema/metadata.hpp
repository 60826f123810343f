#pragma once

#include <azoth/schema/table_node.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace azoth {

using TablePtr = ast::NodePtr<const ast::TableNode>;

/// The tables of a schema. Tables add themselves when they are constructed; do that before other threads use them.
/// Reading is thread-safe.
class MetaData {
public:
    /// Tables that name no schema of their own belong to `schema`; empty: the database's default.
    explicit MetaData(std::string schema = {});
    MetaData(const MetaData&) = delete;
    MetaData& operator=(const MetaData&) = delete;
    ~MetaData();

    /// In the order of their declaration.
    const std::vector<TablePtr>& tables() const noexcept { return tables_; }
    /// Every table behind the tables that its foreign keys point to, otherwise in order of declaration. Throws
    /// CircularDependencyError if foreign keys form a cycle (one that points to its own table is none), and
    /// NoReferencedTableError if one points nowhere.
    std::vector<TablePtr> sorted_tables() const;
    /// The table of that name ("table" or "schema.table"), or null.
    const ast::TableNode* find(std::string_view full_name) const noexcept;
    const std::string& schema() const noexcept { return schema_; }

    /// Creates the tables that the database does not have yet, in the order of their dependencies. `co_await` it if
    /// the connection is an AsyncConnection.
    template <class Connection>
    auto create_all(Connection& connection) const {
        return connection.create_all(*this);
    }
    /// Drops the tables that the database has, dependent ones first.
    template <class Connection>
    auto drop_all(Connection& connection) const {
        return connection.drop_all(*this);
    }

    /// For Table: throws ArgumentError if the name is taken.
    void add(TablePtr table);

private:
    std::string schema_;
    std::vector<TablePtr> tables_;
};

/// The column a foreign key points to. Throws NoReferencedTableError if there is none.
const ast::Column& resolve(const ForeignKeyInfo& key, const MetaData& metadata, const ast::TableNode& table);

}  // namespace azoth

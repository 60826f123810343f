#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace azoth {

/// What the caller is about to do with a table.
enum class TableUse : std::uint8_t { read, write };

/// A table's names. An empty schema: the database's rules for names without one decide.
struct NamedTable {
    std::string name;
    std::string schema;
};

/// What a migrator asks and tells a database besides the statements that every dialect compiles. Gives texts of SQL,
/// which name all objects in full. Without state, used from any thread.
class MigrationQueries {
public:
    virtual ~MigrationQueries() = default;

    /// A query for the schema that a table with this name is in, or would be created in: one text. Empty: a name
    /// without a schema always means the same table.
    virtual std::string schema_of(std::string_view table) const = 0;
    /// A query with one row if the table has the column, else with none.
    virtual std::string has_column(const NamedTable& table, std::string_view column) const = 0;
    /// A query for two texts: why a statement on the table could execute code of another role, and the name of the
    /// table's owner, NULL where there are no owners. Reason NULL, or no row: it could not.
    virtual std::string distrust(const NamedTable& table) const = 0;
    /// The statement that keeps what distrust() found until the end of the transaction. Empty: the transaction does.
    virtual std::string lock_table(const NamedTable& table, TableUse use) const = 0;
    /// The statement that limits the waiting for locks in this transaction. Empty: there is no such limit.
    virtual std::string limit_waiting(std::chrono::milliseconds limit) const = 0;
    /// The operator =, independent of settings of the session.
    virtual std::string_view equals() const noexcept = 0;

    /// The statements that undo all changes of settings before those of settings_queries() are executed.
    virtual std::vector<std::string> reset_settings() const = 0;
    /// Queries for the settings of the session: each row is a statement that makes one of them again.
    virtual std::vector<std::string> settings_queries() const = 0;
    /// Whether these statements have an effect inside a transaction, and need its end to last.
    virtual bool settings_are_transactional() const noexcept = 0;
};

}  // namespace azoth

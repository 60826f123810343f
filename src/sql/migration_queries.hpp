#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace azoth {

/// What a migrator is about to do with a table.
enum class TableUse : std::uint8_t { read, write };

/// A table's names. Without a schema, the database's rules for unqualified names apply.
struct NamedTable {
    std::string name;
    std::string schema;
};

/// SQL that a migrator needs in addition to the statements that every dialect compiles. The texts qualify the names of
/// all objects. Without state; may be called from any thread.
class MigrationQueries {
public:
    virtual ~MigrationQueries() = default;

    /// A query for the schema in which a table with this name is, or would be created: one text. Empty: an unqualified
    /// name always means the same table.
    virtual std::string schema_of(std::string_view table) const = 0;
    /// A query with one row if the table has the column, else with none.
    virtual std::string has_column(const NamedTable& table, std::string_view column) const = 0;
    /// A query for two texts: why a statement on the table could execute code of another role, and the name of the
    /// table's owner (NULL if the database has no owners). The reason is NULL, or there is no row, if it could not.
    virtual std::string distrust(const NamedTable& table) const = 0;
    /// The statement that locks the table until the end of the transaction, so that the answer of distrust() stays
    /// true. Empty: none is needed.
    virtual std::string lock_table(const NamedTable& table, TableUse use) const = 0;
    /// The statement that limits waiting for locks in this transaction. Empty: the database has no such limit.
    virtual std::string limit_waiting(std::chrono::milliseconds limit) const = 0;
    /// The operator =, independent of settings of the session.
    virtual std::string_view equals() const noexcept = 0;

    /// The statements that reset all settings before those of settings_queries() are executed.
    virtual std::vector<std::string> reset_settings() const = 0;
    /// Queries for the settings of the session: each row is a statement that restores one of them.
    virtual std::vector<std::string> settings_queries() const = 0;
    /// Whether these statements take effect inside a transaction and are kept only if it commits.
    virtual bool settings_are_transactional() const noexcept = 0;
};

}  // namespace azoth

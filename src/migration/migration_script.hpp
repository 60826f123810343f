#pragma once

#include <azoth/migration/migration_directory.hpp>

#include <string>
#include <vector>

namespace azoth {

/// The statements of a migration, in their order.
struct MigrationScript {
    /// What the file has outside of a BEGIN and COMMIT of its own, as SQLite's PRAGMA foreign_keys has to be.
    std::vector<std::string> before;
    std::vector<std::string> statements;
    std::vector<std::string> after;

    std::vector<std::string> all() const;
};

/// Splits what a migration says. The transaction is the migrator's, whose begin and end a BEGIN and a COMMIT stand for,
/// where there are any. Throws MigrationError for any other statement that controls transactions.
MigrationScript read_script(const Migration& migration, std::string_view sql);

}  // namespace azoth

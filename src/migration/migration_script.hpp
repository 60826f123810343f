#pragma once

#include "migration/sql_script.hpp"
#include <azoth/migration/migration_directory.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace azoth {

/// The statements of a migration, in their order.
struct MigrationScript {
    std::vector<std::string> all;
    /// The first statement of the transaction, and the first after it. Those before and after are what the file has
    /// outside of a BEGIN and COMMIT of its own.
    std::size_t begin = 0;
    std::size_t end = 0;
    ScriptSyntax syntax = ScriptSyntax::postgresql;

    bool is_inside(std::size_t statement) const noexcept { return statement >= begin && statement < end; }
    /// Whether a statement only says how the session works (SET, PRAGMA), so that it is executed again when an
    /// unfinished script is continued.
    bool is_setting(std::size_t statement) const;
    /// Whether there is a statement outside of the transaction, from one on, that is not a setting.
    bool has_work_outside(std::size_t from) const;
    /// Of the first statements.
    std::string checksum(std::size_t count) const;
    /// Whether it is the recorded one.
    bool has_checksum(std::size_t count, const std::string& recorded) const;
};

/// Splits what a migration says. The transaction is the migrator's, whose begin and end a BEGIN and a COMMIT stand for,
/// where there are any. Throws MigrationError for any other statement that controls transactions.
MigrationScript read_script(const Migration& migration, std::string_view sql, ScriptSyntax syntax);

}  // namespace azoth

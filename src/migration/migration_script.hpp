#pragma once

#include "migration/sql_script.hpp"
#include <azoth/migration/migration_directory.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace azoth {

/// The statements of a migration, in order.
struct MigrationScript {
    std::vector<std::string> all;
    /// The first statement of the transaction, and the first after it. Statements outside of this range are outside of
    /// a BEGIN and COMMIT in the file.
    std::size_t begin = 0;
    std::size_t end = 0;
    ScriptSyntax syntax = ScriptSyntax::postgresql;

    bool is_inside(std::size_t statement) const noexcept { return statement >= begin && statement < end; }
    /// Whether a statement only changes settings of the session (SET, PRAGMA), so that it is executed again when an
    /// unfinished script is continued.
    bool is_setting(std::size_t statement) const;
    /// Whether there is a statement outside of the transaction, at or after `from`, that is not a setting.
    bool has_work_outside(std::size_t from) const;
    /// The checksum of the first `count` statements.
    std::string checksum(std::size_t count) const;
    /// Whether it equals the recorded one.
    bool has_checksum(std::size_t count, const std::string& recorded) const;
};

/// Splits the script of a migration. A BEGIN and a COMMIT in it delimit the migrator's own transaction. Throws
/// MigrationError for any other statement that controls transactions.
MigrationScript read_script(const Migration& migration, std::string_view sql, ScriptSyntax syntax);

}  // namespace azoth

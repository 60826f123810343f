#pragma once

#include <azoth/migration/migration_directory.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace azoth {

/// The recorded checksum of an applied migration: "sha256:UP:DOWN", 64 hexadecimal digits each; DOWN is "none" if there
/// is no down file. Independent of the kind of line ends.
std::string migration_checksum(std::string_view up, const std::optional<std::string>& down);

/// How the files of a migration differ from what was recorded when it was applied.
enum class RecordedFiles {
    same,
    up_edited,
    down_edited,  ///< or added or removed
    former        ///< `up` is unchanged; `down` is not recorded: former versions recorded only the MD5 of `up`
};

RecordedFiles compare_files(const Migration& migration, const std::string& recorded);

/// The checksum of statements of an unfinished script.
std::string statements_checksum(const std::string& statements);
/// Whether it is the checksum of the statements, in this version's form or a former one's.
bool is_statements_checksum(const std::string& statements, const std::string& recorded);

}  // namespace azoth

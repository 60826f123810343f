#pragma once

#include <azoth/migration/migration_directory.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace azoth {

/// What is recorded of an applied migration: "sha256:UP:DOWN", 64 hexadecimal digits each; "none" for DOWN where there
/// is no way back. The same for both kinds of line ends.
std::string migration_checksum(std::string_view up, const std::optional<std::string>& down);

/// How the files of a migration are related to what was recorded when it was applied.
enum class RecordedFiles {
    same,
    up_edited,
    down_edited,  ///< or added or removed
    former        ///< `up` is the same; of `down` nothing is recorded: former versions recorded the MD5 of `up`
};

RecordedFiles compare_files(const Migration& migration, const std::string& recorded);

/// The checksum of statements of an unfinished script.
std::string statements_checksum(const std::string& statements);
/// Whether it is the checksum of the statements, also if a former version recorded it.
bool is_statements_checksum(const std::string& statements, const std::string& recorded);

}  // namespace azoth

#pragma once

#include <azoth/export.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// One step of a schema's history.
struct Migration {
    std::int64_t version = 0;
    std::string name;
    std::string up;                   ///< SQL that does it, any number of statements
    std::optional<std::string> down;  ///< SQL that undoes it; nothing: there is no way back
    std::string checksum;             ///< SHA-256 of both, "sha256:UP:DOWN", the same for both kinds of line ends

    /// "0003_add_city"
    std::string title() const;
};

/// The migrations that lie in a folder: NNNN_name.up.sql, and beside it NNNN_name.down.sql where there is a way back.
/// Numbers are positive, of any length, and need not follow each other closely; other files are left alone.
class MigrationDirectory {
public:
    /// Reads the folder. Throws ArgumentError if it can't be read, if two files have one number, or if a way back has
    /// no way there.
    explicit MigrationDirectory(const std::filesystem::path& folder);

    const std::filesystem::path& folder() const noexcept { return folder_; }
    /// By version.
    const std::vector<Migration>& migrations() const noexcept { return migrations_; }
    /// The migration, or null.
    const Migration* find(std::int64_t version) const noexcept;

    /// Writes the two files of a new migration behind all others, making the folder if there is none, and returns their
    /// paths: there, and back. The name is for people: letters, digits and _; blanks and - become _. Throws
    /// ArgumentError for any other, or if a file can't be written.
    static std::pair<std::filesystem::path, std::filesystem::path> create(const std::filesystem::path& folder,
                                                                          std::string_view name,
                                                                          std::string_view up = {},
                                                                          std::string_view down = {});

private:
    std::filesystem::path folder_;
    std::vector<Migration> migrations_;
};

}  // namespace azoth

AZOTH_EXPORT_END

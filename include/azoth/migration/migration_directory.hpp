#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace azoth {

/// One step of a schema's history.
struct Migration {
    /// The number, which determines the order.
    std::int64_t version = 0;
    /// The name, for people.
    std::string name;
    std::string up;                   ///< SQL that applies it, any number of statements
    std::optional<std::string> down;  ///< SQL that undoes it; empty: it cannot be undone
    std::string checksum;             ///< SHA-256 of both, "sha256:UP:DOWN", independent of the kind of line ends

    /// Returns "0003_add_city".
    std::string title() const;
};

/// The migrations in a folder: NNNN_name.up.sql, and NNNN_name.down.sql if the migration can be undone. Numbers are
/// positive, of any length, and may have gaps. Other files are ignored.
class MigrationDirectory {
public:
    /// Reads the folder. Throws ArgumentError if it cannot be read, if two files have the same number, or if a
    /// .down.sql has no .up.sql.
    explicit MigrationDirectory(const std::filesystem::path& folder);

    /// The folder.
    const std::filesystem::path& folder() const noexcept { return folder_; }
    /// The migrations, ordered by version.
    const std::vector<Migration>& migrations() const noexcept { return migrations_; }
    /// Returns the migration of a version, or null.
    const Migration* find(std::int64_t version) const noexcept;

    /// Writes the two files of a new migration after all others, creates the folder if necessary, and returns the paths
    /// of .up.sql and .down.sql. `name`: letters, digits and _; blanks and - are replaced by _. Throws ArgumentError
    /// for any other name, or if a file cannot be written.
    static std::pair<std::filesystem::path, std::filesystem::path> create(const std::filesystem::path& folder,
                                                                          std::string_view name,
                                                                          std::string_view up = {},
                                                                          std::string_view down = {});

private:
    std::filesystem::path folder_;
    std::vector<Migration> migrations_;
};

}  // namespace azoth

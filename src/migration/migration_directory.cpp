#include "migration/checksum.hpp"
#include <azoth/error.hpp>
#include <azoth/migration/migration_directory.hpp>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <system_error>
#include <utility>

namespace azoth {
namespace {

constexpr std::string_view up_suffix = ".up.sql";
constexpr std::string_view down_suffix = ".down.sql";
constexpr std::size_t name_digits = 4;

std::string read(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!file) throw ArgumentError("cannot read the migration \"" + path.string() + '"');
    return text;
}

/// NNNN_name.up.sql, split into its parts.
struct FileName {
    std::int64_t version = 0;
    std::string name;
    bool is_up = true;
};

std::optional<FileName> parse(std::string_view file) {
    FileName parsed;
    if (file.ends_with(up_suffix)) {
        file.remove_suffix(up_suffix.size());
    } else if (file.ends_with(down_suffix)) {
        file.remove_suffix(down_suffix.size());
        parsed.is_up = false;
    } else {
        return std::nullopt;
    }
    const auto [end, error] = std::from_chars(file.data(), file.data() + file.size(), parsed.version);
    if (error != std::errc() || parsed.version <= 0 || end == file.data() + file.size() || *end != '_') {
        throw ArgumentError("the migration \"" + std::string(file) +
                            "\" has no number; expected NNNN_name.up.sql and NNNN_name.down.sql");
    }
    parsed.name.assign(end + 1, file.data() + file.size());
    return parsed;
}

std::string numbered(std::int64_t version) {
    const std::string number = std::to_string(version);
    return number.size() < name_digits ? std::string(name_digits - number.size(), '0').append(number) : number;
}

std::string clean_name(std::string_view name) {
    std::string clean(name);
    for (char& c : clean) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        if (c == ' ' || c == '-') {
            c = '_';
        } else if (!letter) {
            throw ArgumentError("the name of a migration may contain only letters, digits and _: \"" +
                                std::string(name) + '"');
        }
    }
    if (clean.empty()) throw ArgumentError("the name of a migration is empty");
    return clean;
}

void write(const std::filesystem::path& path, std::string_view text) {
    std::ofstream file(path, std::ios::binary);
    file << text;
    if (!file.flush()) throw ArgumentError("cannot write the migration \"" + path.string() + '"');
}

}  // namespace

std::string Migration::title() const { return numbered(version) + '_' + name; }

MigrationDirectory::MigrationDirectory(const std::filesystem::path& folder) : folder_(folder) {
    std::error_code error;
    std::filesystem::directory_iterator files(folder, error);
    if (error) throw ArgumentError("cannot read the migrations in \"" + folder.string() + "\": " + error.message());
    std::map<std::int64_t, Migration> found;
    std::set<std::int64_t> there;
    for (const auto& entry : files) {
        const std::optional<FileName> file = parse(entry.path().filename().string());
        if (!file) continue;
        Migration& migration = found[file->version];
        if (migration.version != 0 && migration.name != file->name) {
            throw ArgumentError("two migrations have the number " + std::to_string(file->version) + ": " +
                                migration.name + " and " + file->name);
        }
        migration.version = file->version;
        migration.name = file->name;
        if (file->is_up) {
            migration.up = read(entry.path());
            there.insert(migration.version);
        } else {
            migration.down = read(entry.path());
        }
    }
    migrations_.reserve(found.size());
    for (auto& [version, migration] : found) {
        if (!there.contains(version)) {
            throw ArgumentError("the migration \"" + migration.title() + "\" has a down file, but no " +
                                migration.title() + std::string(up_suffix));
        }
        migration.checksum = migration_checksum(migration.up, migration.down);
        migrations_.push_back(std::move(migration));
    }
}

const Migration* MigrationDirectory::find(std::int64_t version) const noexcept {
    const auto at = std::lower_bound(migrations_.begin(), migrations_.end(), version,
                                     [](const Migration& m, std::int64_t wanted) { return m.version < wanted; });
    return at != migrations_.end() && at->version == version ? &*at : nullptr;
}

std::pair<std::filesystem::path, std::filesystem::path> MigrationDirectory::create(const std::filesystem::path& folder,
                                                                                   std::string_view name,
                                                                                   std::string_view up,
                                                                                   std::string_view down) {
    Migration migration;
    migration.name = clean_name(name);
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) throw ArgumentError("cannot create the folder \"" + folder.string() + "\": " + error.message());
    const MigrationDirectory existing(folder);
    migration.version = existing.migrations_.empty() ? 1 : existing.migrations_.back().version + 1;
    std::pair paths(folder / (migration.title() + std::string(up_suffix)),
                    folder / (migration.title() + std::string(down_suffix)));
    write(paths.first, up);
    write(paths.second, down);
    return paths;
}

}  // namespace azoth

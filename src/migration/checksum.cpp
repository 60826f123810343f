#include "migration/checksum.hpp"

#include "migration/sha256.hpp"
#include "sql/md5.hpp"

namespace azoth {
namespace {

constexpr std::string_view sha256_prefix = "sha256:";
constexpr std::size_t md5_digits = 32;

std::string without_returns(std::string_view text) {
    std::string lines(text);
    std::erase(lines, '\r');
    return lines;
}

// "sha256:UP:", the part of a checksum for the up file.
std::string_view way_there(std::string_view checksum) noexcept {
    return checksum.substr(0, checksum.find(':', sha256_prefix.size()) + 1);
}

}  // namespace

std::string migration_checksum(std::string_view up, const std::optional<std::string>& down) {
    std::string text(sha256_prefix);
    text += sha256_hex(without_returns(up));
    text += ':';
    return text + (down ? sha256_hex(without_returns(*down)) : "none");
}

RecordedFiles compare_files(const Migration& migration, const std::string& recorded) {
    if (recorded == migration.checksum) return RecordedFiles::same;
    if (recorded.size() == md5_digits) {
        return recorded == md5_hex(without_returns(migration.up)) ? RecordedFiles::former : RecordedFiles::up_edited;
    }
    return recorded.starts_with(sha256_prefix) && way_there(recorded) == way_there(migration.checksum)
               ? RecordedFiles::down_edited
               : RecordedFiles::up_edited;
}

std::string statements_checksum(const std::string& statements) {
    return std::string(sha256_prefix).append(sha256_hex(statements));
}

bool is_statements_checksum(const std::string& statements, const std::string& recorded) {
    return recorded == (recorded.size() == md5_digits ? md5_hex(statements) : statements_checksum(statements));
}

}  // namespace azoth

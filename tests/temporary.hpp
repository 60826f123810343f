#pragma once

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

#include <unistd.h>

namespace azoth_tests {

/// A folder that is removed, with all that is in it, with this object.
class Folder {
public:
    Folder() {
        static std::atomic<int> count{0};
        path_ = std::filesystem::temp_directory_path() /
                ("azoth-test-" + std::to_string(::getpid()) + '-' + std::to_string(++count));
        std::filesystem::create_directories(path_);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    const std::filesystem::path& path() const noexcept { return path_; }
    void write(std::string_view name, std::string_view text) const {
        std::ofstream(path_ / name, std::ios::binary) << text;
    }
    void remove(std::string_view name) const { std::filesystem::remove(path_ / name); }

private:
    std::filesystem::path path_;
};

/// The place of an SQLite database, which is removed with this object, as is what SQLite puts beside it.
class TemporaryFile {
public:
    std::string url(std::string_view query = "") const { return "sqlite:///" + path_.string() + std::string(query); }
    const std::filesystem::path& path() const noexcept { return path_; }

private:
    Folder folder_;
    std::filesystem::path path_ = folder_.path() / "database.db";
};

}  // namespace azoth_tests

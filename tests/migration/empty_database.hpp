#pragma once

#include "engine/support.hpp"
#include "temporary.hpp"
#include <azoth/migration.hpp>

#include <string>
#include <utility>
#include <vector>

namespace azoth_tests {

/// An empty database: on SQLite a file, on PostgreSQL a schema of its own.
class EmptyDatabase {
public:
    explicit EmptyDatabase(std::string url) {
        if (!is_postgresql(url)) {
            url_ = "sqlite:///" + (folder_.path() / "test.db").string();
            return;
        }
        url_ = url;
        execute({"DROP SCHEMA IF EXISTS unfinished CASCADE", "CREATE SCHEMA unfinished"});
        url_ += (url.find('?') == std::string::npos ? "?" : "&");
        url_ += "options=-csearch_path%3Dunfinished";
    }
    azoth::AsyncEngine engine() const { return azoth::create_async_engine(url_); }
    void execute(const std::vector<std::string>& statements) const {
        run([](azoth::AsyncEngine engine, std::vector<std::string> all) -> azoth::task<void> {
            auto conn = co_await engine.connect();
            for (std::string& sql : all) co_await conn.exec_driver_sql(sql);
            co_await conn.commit();
        }(engine(), statements));
    }
    std::string text(const std::string& sql) const {
        return run([](azoth::AsyncEngine engine, std::string query) -> azoth::task<std::string> {
            auto conn = co_await engine.connect();
            const auto result = co_await conn.exec_driver_sql(query);
            std::string found;
            for (const auto& row : result) found += row.get<std::string>(0) + ';';
            co_return found;
        }(engine(), sql));
    }
    azoth::Migrator migrator(const Folder& folder,
                             const azoth::MigrationOptions& options = azoth::MigrationOptions()) const {
        return azoth::Migrator(engine(), azoth::MigrationDirectory(folder.path()), options);
    }

private:
    Folder folder_;
    std::string url_;
};

/// The message of the MigrationError; empty if there is none.
inline std::string failure_of(azoth::task<std::vector<azoth::MigrationStep>> steps) {
    try {
        run(std::move(steps));
    } catch (const azoth::MigrationError& error) {
        return error.what();
    } catch (const azoth::Error& error) {
        return std::string("no MigrationError: ") + error.what();
    }
    return {};
}

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace azoth_tests

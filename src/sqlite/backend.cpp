#include "connector.hpp"
#include "database_options.hpp"
#include "session_commands.hpp"
#include <azoth/sqlite/dialect.hpp>
#include <azoth/sqlite/sqlite.hpp>

#include <memory>
#include <string_view>
#include <vector>

namespace azoth::sqlite {
namespace {

class SqliteBackend final : public Backend {
public:
    std::string_view name() const noexcept override { return "sqlite"; }
    std::vector<std::string_view> drivers() const override { return {"sqlite3"}; }
    const Dialect& dialect() const noexcept override { return sqlite::dialect(); }
    const SessionCommands& session_commands() const noexcept override { return sqlite::session_commands(); }
    std::unique_ptr<Connector> connector(const Url& url, const ConnectOptions& options) const override {
        return std::make_unique<SqliteConnector>(parse_options(url, options));
    }
};

}  // namespace

const Backend& backend() noexcept {
    static const SqliteBackend instance;
    return instance;
}

}  // namespace azoth::sqlite

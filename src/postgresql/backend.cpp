#include "connector.hpp"
#include "session_commands.hpp"
#include <azoth/postgresql/dialect.hpp>
#include <azoth/postgresql/postgresql.hpp>

namespace azoth::postgresql {
namespace {

class PostgresBackend final : public Backend {
public:
    std::string_view name() const noexcept override { return "postgresql"; }
    std::vector<std::string_view> drivers() const override { return {"libpq"}; }
    const Dialect& dialect() const noexcept override { return postgresql::dialect(); }
    const SessionCommands& session_commands() const noexcept override { return postgresql::session_commands(); }
    std::unique_ptr<Connector> connector(const Url& url, const ConnectOptions& options) const override {
        return std::make_unique<PostgresConnector>(url, options);
    }
};

}  // namespace

const Backend& backend() noexcept {
    static const PostgresBackend instance;
    return instance;
}

}  // namespace azoth::postgresql

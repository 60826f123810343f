#include "reflection/load.hpp"

#include "engine/schema.hpp"
#include <azoth/engine/connection.hpp>
#include <azoth/reflection/inspector.hpp>

#include <utility>

namespace azoth {
namespace detail {
namespace {

CatalogRows text_rows(const Result<Dynamic>& result) {
    CatalogRows rows;
    rows.reserve(result.size());
    const std::size_t columns = result.keys().size();
    for (const auto& row : result) {
        CatalogRow& cells = rows.emplace_back();
        cells.reserve(columns);
        for (std::size_t i = 0; i < columns; ++i) cells.push_back(row.get<std::optional<std::string>>(i));
    }
    return rows;
}

}  // namespace

task<CatalogRows> ask_catalog(ConnectionPtr connection, std::string sql) {
    const Result<Dynamic> result(co_await run(Execution(std::move(connection), raw_sql(std::move(sql)))));
    co_return text_rows(result);
}

task<ReflectedSchema> load_schemas(ConnectionPtr connection, std::vector<std::string> schemas, LoadProgress progress) {
    const Catalog& catalog = connection->dialect().catalog();
    std::vector<CatalogRows> answers;
    std::vector<std::string> queries = catalog.queries(schemas);
    for (std::string& sql : queries) {
        answers.push_back(co_await ask_catalog(connection, std::move(sql)));
        if (progress) progress(answers.size(), queries.size());
    }
    co_return catalog.read(schemas, answers);
}

}  // namespace detail

ReflectedSchema read_schemas(Connection& connection, const std::vector<std::string>& schemas) {
    const Catalog& catalog = detail::ConnectionAccess::state(connection)->dialect().catalog();
    std::vector<CatalogRows> answers;
    for (std::string& sql : catalog.queries(schemas)) {
        answers.push_back(detail::text_rows(connection.exec_driver_sql(std::move(sql))));
    }
    return catalog.read(schemas, answers);
}

}  // namespace azoth

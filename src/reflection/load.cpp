#include "reflection/load.hpp"

#include "engine/connection_access.hpp"
#include "engine/schema.hpp"
#include "types/ascii.hpp"
#include <azoth/engine/connection.hpp>
#include <azoth/reflection/inspector.hpp>

#include <algorithm>
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

bool has_names(const std::vector<std::string>& schemas) {
    return std::ranges::any_of(schemas, [](const std::string& name) { return !name.empty(); });
}

// Names of attached files know no case.
void keep_existing(std::vector<std::string>& schemas, const CatalogRows& existing) {
    std::erase_if(schemas, [&](const std::string& name) {
        return !name.empty() && std::ranges::none_of(existing, [&](const CatalogRow& row) {
            return ascii::to_lower(row.front().value_or("")) == ascii::to_lower(name);
        });
    });
}

}  // namespace

task<CatalogRows> ask_catalog(ConnectionPtr connection, std::string sql) {
    const Result<Dynamic> result(co_await run(Execution(std::move(connection), raw_sql(std::move(sql)))));
    co_return text_rows(result);
}

task<std::vector<std::string>> existing_schemas(ConnectionPtr connection, std::vector<std::string> schemas) {
    std::string query = connection->dialect().catalog().schema_names();
    const CatalogRows rows = co_await ask_catalog(connection, std::move(query));
    keep_existing(schemas, rows);
    co_return schemas;
}

task<ReflectedSchema> load_schemas(ConnectionPtr connection, std::vector<std::string> schemas, LoadProgress progress) {
    const Catalog& catalog = connection->dialect().catalog();
    if (catalog.needs_existing_schemas() && has_names(schemas)) {
        schemas = co_await existing_schemas(connection, std::move(schemas));
    }
    std::vector<CatalogRows> answers;
    std::vector<std::string> queries = catalog.queries(schemas);
    for (std::string& sql : queries) {
        answers.push_back(co_await ask_catalog(connection, std::move(sql)));
        if (progress) progress(answers.size(), queries.size());
    }
    for (std::string& sql : catalog.view_queries(schemas, answers)) {
        CatalogRows rows;
        try {
            rows = co_await ask_catalog(connection, std::move(sql));
        } catch (const DatabaseError& error) {
            if (error.connection_lost()) throw;
            rows = failed_view(std::string(error.message()));
        }
        answers.push_back(std::move(rows));
    }
    co_return catalog.read(schemas, answers);
}

}  // namespace detail

ReflectedSchema read_schemas(Connection& connection, const std::vector<std::string>& given) {
    const Catalog& catalog = detail::ConnectionAccess::state(connection)->dialect().catalog();
    std::vector<std::string> schemas = given;
    if (catalog.needs_existing_schemas() && detail::has_names(schemas)) {
        detail::keep_existing(schemas, detail::text_rows(connection.exec_driver_sql(catalog.schema_names())));
    }
    std::vector<CatalogRows> answers;
    for (std::string& sql : catalog.queries(schemas)) {
        answers.push_back(detail::text_rows(connection.exec_driver_sql(std::move(sql))));
    }
    for (std::string& sql : catalog.view_queries(schemas, answers)) {
        CatalogRows rows;
        try {
            rows = detail::text_rows(connection.exec_driver_sql(std::move(sql)));
        } catch (const DatabaseError& error) {
            if (error.connection_lost()) throw;
            rows = failed_view(std::string(error.message()));
        }
        answers.push_back(std::move(rows));
    }
    return catalog.read(schemas, answers);
}

}  // namespace azoth

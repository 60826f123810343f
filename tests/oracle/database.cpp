#include "oracle/database.hpp"

#include "oracle/values.hpp"
#include "run_coroutine.hpp"
#include "server_settings.hpp"
#include <azoth/postgresql/postgresql.hpp>
#include <azoth/sqlite/sqlite.hpp>

#include <libpq-fe.h>

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace oracle {
namespace {

namespace az = azoth;
namespace asio = boost::asio;

void run_script(const std::string& conninfo, const std::string& script) {
    PGconn* const connection = PQconnectdb(conninfo.c_str());
    PGresult* const result = PQexec(connection, script.c_str());
    const ExecStatusType status = PQresultStatus(result);
    const std::string message = PQerrorMessage(connection);
    PQclear(result);
    PQfinish(connection);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) throw std::runtime_error(message);
}

// A backend lives as long as the program: its reference may outlive the URL by which it is found.
const az::Backend& backend_of(const std::string& url) {
    const az::Url parsed = az::Url::parse(url);
    return az::find_backend(parsed);
}

}  // namespace

std::string read_data(std::string_view file) {
    std::ifstream in(std::string(AZOTH_ORACLE_DATA) + '/' + std::string(file));
    if (!in) throw std::runtime_error("can't read " + std::string(file));
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

std::string reset_sequences() {
    const std::string data = read_data("data_pg.sql");
    const std::size_t comment = data.find("leaves every sequence at the highest id in use");
    const std::size_t begin = data.find('\n', comment) + 1;
    return data.substr(begin, data.find(';', begin) - begin);
}

std::unique_ptr<Database> Database::postgresql() {
    const std::string admin = azoth_tests::postgresql_url();
    if (admin.empty()) throw std::runtime_error("AZOTH_TEST_POSTGRESQL names no server");
    run_script(admin, "DROP DATABASE IF EXISTS azoth_oracle");
    run_script(admin, "CREATE DATABASE azoth_oracle ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0");
    const std::string url = azoth_tests::url_of_database("azoth_oracle");
    run_script(url, read_data("schema_pg.sql"));
    run_script(url, read_data("data_pg.sql"));
    std::unique_ptr<Database> database(new Database("pg", url));
    for (const char* const setting :
         {"SET TIME ZONE 'UTC'", "SET IntervalStyle = postgres", "SET DateStyle = 'ISO, MDY'"}) {
        database->control(setting);
    }
    return database;
}

std::unique_ptr<Database> Database::sqlite() {
    std::unique_ptr<Database> database(new Database("sqlite", "sqlite://"));
    database->control(read_data("schema_sqlite.sql"));
    database->control(read_data("data_sqlite.sql"));
    return database;
}

Database::Database(std::string_view name, const std::string& url) : name_(name), backend_(backend_of(url)) {
    connector_ = backend_.connector(az::Url::parse(url), az::ConnectOptions{});
    session_ = azoth_tests::run_on(context_, connector_->connect());
}

Database::~Database() { session_->abort(); }

void Database::control(std::string_view sql) { azoth_tests::run_on(context_, session_->control(sql)); }

Outcome Database::execute(const az::Compiled& statement, const az::ParameterBuffer& parameters) {
    az::StatementText text = *statement.text;
    // SQLite's rows are compared as stored, so no type is declared for them.
    if (name_ == "sqlite") {
        for (az::ResultColumn& column : text.columns) column.type = az::SqlType();
    }
    return run(text, &parameters);
}

boost::json::array Database::sent(const az::Compiled& statement, const az::ParameterBuffer& parameters) {
    boost::json::array values;
    if (parameters.count() == 0) return values;
    if (name_ == "pg") {
        parameters.for_each(statement.text->parameter_types,
                            [&](const az::Cell& cell) { values.push_back(to_json(cell)); });
        return values;
    }
    // SQLite stores values of types that it does not have as text and numbers.
    az::StatementText text;
    text.sql = "SELECT ?";
    for (std::size_t i = 1; i < parameters.count(); ++i) text.sql += ", ?";
    text.parameter_types = statement.text->parameter_types;
    text.seal();
    return run(text, &parameters).rows.front().as_array();
}

Outcome Database::query(std::string_view sql) {
    az::StatementText text;
    text.sql = sql;
    text.seal();
    return run(text, nullptr);
}

Outcome Database::run(const az::StatementText& text, const az::ParameterBuffer* parameters) {
    az::Request request;
    request.statement = &text;
    request.parameters = parameters;
    const az::Answer answer = azoth_tests::run_on(context_, session_->execute(request));
    Outcome outcome;
    outcome.row_count = answer.row_count;
    if (!answer.rows) return outcome;
    for (const auto& column : answer.rows->description().columns) outcome.columns.push_back(column.name);
    for (std::size_t row = 0; row < answer.rows->size(); ++row) {
        boost::json::array values;
        for (std::size_t column = 0; column < outcome.columns.size(); ++column) {
            values.push_back(to_json(answer.rows->cell(row, column)));
        }
        outcome.rows.emplace_back(std::move(values));
    }
    return outcome;
}

}  // namespace oracle

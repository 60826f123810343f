#pragma once

#include <azoth/driver/backend.hpp>
#include <azoth/sql/compiler.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace oracle {

/// The result of one execution, in the oracle's form.
struct Outcome {
    std::vector<std::string> columns;
    std::vector<boost::json::value> rows;  ///< arrays
    std::int64_t row_count = -1;
};

/// The shop in a real database, on one connection.
class Database {
public:
    /// A new database on the server of the tests.
    static std::unique_ptr<Database> postgresql();
    /// A new database in memory.
    static std::unique_ptr<Database> sqlite();
    ~Database();

    std::string_view name() const noexcept { return name_; }
    const azoth::Dialect& dialect() const noexcept { return backend_.dialect(); }

    Outcome execute(const azoth::Compiled& statement, const azoth::ParameterBuffer& parameters);
    /// The parameters as the database gets them.
    boost::json::array sent(const azoth::Compiled& statement, const azoth::ParameterBuffer& parameters);
    Outcome query(std::string_view sql);
    void control(std::string_view sql);

private:
    Database(std::string_view name, const std::string& url);
    Outcome run(const azoth::StatementText& text, const azoth::ParameterBuffer* parameters);

    std::string name_;
    boost::asio::io_context context_;
    const azoth::Backend& backend_;
    std::unique_ptr<azoth::Connector> connector_;
    std::unique_ptr<azoth::Session> session_;
};

/// A file of tests/oracle/data.
std::string read_data(std::string_view file);
/// The statement that leaves every sequence of PostgreSQL at the highest id in use.
std::string reset_sequences();

}  // namespace oracle

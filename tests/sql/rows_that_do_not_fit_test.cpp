#include "catch.hpp"
#include <azoth/azoth.hpp>
#include <azoth/postgresql/dialect.hpp>
#include <azoth/sql/prepare.hpp>

#include <cstdint>
#include <string>

namespace az = azoth;

namespace {

struct NumberedColumns {
    az::Column<std::int64_t> id{"id", az::primary_key};
    az::Column<std::string> name{"name"};
};

// The message of the error for rows with this number of fields.
std::string rows_refused(const az::Statement& insertion, std::size_t fields) {
    try {
        az::PreparedMany(insertion, std::vector<az::SqlType>(fields), az::postgresql::dialect());
    } catch (const az::ArgumentError& error) {
        return error.what();
    }
    return "taken";
}

}  // namespace

TEST_CASE("The error for rows that do not fit an INSERT lists the columns that it needs", "[unit]") {
    az::MetaData meta;
    const az::Table<NumberedColumns> u{"u", meta};
    CHECK(rows_refused(insert(u), 3) ==
          "rows of 3 fields don't fit the INSERT into table \"u\": it has 2 columns, or 1 without the key that the "
          "database numbers; name those that the rows have with columns()");
    CHECK(rows_refused(insert(u), 2) == "taken");
    CHECK(rows_refused(insert(u), 1) == "taken");
    CHECK(rows_refused(insert(u).columns(u.name), 2) ==
          "rows of 2 fields don't fit the INSERT into table \"u\": columns() names 1 column");
}

#include "catch.hpp"
#include "database.hpp"
#include <azoth/error.hpp>

namespace {

using namespace azoth;

const std::string thousand =
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 1000) SELECT x FROM n";

std::int64_t number(const Answer& answer, std::size_t row) {
    return Codec<std::int64_t>::decode(answer.rows->cell(row, 0));
}

TEST_CASE("a cursor returns its rows in batches and then none", "[sqlite]") {
    Database db;
    const StatementText statement = statement_of(thousand);
    const auto cursor = run_on(db.context, db.session().open(request(statement)));
    CHECK_FALSE(db.session().is_clean());
    std::int64_t expected = 0;
    for (const std::size_t size : {400U, 400U, 200U, 0U}) {
        const Answer answer = run_on(db.context, cursor->fetch(400));
        REQUIRE(answer.rows->size() == size);
        for (std::size_t i = 0; i < size; ++i) CHECK(number(answer, i) == ++expected);
    }
    CHECK(cursor->description()->columns.front().name == "x");
    CHECK(db.session().is_clean());
}

TEST_CASE("fetching 0 rows returns all remaining rows", "[sqlite]") {
    Database db;
    const StatementText statement = statement_of(thousand);
    const auto cursor = run_on(db.context, db.session().open(request(statement)));
    run_on(db.context, cursor->fetch(1));
    CHECK(run_on(db.context, cursor->fetch(0)).rows->size() == 999);
}

TEST_CASE("a cursor keeps its parameters", "[sqlite]") {
    Database db;
    const StatementText statement = statement_of("SELECT ? UNION ALL SELECT ?", {Text(), Text()});
    std::unique_ptr<Cursor> cursor;
    {
        ParameterBuffer parameters;
        parameters.add(std::string(100, 'a'), Text());
        parameters.add(std::string(100, 'b'), Text());
        Request wanted = request(statement);
        wanted.parameters = &parameters;
        cursor = run_on(db.context, db.session().open(wanted));
    }
    run_on(db.context, cursor->fetch(1));
    const Answer answer = run_on(db.context, cursor->fetch(1));
    CHECK(Codec<std::string>::decode(answer.rows->cell(0, 0)) == std::string(100, 'b'));
}

TEST_CASE("several cursors on one text can be open", "[sqlite]") {
    Database db;
    const StatementText statement = statement_of(thousand);
    const auto first = run_on(db.context, db.session().open(request(statement)));
    const auto second = run_on(db.context, db.session().open(request(statement)));
    CHECK(number(run_on(db.context, first->fetch(10)), 9) == 10);
    CHECK(number(run_on(db.context, second->fetch(5)), 4) == 5);
    CHECK(number(run_on(db.context, first->fetch(1)), 0) == 11);
    CHECK(db.execute(statement).row_count == 1000);
}

TEST_CASE("a closed cursor ends its query", "[sqlite]") {
    Database db;
    db.execute("CREATE TABLE t AS SELECT 1 AS x UNION SELECT 2");
    const StatementText statement = statement_of("SELECT x FROM t");
    const auto cursor = run_on(db.context, db.session().open(request(statement)));
    run_on(db.context, cursor->fetch(1));
    CHECK_THROWS_AS(db.execute("DROP TABLE t"), OperationalError);
    run_on(db.context, cursor->close());
    run_on(db.context, cursor->close());
    CHECK_THROWS_AS(run_on(db.context, cursor->fetch(1)), ResourceClosedError);
    CHECK(db.session().is_clean());
    db.execute("DROP TABLE t");
}

TEST_CASE("a cursor that is destroyed ends its query before the next request", "[sqlite]") {
    Database db;
    db.execute("CREATE TABLE t AS SELECT 1 AS x UNION SELECT 2");
    const StatementText statement = statement_of("SELECT x FROM t");
    {
        const auto cursor = run_on(db.context, db.session().open(request(statement)));
        run_on(db.context, cursor->fetch(1));
    }
    db.execute("DROP TABLE t");
    CHECK(db.session().is_clean());
}

TEST_CASE("a transaction is rolled back under an open cursor", "[sqlite]") {
    Database db;
    db.execute("CREATE TABLE t AS SELECT 1 AS x UNION SELECT 2 UNION SELECT 3");
    db.control("BEGIN");
    db.execute("DELETE FROM t WHERE x = 3");
    const StatementText statement = statement_of("SELECT x FROM t");
    const auto cursor = run_on(db.context, db.session().open(request(statement)));
    run_on(db.context, cursor->fetch(1));
    db.control("ROLLBACK");
    CHECK(db.session().transaction_status() == TransactionStatus::idle);
    CHECK(db.scalar<std::int64_t>("SELECT count(*) FROM t") == 3);
    CHECK_NOTHROW(run_on(db.context, cursor->close()));
}

TEST_CASE("a failing query throws from the fetch that reaches the error", "[sqlite]") {
    Database db;
    const StatementText wrong =
        statement_of("SELECT abs(x) FROM (SELECT 1 AS x UNION ALL SELECT -9223372036854775807 - 1)");
    const auto cursor = run_on(db.context, db.session().open(request(wrong)));
    CHECK(number(run_on(db.context, cursor->fetch(1)), 0) == 1);
    CHECK_THROWS_AS(run_on(db.context, cursor->fetch(1)), DataError);
    CHECK(db.session().is_clean());
}

TEST_CASE("an invalid statement throws when the cursor is opened", "[sqlite]") {
    Database db;
    const StatementText statement = statement_of("SELECT nothing");
    CHECK_THROWS_AS(run_on(db.context, db.session().open(request(statement))), ProgrammingError);
    CHECK(db.session().is_clean());
}

TEST_CASE("a cursor may outlive its session", "[sqlite]") {
    Database db;
    const StatementText statement = statement_of(thousand);
    const auto cursor = run_on(db.context, db.session().open(request(statement)));
    run_on(db.context, cursor->fetch(1));
    db.reset();
    CHECK_THROWS_AS(run_on(db.context, cursor->fetch(1)), OperationalError);
}

}  // namespace

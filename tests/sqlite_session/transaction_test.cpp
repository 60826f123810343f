#include "catch.hpp"
#include "database.hpp"
#include <azoth/error.hpp>

namespace {

using namespace azoth;

// Sets of one integer each: from, from + 1, ..., to.
class Numbers final : public ParameterSource {
public:
    Numbers(std::int64_t from, std::int64_t to) : next_(from), last_(to) {}
    bool next(ParameterBuffer& into) override {
        if (next_ > last_) return false;
        into.add(next_++, BigInteger());
        return true;
    }

private:
    std::int64_t next_;
    std::int64_t last_;
};

class Failing final : public ParameterSource {
public:
    bool next(ParameterBuffer& into) override {
        if (++count_ == 5) throw std::runtime_error("no more");
        into.add(count_, BigInteger());
        return true;
    }

private:
    std::int64_t count_ = 0;
};

std::int64_t count(Database& db) { return db.scalar<std::int64_t>("SELECT count(*) FROM t"); }

Answer execute_many(Database& db, ParameterSource& source, std::string_view begin = {}) {
    static const StatementText insert = statement_of("INSERT INTO t VALUES (?)", {BigInteger()});
    Request wanted = request(insert);
    wanted.begin = begin;
    return run_on(db.context, db.session().execute_many(wanted, source));
}

TEST_CASE("the status follows the transaction", "[sqlite]") {
    Database db;
    CHECK(db.session().transaction_status() == TransactionStatus::idle);
    CHECK(db.control("BEGIN") == "BEGIN");
    CHECK(db.session().transaction_status() == TransactionStatus::active);
    CHECK_FALSE(db.session().is_clean());
    CHECK(db.control("SAVEPOINT a") == "SAVEPOINT");
    db.control("ROLLBACK TO a");
    db.control("RELEASE a");
    CHECK(db.session().transaction_status() == TransactionStatus::active);
    CHECK(db.control(" commit ;") == "COMMIT");
    CHECK(db.session().is_clean());
}

TEST_CASE("BEGIN is sent with the first statement", "[sqlite]") {
    Database db;
    db.execute("CREATE TABLE t (x)");
    const StatementText insert = statement_of("INSERT INTO t VALUES (1)");
    Request wanted = request(insert);
    wanted.begin = "BEGIN";
    run_on(db.context, db.session().execute(wanted));
    CHECK(db.session().transaction_status() == TransactionStatus::active);
    db.control("ROLLBACK");
    CHECK(count(db) == 0);
}

TEST_CASE("COMMIT is sent with a statement, and is not executed if it fails", "[sqlite]") {
    Database db;
    db.execute("CREATE TABLE t (x UNIQUE)");
    const StatementText insert = statement_of("INSERT INTO t VALUES (1) RETURNING x");
    Request wanted = request(insert);
    wanted.begin = "BEGIN";
    wanted.setup = "SAVEPOINT s";
    wanted.end = "COMMIT";
    CHECK(run_on(db.context, db.session().execute(wanted)).rows->size() == 1);
    CHECK(db.session().is_clean());
    CHECK_THROWS_AS(run_on(db.context, db.session().execute(wanted)), IntegrityError);
    CHECK(db.session().transaction_status() == TransactionStatus::active);
    db.control("ROLLBACK");
    CHECK(count(db) == 1);
}

TEST_CASE("a statement whose begin fails is not executed", "[sqlite]") {
    Database db;
    db.execute("CREATE TABLE t (x)");
    db.control("BEGIN");
    const StatementText insert = statement_of("INSERT INTO t VALUES (1)");
    Request wanted = request(insert);
    wanted.begin = "BEGIN";
    CHECK_THROWS_AS(run_on(db.context, db.session().execute(wanted)), ProgrammingError);
    CHECK(count(db) == 0);
    CHECK(db.session().transaction_status() == TransactionStatus::active);
}

TEST_CASE("a failed statement does not change the transaction", "[sqlite]") {
    Database db;
    db.execute("CREATE TABLE t (x UNIQUE)");
    db.control("BEGIN");
    db.execute("INSERT INTO t VALUES (1)");
    const auto error = thrown_by<IntegrityError>([&] { db.execute("INSERT INTO t VALUES (2), (1)"); });
    CHECK(error.outcome() == Outcome::rolled_back);
    CHECK(db.session().transaction_status() == TransactionStatus::active);
    db.control("COMMIT");
    CHECK(count(db) == 1);
}

TEST_CASE("a transaction that SQLite rolled back is failed until it is ended", "[sqlite]") {
    Database db;
    db.execute("CREATE TABLE t (x UNIQUE)");
    db.control("BEGIN");
    db.execute("INSERT INTO t VALUES (1)");
    CHECK_THROWS_AS(db.execute("INSERT OR ROLLBACK INTO t VALUES (1)"), IntegrityError);
    CHECK(db.session().transaction_status() == TransactionStatus::failed);
    const auto error = thrown_by<InternalError>([&] { db.execute("INSERT INTO t VALUES (2)"); });
    CHECK(error.sqlstate() == "25P02");
    CHECK_THROWS_AS(db.control("SAVEPOINT a"), InternalError);
    CHECK_THROWS_AS(db.control("ROLLBACK TO a"), InternalError);

    SECTION("by ROLLBACK") { CHECK(db.control("ROLLBACK") == "ROLLBACK"); }
    SECTION("by COMMIT, whose tag is ROLLBACK") { CHECK(db.control("COMMIT") == "ROLLBACK"); }

    CHECK(db.session().is_clean());
    CHECK(count(db) == 0);
    db.execute("INSERT INTO t VALUES (2)");
}

TEST_CASE("a deferred constraint fails the COMMIT and keeps the transaction", "[sqlite]") {
    Database db;
    db.control(
        "CREATE TABLE a (id INTEGER PRIMARY KEY);"
        "CREATE TABLE b (a_id INTEGER REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED)");
    db.control("BEGIN");
    db.execute("INSERT INTO b VALUES (1)");
    CHECK_THROWS_AS(db.control("COMMIT"), IntegrityError);
    CHECK(db.session().transaction_status() == TransactionStatus::active);
    db.execute("INSERT INTO a VALUES (1)");
    db.control("COMMIT");
    CHECK(db.session().is_clean());
}

TEST_CASE("execute_many executes all sets and sums their rows", "[sqlite]") {
    Database db;
    db.execute("CREATE TABLE t (x INTEGER PRIMARY KEY)");
    Numbers numbers(1, 2500);
    const Answer answer = execute_many(db, numbers);
    CHECK(answer.row_count == 2500);
    CHECK(answer.last_insert_id == 2500);
    CHECK_FALSE(answer.rows);
    CHECK(db.session().is_clean());
    CHECK(count(db) == 2500);
}

TEST_CASE("execute_many without sets does nothing", "[sqlite]") {
    Database db;
    db.execute("CREATE TABLE t (x)");
    Numbers none(1, 0);
    CHECK(execute_many(db, none).row_count == 0);
    Numbers one(1, 1);
    CHECK(execute_many(db, one).row_count == 1);
    CHECK(db.session().is_clean());
}

TEST_CASE("execute_many executes all sets or none", "[sqlite]") {
    Database db;
    db.execute("CREATE TABLE t (x INTEGER PRIMARY KEY CHECK (x <> 7))");

    SECTION("outside of a transaction") {
        Numbers numbers(1, 10);
        CHECK_THROWS_AS(execute_many(db, numbers), IntegrityError);
        CHECK(db.session().is_clean());
        CHECK(count(db) == 0);
    }
    SECTION("inside of one, which remains open") {
        db.control("BEGIN");
        db.execute("INSERT INTO t VALUES (100)");
        Numbers numbers(1, 10);
        CHECK_THROWS_AS(execute_many(db, numbers), IntegrityError);
        CHECK(db.session().transaction_status() == TransactionStatus::active);
        Numbers right(1, 3);
        execute_many(db, right);
        db.control("COMMIT");
        CHECK(count(db) == 4);
    }
    SECTION("at the beginning of one, which remains open without changes") {
        Numbers numbers(1, 10);
        CHECK_THROWS_AS(execute_many(db, numbers, "BEGIN IMMEDIATE"), IntegrityError);
        CHECK(db.session().transaction_status() == TransactionStatus::active);
        CHECK(count(db) == 0);
        Numbers right(1, 3);
        execute_many(db, right);
        db.control("COMMIT");
        CHECK(count(db) == 3);
    }
    SECTION("when the source of the parameters throws") {
        Failing failing;
        CHECK_THROWS_AS(execute_many(db, failing), std::runtime_error);
        CHECK(db.session().is_clean());
        CHECK(count(db) == 0);
    }
}

TEST_CASE("execute_many begins the requested transaction", "[sqlite]") {
    Database db;
    db.execute("CREATE TABLE t (x)");
    Numbers numbers(1, 10);
    execute_many(db, numbers, "BEGIN");
    CHECK(db.session().transaction_status() == TransactionStatus::active);
    db.control("ROLLBACK");
    CHECK(count(db) == 0);
}

}  // namespace

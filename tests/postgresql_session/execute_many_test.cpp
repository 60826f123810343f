#include "server.hpp"

#include <functional>
#include <stdexcept>

namespace azoth::postgresql::test {
namespace {

// Calls fill(i, buffer) for i = 0, 1, ... until count.
class Sets final : public ParameterSource {
public:
    Sets(std::int64_t count, std::function<void(std::int64_t, ParameterBuffer&)> fill)
        : count_(count), fill_(std::move(fill)) {}
    bool next(ParameterBuffer& into) override {
        if (given_ == count_) return false;
        fill_(given_++, into);
        return true;
    }
    std::int64_t given() const { return given_; }

private:
    std::int64_t count_;
    std::int64_t given_ = 0;
    std::function<void(std::int64_t, ParameterBuffer&)> fill_;
};

void numbers(std::int64_t i, ParameterBuffer& into) { into.add(i, BigInteger{}); }

const Statement insert_number("INSERT INTO many VALUES ($1)", {BigInteger{}}, StatementKind::insert);

task<void> create_table(Session& session) {
    co_await execute(session, "CREATE TEMPORARY TABLE many (a int8 CHECK (a <> 123456))");
}

TEST_CASE("a hundred thousand sets of parameters are executed and counted", "[postgresql]") {
    for (const std::string& url : all_urls()) {
        with_session(
            [](Session& session) -> task<void> {
                co_await create_table(session);
                Sets sets(100'000, &numbers);
                const Answer answer = co_await session.execute_many(request(insert_number), sets);
                CHECK(answer.row_count == 100'000);
                CHECK_FALSE(answer.rows);
                CHECK(session.is_clean());
                co_await check_number(session, "SELECT count(*) FROM many", 100'000);
                co_await check_number(session, "SELECT sum(a)::int8 FROM many", 4'999'950'000);
            },
            url);
    }
}

TEST_CASE("an error in one set undoes all sets, and later sets are not read", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        co_await create_table(session);
        Sets sets(10'000'000, &numbers);
        const auto error = as<IntegrityError>(co_await failure(session.execute_many(request(insert_number), sets)));
        CHECK(error.sqlstate() == "23514");
        CHECK(error.outcome() == Outcome::rolled_back);
        CHECK(sets.given() < 1'000'000);
        CHECK(session.is_clean());
        co_await check_number(session, "SELECT count(*) FROM many", 0);
    });
}

TEST_CASE("sets in a transaction are part of it", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        co_await create_table(session);
        Sets sets(1000, &numbers);
        Request with_begin = request(insert_number);
        with_begin.begin = "BEGIN";
        const Answer answer = co_await session.execute_many(with_begin, sets);
        CHECK(answer.row_count == 1000);
        CHECK(session.transaction_status() == TransactionStatus::active);
        co_await check_control(session, "ROLLBACK", "ROLLBACK");
        co_await check_number(session, "SELECT count(*) FROM many", 0);
    });
}

TEST_CASE("a COMMIT follows the last set, and none that fails", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        co_await create_table(session);
        for (const std::int64_t count : {0, 1, 20'000}) {
            Sets sets(count, &numbers);
            Request all = request(insert_number);
            all.begin = "BEGIN";
            all.end = "COMMIT";
            const Answer answer = co_await session.execute_many(all, sets);
            CHECK(answer.row_count == count);
            CHECK(session.is_clean());
            co_await check_number(session, "SELECT count(*) FROM many", count);
            co_await execute(session, "DELETE FROM many");
        }
        Sets wrong(100, [&](std::int64_t i, ParameterBuffer& into) {
            if (i == 50) throw std::runtime_error("no more");
            numbers(i, into);
        });
        Request all = request(insert_number);
        all.begin = "BEGIN";
        all.end = "COMMIT";
        as<std::runtime_error>(co_await failure(session.execute_many(all, wrong)));
        CHECK(session.transaction_status() == TransactionStatus::failed);
        co_await check_control(session, "ROLLBACK", "ROLLBACK");
        co_await check_number(session, "SELECT count(*) FROM many", 0);
    });
}

TEST_CASE("a source that throws undoes what was already sent", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        co_await create_table(session);
        for (const std::int64_t at : {0, 10, 50'000}) {
            Sets sets(100'000, [&](std::int64_t i, ParameterBuffer& into) {
                if (i == at) throw std::runtime_error("no more");
                numbers(i, into);
            });
            const auto error =
                as<std::runtime_error>(co_await failure(session.execute_many(request(insert_number), sets)));
            CHECK(error.what() == std::string("no more"));
            CHECK(session.is_clean());
            co_await check_number(session, "SELECT count(*) FROM many", 0);
        }
    });
}

TEST_CASE("a set with too many values undoes what was already sent", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        co_await create_table(session);
        Sets sets(100, [&](std::int64_t i, ParameterBuffer& into) {
            numbers(i, into);
            if (i == 60) numbers(i, into);
        });
        as<InterfaceError>(co_await failure(session.execute_many(request(insert_number), sets)));
        CHECK(session.is_clean());
        co_await check_number(session, "SELECT count(*) FROM many", 0);
    });
}

TEST_CASE("no sets at all do nothing", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        co_await create_table(session);
        Sets sets(0, &numbers);
        const Answer answer = co_await session.execute_many(request(insert_number), sets);
        CHECK(answer.row_count == 0);
        CHECK(session.is_clean());
    });
}

TEST_CASE("the rows that executing many gives come in the order of its sets", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        co_await create_table(session);
        const Statement returning("INSERT INTO many VALUES ($1) RETURNING a, a + 1", {BigInteger{}});
        Sets sets(5000, &numbers);
        const Answer answer = co_await session.execute_many(request(returning), sets);
        CHECK(answer.row_count == 5000);
        REQUIRE(answer.rows);
        REQUIRE(answer.rows->size() == 5000);
        bool in_order = true;
        for (std::size_t row = 1; row < answer.rows->size(); ++row) {
            const auto before = Codec<std::int64_t>::decode(answer.rows->cell(row - 1, 0));
            in_order = in_order && Codec<std::int64_t>::decode(answer.rows->cell(row, 0)) == before + 1;
        }
        CHECK(in_order);
    });
}

TEST_CASE("other requests may be made while many sets are on their way", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        co_await create_table(session);
        Sets sets(50'000, &numbers);
        const auto body = [&](std::size_t i) -> task<void> {
            if (i == 5) {
                const Answer answer = co_await session.execute_many(request(insert_number), sets);
                CHECK(answer.row_count == 50'000);
            } else {
                const std::string count = "SELECT count(*) FROM many";
                co_await check_number(session, count, i < 5 ? 0 : 50'000);
            }
        };
        co_await at_once(10, body);
    });
}

TEST_CASE("large sets are sent in parts, whatever their answers", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        const Statement echo("SELECT $1", {Text{}});
        const std::string text(100'000, 't');
        Sets sets(2000, [&](std::int64_t, ParameterBuffer& into) { into.add(text, Text{}); });
        const Answer answer = co_await session.execute_many(request(echo), sets);
        CHECK(answer.row_count == 2000);
    });
}

}  // namespace
}  // namespace azoth::postgresql::test

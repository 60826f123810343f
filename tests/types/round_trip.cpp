#include "types/round_trip.hpp"

#include "postgresql_session/server.hpp"
#include <azoth/sql/dialect.hpp>
#include <azoth/sqlite/sqlite.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <span>

namespace azoth::test {
namespace {

namespace pg = postgresql::test;

constexpr std::size_t batch_size = 100;

std::string select_of(const Passage& passage, std::size_t count) {
    std::string sql = "SELECT ";
    for (std::size_t i = 1; i <= count; ++i) {
        const std::string value = '$' + std::to_string(i) + "::" + passage.cast;
        if (i > 1) sql += ", ";
        // The type's own output function; a cast to text differs from it for some types.
        sql += value + ", format('%s', " + value + ")";
    }
    return sql;
}

// The server must print what azoth sent as azoth's text, and azoth must print what the server sent as the server's.
std::string judge_text(const Passage& passage, const Cell& sent, const Cell& received, const Cell& text) {
    std::string printed;
    append_text(printed, received);
    if (printed != text.text()) return "azoth prints " + printed + ", the server " + std::string(text.text());
    if (!passage.same_text) return {};
    printed.clear();
    append_text(printed, sent);
    if (printed != text.text()) return "sent was " + printed + ", the server prints " + std::string(text.text());
    ByteBuffer parsed;
    parse_text(parsed, passage.type, text.text());
    return std::ranges::equal(parsed.bytes(), sent.bytes()) ? "" : "the text is parsed to another value: " + printed;
}

task<void> pass_batch(Session& session, const Passage& passage, std::span<const Traveller> travellers) {
    const pg::Statement statement(select_of(passage, travellers.size()),
                                  std::vector<SqlType>(travellers.size(), passage.type));
    ParameterBuffer parameters;
    for (const Traveller& traveller : travellers) traveller.add(parameters, passage.type);
    const Answer answer = co_await session.execute(pg::request(statement, &parameters));
    std::vector<Cell> sent;
    parameters.for_each(statement.parameter_types, [&](const Cell& cell) { sent.push_back(cell); });
    for (std::size_t i = 0; i < travellers.size(); ++i) {
        const Cell received = answer.rows->cell(0, 2 * i);
        const Cell text = answer.rows->cell(0, 2 * i + 1);
        std::string verdict;
        try {
            verdict = travellers[i].judge(received);
            if (verdict.empty() && !received.is_null()) verdict = judge_text(passage, sent[i], received, text);
        } catch (const std::exception& e) {
            verdict = e.what();
        }
        Tally::get().add_value(verdict.empty());
        if (!verdict.empty()) {
            FAIL_CHECK(passage.cast << ": " << verdict << "; value " << i
                                    << " of its batch, as the server prints it: " << text.text());
        }
    }
}

}  // namespace

namespace {

std::string column_type(const SqlType& type) {
    try {
        return sqlite::backend().dialect().type_name(type);
    } catch (const UnsupportedCompilationError&) {
        return wire_oid(type) == oid::oid ? "INTEGER" : "TEXT";
    }
}

task<void> pass_sqlite_batch(Session& session, const Passage& passage, std::span<const Traveller> travellers) {
    std::string insert = "INSERT INTO passage (value) VALUES (?)";
    for (std::size_t i = 1; i < travellers.size(); ++i) insert += ", (?)";
    co_await pg::execute(session, "DELETE FROM passage");
    const pg::Statement inserting(insert, std::vector<SqlType>(travellers.size(), passage.type));
    ParameterBuffer parameters;
    for (const Traveller& traveller : travellers) traveller.add(parameters, passage.type);
    co_await session.execute(pg::request(inserting, &parameters));
    pg::Statement selecting("SELECT value FROM passage ORDER BY id");
    selecting.columns.push_back(ResultColumn{"value", passage.type});
    selecting.seal();
    const Answer answer = co_await session.execute(pg::request(selecting));
    REQUIRE(answer.rows->size() == travellers.size());
    for (std::size_t i = 0; i < travellers.size(); ++i) {
        std::string verdict;
        try {
            verdict = travellers[i].judge(answer.rows->cell(i, 0));
        } catch (const std::exception& e) {
            verdict = e.what();
        }
        Tally::get().add_value(verdict.empty());
        if (!verdict.empty())
            FAIL_CHECK(passage.cast << " in SQLite: " << verdict << "; value " << i << " of its batch");
    }
}

}  // namespace

Tally::~Tally() {
    if (values_ == 0) return;
    std::printf("types: AZOTH_TEST_SEED=%llu\n", static_cast<unsigned long long>(seed()));
    std::printf("types: %zu types, %zu values, %zu failures\n", types_, values_, failures_);
}

std::size_t values_of_each_type() {
    const char* const given = std::getenv("AZOTH_TEST_VALUES");
    return given != nullptr ? std::strtoull(given, nullptr, 10) : 10'000;
}

void pass_postgresql(const Passage& passage, const std::vector<Traveller>& travellers) {
    INFO(passage.cast << ", AZOTH_TEST_SEED=" << seed());
    Tally::get().add_type();
    pg::with_session([&](Session& session) -> task<void> {
        for (const std::string& statement : passage.set_up) co_await pg::execute(session, statement);
        const std::span<const Traveller> all(travellers);
        for (std::size_t at = 0; at < all.size(); at += batch_size) {
            co_await pass_batch(session, passage, all.subspan(at, std::min(batch_size, all.size() - at)));
        }
    });
}

void pass_sqlite(const Passage& passage, const std::vector<Traveller>& travellers) {
    INFO(passage.cast << " in SQLite, AZOTH_TEST_SEED=" << seed());
    pg::run([&]() -> task<void> {
        const auto connector = sqlite::backend().connector(Url::parse("sqlite://"), ConnectOptions());
        const std::unique_ptr<Session> session = co_await connector->connect();
        co_await pg::execute(*session,
                             "CREATE TABLE passage (id INTEGER PRIMARY KEY, value " + column_type(passage.type) + ")");
        const std::span<const Traveller> all(travellers);
        for (std::size_t at = 0; at < all.size(); at += batch_size) {
            co_await pass_sqlite_batch(*session, passage, all.subspan(at, std::min(batch_size, all.size() - at)));
        }
        co_await session->close();
    });
}

}  // namespace azoth::test

#include "engine/support.hpp"
#include "hostile_server.hpp"
#include <azoth/types/all.hpp>

#include <span>

#include <sys/mman.h>

// Invalid input throws before a byte of it is sent, and the session remains usable.
namespace azoth::postgresql::test {
namespace {

using namespace std::string_literals;

// Executes body on a session, then another query, and checks what the server has received.
void check_never_sent(const std::function<task<void>(Session&)>& body, std::chrono::seconds limit = 10s) {
    std::string seen;
    with_hostile_session(
        [&](HostileServer::Wire& wire) -> task<void> {
            seen += co_await wire.request();
            co_await wire.send(answer_of(7));
            co_await wire.until_closed();
        },
        [&](Session& session) -> task<void> {
            co_await body(session);
            CHECK(session.is_clean());
            co_await check_number(session, "SELECT 7", 7);
        },
        limit);
    CHECK(seen == "CPDBES");
}

task<void> check_refused(task<Answer> operation) {
    const auto error = as<InterfaceError>(co_await failure(std::move(operation)));
    CHECK(error.outcome() == Outcome::not_sent);
    CHECK_FALSE(error.connection_lost());
}

// Returns sets of parameters, of which the last cannot be sent.
class Sets final : public ParameterSource {
public:
    explicit Sets(ParameterBuffer last) : last_(std::move(last)) {}
    bool next(ParameterBuffer& into) override {
        into = last_;
        return true;
    }

private:
    ParameterBuffer last_;
};

TEST_CASE("A NUL in SQL throws before a byte is sent", "[fault]") {
    check_never_sent([](Session& session) -> task<void> {
        co_await check_refused(execute(session, "SELECT 1\0; DROP TABLE t"s));
        as<InterfaceError>(co_await failure(session.control("SAVEPOINT a\0b"s)));
        as<InterfaceError>(co_await failure(session.control("LISTEN \"news\0\""s)));

        const Statement good("SELECT 7");
        Request made = request(good);
        const std::string begin = "BEGIN\0"s;
        made.begin = begin;
        co_await check_refused(session.execute(made));

        const Statement bad("INSERT INTO t VALUES ($1)\0"s, {Integer()});
        Sets sets(values(1));
        co_await check_refused(session.execute_many(request(bad), sets));
        const auto cursor = co_await session.open(request(bad));
        co_await check_refused(cursor->fetch(10));
    });
}

TEST_CASE("Text with a NUL, or that is not UTF-8, throws as a parameter", "[fault]") {
    for (const std::string& text : {"a\0b"s, "\0"s, "caf\xe9"s, "\xc0\x80"s, "\xed\xa0\x80"s, "\xf4\x90\x80\x80"s}) {
        ParameterBuffer buffer;
        for (const SqlType& type : {SqlType(String()), SqlType(Text()), SqlType(Enum("mood", {}))}) {
            CHECK_THROWS_AS(buffer.add(text, type), DataError);
        }
        CHECK_THROWS_AS(buffer.add(std::string_view(text), String()), DataError);
        CHECK_THROWS_AS(values(std::vector<std::string>{"good", text}), DataError);
        CHECK_THROWS_AS(values(HStoreMap{{text, "v"}}), DataError);
        CHECK_THROWS_AS(values(HStoreMap{{"k", text}}), DataError);
    }
}

TEST_CASE("A NUL in any part of a URL throws", "[fault]") {
    for (const std::string& url :
         {"postgresql://us%00er@host/db"s, "postgresql://user:pass%00word@host/db"s, "postgresql://user@ho%00st/db"s,
          "postgresql://user@host/d%00b"s, "postgresql://user@host/db?application_name=a%00user"s,
          "postgresql://user@host/db?opt%00ions=x"s, "postgresql://user@/db?host=/tmp%00/x"s}) {
        INFO(url);
        CHECK_THROWS_AS(create_async_engine(url), ArgumentError);
    }
}

TEST_CASE("A NUL in a name throws when the statement is compiled", "[fault]") {
    MetaData meta;
    const Table<> table("t\0x"s, meta, Column("id", Integer()));
    const Table<> other("t", meta, Column<Value>("i\0d"s, Integer()));
    const Dialect& dialect = backend().dialect();
    CHECK_THROWS_AS(dialect.compile(select(table)), IdentifierError);
    CHECK_THROWS_AS(dialect.compile(select(other)), IdentifierError);
    CHECK_THROWS_AS(dialect.compile(select(other["i\0d"s].label("a\0b"s))), IdentifierError);
}

TEST_CASE("More than 65535 parameters throw before a byte is sent", "[fault]") {
    check_never_sent([](Session& session) -> task<void> {
        for (const std::size_t count : {std::size_t{65536}, std::size_t{65537}, std::size_t{200'000}}) {
            const Statement statement("SELECT 7", std::vector<SqlType>(count, Integer()));
            ParameterBuffer parameters;
            for (std::size_t i = 0; i < count; ++i) parameters.add_null();
            co_await check_refused(session.execute(request(statement, &parameters)));
        }
    });
}

TEST_CASE("A wrong number of parameters throws before a byte is sent", "[fault]") {
    check_never_sent([](Session& session) -> task<void> {
        const Statement statement("SELECT $1", {Integer()});
        const ParameterBuffer two = values(1, 2);
        co_await check_refused(session.execute(request(statement)));
        co_await check_refused(session.execute(request(statement, &two)));
    });
}

TEST_CASE("A value of more than 1 GiB throws before it is copied", "[fault]") {
    // Address space that is never written: reading the value would allocate its memory.
    constexpr std::size_t size = (std::size_t{1} << 32) + 4096;
    void* const memory = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    REQUIRE(memory != MAP_FAILED);
    const std::size_t before = peak_memory();
    for (const std::size_t length : {std::size_t{1} << 30, (std::size_t{1} << 31) - 1, std::size_t{1} << 32, size}) {
        ParameterBuffer buffer;
        CHECK_THROWS_AS(buffer.add(std::span(static_cast<const std::byte*>(memory), length), LargeBinary()), DataError);
        CHECK_THROWS_AS(buffer.add(std::string_view(static_cast<const char*>(memory), length), String()), DataError);
        CHECK_THROWS_AS(buffer.add(std::string_view(static_cast<const char*>(memory), length), Enum("mood", {})),
                        DataError);
    }
    CHECK(peak_memory() - before < 64);
    ::munmap(memory, size);
}

TEST_CASE("Values of more than 1 GiB together throw before a byte is sent", "[fault]") {
    const auto body = [](Session& session) -> task<void> {
        const std::vector<std::byte> value(100'000'000);
        const Statement statement("SELECT 7", std::vector<SqlType>(11, LargeBinary()));
        ParameterBuffer parameters;
        for (int i = 0; i < 11; ++i) parameters.add(value, LargeBinary());
        co_await check_refused(session.execute(request(statement, &parameters)));
    };
    check_never_sent(body, 60s);
}

TEST_CASE("A set of executemany that cannot be sent fails all sets, and the session remains usable", "[fault]") {
    if (azoth_tests::postgresql_url().empty()) return;
    with_session([](Session& session) -> task<void> {
        co_await execute(session, "CREATE TEMPORARY TABLE sets (n int4)");
        const Statement statement("INSERT INTO sets VALUES ($1)", {Integer()});
        struct OneGoodSet final : ParameterSource {
            int given = 0;
            bool next(ParameterBuffer& into) override {
                into = given++ == 0 ? values(1) : values(1, 2);
                return true;
            }
        } sets;
        co_await check_refused(session.execute_many(request(statement), sets));
        CHECK(session.is_clean());
        co_await check_number(session, "SELECT count(*) FROM sets", 0);
    });
}

}  // namespace
}  // namespace azoth::postgresql::test

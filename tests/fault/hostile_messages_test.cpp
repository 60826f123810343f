#include "hostile_server.hpp"
#include <azoth/types/all.hpp>

#include <boost/asio/write.hpp>

#include <functional>
#include <limits>

// What a server may answer to a session's request. Each case ends with a typed error within a limited time, and the
// session is closed if the protocol was violated.
namespace azoth::postgresql::test {

struct Spot {
    std::int32_t x;
    std::int32_t y;
};

}  // namespace azoth::postgresql::test

template <>
struct azoth::CompositeName<azoth::postgresql::test::Spot> {
    static constexpr std::string_view value = "spot";
};

namespace azoth::postgresql::test {
namespace {

constexpr std::int64_t largest = std::numeric_limits<std::int32_t>::max();
constexpr std::int64_t smallest = std::numeric_limits<std::int32_t>::min();

// Far below the memory that the announced lengths would need.
constexpr std::size_t memory_limit = 96;

struct Attack {
    std::string name;
    std::string bytes;
};

std::string row_of(int count, std::string_view cells) { return message('D', int16(count) + std::string(cells)); }

// Executes a statement whose answer is these bytes, after which the server closes the connection.
void check_ends_session(const Attack& attack) {
    INFO(attack.name);
    const std::size_t before = peak_memory();
    with_hostile_session(
        [&](HostileServer::Wire& wire) -> task<void> {
            co_await wire.request();
            co_await wire.send(attack.bytes);
            co_await wire.until_closed();
        },
        [](Session& session) -> task<void> {
            const Statement statement("SELECT 1");
            Request made = request(statement);
            made.timeout = 5s;
            const auto error = as<OperationalError>(co_await failure(session.execute(made)));
            CHECK(error.connection_lost());
            CHECK(error.outcome() == Outcome::unknown);
            CHECK_FALSE(session.is_usable());
            CHECK_FALSE(session.is_clean());
            const auto late = as<OperationalError>(co_await failure(execute(session, "SELECT 1")));
            CHECK(late.outcome() == Outcome::not_sent);
        });
    CHECK(peak_memory() - before < memory_limit);
}

TEST_CASE("A message with an impossible length ends the session", "[fault]") {
    for (const char type : {'D', 'T', 'C', 'Z', 'E', 'N', 'S', 'A', '1', '2', 't', 'd', 'R', 'K'}) {
        for (const std::int64_t length : {smallest, std::int64_t{-1}, std::int64_t{0}, std::int64_t{3}, largest}) {
            check_ends_session({std::string(1, type) + " of " + std::to_string(length),
                                lying_message(type, length, std::string(64, 'x'))});
        }
    }
}

TEST_CASE("A message that announces more bytes than arrive takes no memory in advance", "[fault]") {
    const std::size_t before = peak_memory();
    with_hostile_session(
        [&](HostileServer::Wire& wire) -> task<void> {
            co_await wire.request();
            co_await wire.send(described("n") + lying_message('D', (1 << 30) - 1, std::string(1000, 'x')));
            wire.socket().close();
        },
        [](Session& session) -> task<void> {
            const auto error = as<OperationalError>(co_await failure(execute(session, "SELECT 1")));
            CHECK(error.connection_lost());
        });
    CHECK(peak_memory() - before < memory_limit);
}

TEST_CASE("A row that does not fit its description ends the session", "[fault]") {
    const std::string two = described("a", "b");
    const std::string cell = int32(4) + int32(1);
    for (const Attack& attack : std::vector<Attack>{
             {"fewer fields", two + row_of(1, cell)},
             {"more fields", two + row_of(3, cell + cell + cell)},
             {"no fields", two + row_of(0, "")},
             {"a negative number of fields", two + row_of(-1, cell + cell)},
             {"fewer fields than it says", two + row_of(2, cell)},
             {"more bytes than its fields", two + row_of(2, cell + cell + "x")},
             {"cut in the number of fields", two + message('D', "\1")},
             {"cut in a length", two + row_of(2, cell + "\1\1")},
             {"a field of -2", two + row_of(2, int32(-2) + cell)},
             {"a field of the smallest length", two + row_of(2, int32(smallest) + cell)},
             {"a field of 2^31-1", two + row_of(2, int32(largest) + cell)},
             {"a field one byte too long", two + row_of(2, cell + int32(5) + int32(1))},
             {"a field that hides the next", two + row_of(2, int32(8) + int32(1) + cell)},
         }) {
        check_ends_session(attack);
    }
}

TEST_CASE("A description that contradicts itself ends the session", "[fault]") {
    const std::string field = cstring("n") + int32(0) + int16(0) + int32(23) + int16(4) + int32(-1) + int16(1);
    const std::string parsed = message('1') + message('t', int16(0));
    const std::string no_terminator(100, 'n');
    for (const Attack& attack : std::vector<Attack>{
             {"more columns than it has", parsed + message('T', int16(2) + field)},
             {"32767 columns", parsed + message('T', int16(32767) + field)},
             {"a negative number of columns", parsed + message('T', int16(-1) + field)},
             {"bytes too many", parsed + message('T', int16(1) + field + "x")},
             {"a name without an end", parsed + message('T', int16(1) + no_terminator)},
             {"a column in an unknown format",
              parsed + message('T', int16(1) + field.substr(0, field.size() - 1) + "\2")},
             {"a name that is not UTF-8",
              parsed + message('T', int16(1) + cstring("caf\xe9") + field.substr(2)) + message('2') + ready()},
             {"a second description", described("n") + row_description("n")},
             {"a description that was not requested", answer_of(1).substr(0, answer_of(1).size() - 6) + message('n')},
         }) {
        check_ends_session(attack);
    }
}

TEST_CASE("Messages out of order end the session", "[fault]") {
    const std::string row = data_row(int32(1));
    for (const Attack& attack : std::vector<Attack>{
             {"ready at once", ready()},
             {"ready after the description", described("n") + ready()},
             {"ready in the middle of the rows", described("n") + row + ready()},
             {"complete before the statement is bound",
              message('1') + message('t', int16(0)) + row_description("n") + completed("SELECT 0")},
             {"rows before the statement is bound", message('1') + message('t', int16(0)) + row_description("n") + row +
                                                        message('2') + completed("SELECT 1")},
             {"bound twice", described("n") + message('2') + row + completed("SELECT 1")},
             {"complete twice", described("n") + message('C', cstring("SELECT 0")) + completed("SELECT 0")},
             {"rows after the end", described("n") + message('C', cstring("SELECT 0")) + row + ready()},
             {"parsed twice", message('1') + answer_of(1)},
             {"not parsed at all", message('2') + completed("SELECT 0")},
             {"a statement closed that was not", message('3') + answer_of(1)},
             {"suspended without a limit", described("n") + row + message('s') + ready()},
             {"the greeting again", message('R', int32(0)) + answer_of(1)},
             {"another key", message('K', int32(1) + int32(2)) + answer_of(1)},
             {"an older protocol", message('v', int32(0) + int32(0)) + answer_of(1)},
             {"the result of a function call", message('V', int32(-1)) + answer_of(1)},
             {"replication", message('W', std::string("\0\0\0", 3)) + answer_of(1)},
             {"COPY data", described("n") + message('d', "1\n") + completed("COPY 1")},
             {"the end of COPY data", described("n") + message('c') + completed("COPY 1")},
             {"COPY from the client twice", message('1') + message('2') + message('G', std::string("\0\0\0", 3)) +
                                                message('G', std::string("\0\0\0", 3))},
             {"an unknown message", message('!', "x")},
             {"an unknown state of the transaction", answer_of(1).substr(0, answer_of(1).size() - 6) + ready('Q')},
             {"a longer ReadyForQuery", answer_of(1).substr(0, answer_of(1).size() - 6) + message('Z', "II")},
             {"a tag without a number", described("n") + completed("INSERT 0 -1")},
             {"an empty tag", described("n") + completed("")},
             {"a longer BindComplete", message('1') + message('2', "x")},
             {"another encoding", message('S', cstring("client_encoding") + cstring("SQL_ASCII")) + answer_of(1)},
             {"an error report without an end", message('E', "SERROR")},
             {"a parameter of a megabyte", message('S', cstring("x") + cstring(std::string(1 << 20, 'x')))},
             {"HTTP", "HTTP/1.1 400 Bad Request\r\n\r\n"},
         }) {
        check_ends_session(attack);
    }
}

TEST_CASE("A COMMIT without a COMMIT tag in its answer is not a success", "[fault]") {
    with_hostile_session(
        [&](HostileServer::Wire& wire) -> task<void> {
            co_await wire.request();
            co_await wire.send(ready());
            co_await wire.until_closed();
        },
        [](Session& session) -> task<void> {
            const auto error = as<OperationalError>(co_await failure(session.control("COMMIT")));
            CHECK(error.outcome() == Outcome::unknown);
            CHECK_FALSE(session.is_usable());
        });
}

TEST_CASE("A server that sends more rows than were fetched causes an error", "[fault]") {
    const std::size_t before = peak_memory();
    with_hostile_session(
        [&](HostileServer::Wire& wire) -> task<void> {
            co_await wire.request();
            co_await wire.send(described("n"));
            const std::string rows = [] {
                std::string many;
                while (many.size() < (1 << 20)) many += data_row(std::string(1000, 'x'));
                return many;
            }();
            for (int i = 0; i < 300; ++i) co_await wire.send(rows);
            co_await wire.until_closed();
        },
        [](Session& session) -> task<void> {
            const Statement statement("SELECT n FROM t");
            const auto cursor = co_await session.open(request(statement));
            const auto error = as<OperationalError>(co_await failure(cursor->fetch(10)));
            CHECK(error.connection_lost());
            CHECK_FALSE(session.is_usable());
        });
    CHECK(peak_memory() - before < memory_limit);
}

TEST_CASE("Parameters that a server reports endlessly are not kept", "[fault]") {
    const std::size_t before = peak_memory();
    with_hostile_session(
        [&](HostileServer::Wire& wire) -> task<void> {
            co_await wire.request();
            int number = 0;
            for (int i = 0; i < 40; ++i) {
                std::string many;
                while (many.size() < (1 << 22)) {
                    const std::string name = "name" + std::to_string(number++);
                    many += message('S', cstring(name) + cstring(std::string(10'000, 'x')));
                }
                co_await wire.send(many);
            }
            co_await wire.send(answer_of(7));
            co_await wire.until_closed();
        },
        [](Session& session) -> task<void> { co_await check_number(session, "SELECT 7", 7); });
    CHECK(peak_memory() - before < memory_limit);
}

TEST_CASE("An endless COPY to the client is ended by the statement's timeout", "[fault]") {
    const std::size_t before = peak_memory();
    with_hostile_session(
        [&](HostileServer::Wire& wire) -> task<void> {
            co_await wire.request();
            co_await wire.send(message('1') + message('n') + message('2') + message('H', std::string("\0\0\0", 3)));
            const std::string data = message('d', std::string(60'000, 'x'));
            while (wire.socket().is_open()) {
                co_await asio::async_write(wire.socket(), asio::buffer(data), asio::use_awaitable);
            }
        },
        [](Session& session) -> task<void> {
            const Statement statement("SELECT n FROM t");
            Request made = request(statement);
            made.timeout = 200ms;
            const auto error = co_await failure(session.execute(made));
            as<TimeoutError>(error);
            for (int i = 0; i < 1000 && session.is_usable(); ++i) co_await sleep(10ms);
            CHECK_FALSE(session.is_usable());
        });
    CHECK(peak_memory() - before < memory_limit);
}

TEST_CASE("A server that answers neither a statement nor a cancel request is abandoned in time", "[fault]") {
    with_hostile_session([&](HostileServer::Wire& wire) -> task<void> { co_await wire.until_closed(); },
                         [](Session& session) -> task<void> {
                             const Statement statement("SELECT 1");
                             Request made = request(statement);
                             made.timeout = 100ms;
                             as<TimeoutError>(co_await failure(session.execute(made)));
                             for (int i = 0; i < 1000 && session.is_usable(); ++i) co_await sleep(10ms);
                             CHECK_FALSE(session.is_usable());
                         });
}

TEST_CASE("An unrequested COPY fails the statement, and the session remains usable", "[fault]") {
    for (const bool to_server : {true, false}) {
        INFO(to_server);
        const std::string offer =
            message('1') + message('n') + message('2') + message(to_server ? 'G' : 'H', std::string("\0\0\0", 3));
        const std::string end = to_server ? error_response("ERROR", "57014", "COPY from stdin failed") + ready()
                                          : message('d', "1\n") + message('c') + completed("COPY 1");
        std::string refusal;
        with_hostile_session(
            [&](HostileServer::Wire& wire) -> task<void> {
                co_await wire.request();
                co_await wire.send(offer);
                if (to_server) refusal = co_await wire.request();
                co_await wire.send(end);
                co_await wire.request();
                co_await wire.send(answer_of(7));
                co_await wire.until_closed();
            },
            [](Session& session) -> task<void> {
                as<NotSupportedError>(co_await failure(execute(session, "SELECT n FROM t")));
                CHECK(session.is_clean());
                co_await check_number(session, "SELECT 7", 7);
            });
        CHECK(refusal == (to_server ? "fS" : ""));
    }
}

TEST_CASE("A server's last error in an idle session is the reason for its loss", "[fault]") {
    const bool probed = GENERATE(false, true);
    INFO(probed);
    with_hostile_session(
        [&](HostileServer::Wire& wire) -> task<void> {
            co_await wire.request();
            co_await wire.send(answer_of(7) + error_response("FATAL", "57P01", "terminating connection"));
            wire.socket().shutdown(asio::ip::tcp::socket::shutdown_send);
            co_await wire.until_closed();
        },
        [&](Session& session) -> task<void> {
            co_await check_number(session, "SELECT 7", 7);
            co_await sleep(20ms);
            if (probed) CHECK_FALSE(session.probe());
            const auto error = as<OperationalError>(co_await failure(execute(session, "SELECT 7")));
            CHECK(error.sqlstate() == "57P01");
            CHECK(error.connection_lost());
            CHECK(error.outcome() == (probed ? Outcome::not_sent : Outcome::unknown));
            CHECK_FALSE(session.is_usable());
        });
}

TEST_CASE("Any other message to an idle session makes it unusable", "[fault]") {
    for (const std::string& said :
         {data_row(int32(1)), ready(), message('2'), lying_message('N', -1), std::string("?")}) {
        INFO(said);
        with_hostile_session(
            [&](HostileServer::Wire& wire) -> task<void> {
                co_await wire.request();
                co_await wire.send(answer_of(7));
                co_await sleep(5ms);
                co_await wire.send(said);
                co_await wire.until_closed();
            },
            [](Session& session) -> task<void> {
                co_await check_number(session, "SELECT 7", 7);
                co_await sleep(30ms);
                CHECK_FALSE(session.probe());
                as<OperationalError>(co_await failure(execute(session, "SELECT 7")));
            });
    }
}

TEST_CASE("An error report that is not UTF-8 is converted", "[fault]") {
    with_hostile_session(
        [&](HostileServer::Wire& wire) -> task<void> {
            co_await wire.request();
            co_await wire.send(error_response("ERROR", "42P01", "caf\xe9 \xc0\x80 \xf0\x9f\x98\x80") + ready());
            co_await wire.until_closed();
        },
        [](Session& session) -> task<void> {
            const auto error = as<ProgrammingError>(co_await failure(execute(session, "SELECT 7")));
            CHECK(azoth::detail::is_storable_text(error.what()));
            CHECK(error.message() == "caf\xef\xbf\xbd \xef\xbf\xbd\xef\xbf\xbd \xf0\x9f\x98\x80");
            CHECK(session.is_usable());
        });
}

// The one cell of an answer, decoded.
template <class T>
void check_undecodable(std::string_view name, std::int64_t type, const std::string& cell) {
    INFO(name);
    const std::size_t before = peak_memory();
    with_hostile_session(
        [&](HostileServer::Wire& wire) -> task<void> {
            co_await wire.request();
            co_await wire.send(described(Field("v", type)) + data_row(cell) + completed("SELECT 1"));
            // A type of the database is queried in its catalogue.
            co_await wire.request();
            co_await wire.send(error_response("ERROR", "42501", "not for you") + ready());
            co_await wire.until_closed();
        },
        [](Session& session) -> task<void> {
            const Answer answer = co_await execute(session, "SELECT v");
            const Cell found = answer.rows->cell(0, 0);
            CHECK_THROWS_AS(Codec<T>::decode(found), DataError);
            // An invalid value is no reason to close the connection.
            CHECK(session.is_clean());
        });
    CHECK(peak_memory() - before < memory_limit);
}

TEST_CASE("Invalid counts and lengths inside a value throw", "[fault]") {
    using Numbers = std::vector<std::int32_t>;
    constexpr std::int64_t int4 = 23, int4_array = 1007, text_array = 1009;
    const auto dimension = [](std::int64_t size) { return int32(size) + int32(1); };
    const auto array = [](std::int64_t dimensions) { return int32(dimensions) + int32(0) + int32(int4); };
    const std::string element = int32(4) + int32(1);

    check_undecodable<Numbers>("2^31-1 elements", int4_array, array(1) + dimension(largest) + element);
    check_undecodable<Numbers>("-1 elements", int4_array, array(1) + dimension(-1) + element);
    check_undecodable<Numbers>("more elements than there are", int4_array, array(1) + dimension(2) + element);
    check_undecodable<Numbers>("2^31-1 dimensions", int4_array, array(largest) + dimension(1) + element);
    check_undecodable<Numbers>("-1 dimensions", int4_array, array(-1) + dimension(1) + element);
    check_undecodable<Numbers>("an element of -2", int4_array, array(1) + dimension(1) + int32(-2));
    check_undecodable<Numbers>("an element of 2^31-1", int4_array, array(1) + dimension(1) + int32(largest) + "xxxx");
    check_undecodable<Numbers>("bytes too many", int4_array, array(1) + dimension(1) + element + "x");
    check_undecodable<Numbers>("nothing", int4_array, "");
    check_undecodable<std::vector<Numbers>>("2^62 elements", int4_array,
                                            array(2) + dimension(largest) + dimension(largest) + element);
    check_undecodable<std::vector<std::string>>("an element that is not UTF-8", text_array,
                                                int32(1) + int32(0) + int32(25) + dimension(1) + int32(2) + "\xc3\x28");

    check_undecodable<std::int32_t>("an integer of three bytes", int4, "\1\2\3");
    check_undecodable<std::int64_t>("a long integer of four", 20, int32(1));
    check_undecodable<bool>("a bool of two bytes", 16, "\1\1");
    check_undecodable<Decimal>("a number of 32767 digits that are not there", 1700,
                               int16(32767) + int16(0) + int16(0) + int16(0));
    check_undecodable<std::string>("text that is not UTF-8", 25, "caf\xe9");
    check_undecodable<std::string>("text in an overlong form", 25, "\xc0\xa0");
    check_undecodable<std::string>("text cut in a character", 25, "\xf0\x9f\x98");
    check_undecodable<std::string_view>("a view of text that is not UTF-8", 1043, "\xff");
}

TEST_CASE("Invalid counts inside a composite value throw", "[fault]") {
    constexpr std::int64_t some_composite = 16501;
    const std::string field = int32(23) + int32(4) + int32(1);
    for (const std::string& value :
         {int32(largest) + field, int32(-1) + field, int32(1) + field, int32(3) + field + field + field,
          int32(2) + field, int32(2) + field + int32(23) + int32(largest), int32(2) + field + int32(23) + int32(-2),
          int32(2) + field + field + "x", int32(2) + field + int32(16) + int32(4) + int32(1)}) {
        check_undecodable<Spot>("composite", some_composite, value);
    }
}

TEST_CASE("Invalid counts inside an hstore throw", "[fault]") {
    constexpr std::int64_t some_extension = 16500;
    const std::string pair = int32(1) + "k" + int32(1) + "v";
    for (const std::string& value :
         {int32(largest) + pair, int32(-1) + pair, int32(smallest) + pair, int32(2) + pair, int32(1) + int32(-1) + "k",
          int32(1) + int32(largest) + "k", int32(1) + int32(1) + "k" + int32(-2), int32(1) + pair + "x"}) {
        check_undecodable<HStoreMap>("hstore", some_extension, value);
    }
}

}  // namespace
}  // namespace azoth::postgresql::test

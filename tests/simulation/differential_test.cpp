#include "catch.hpp"
#include "frontend.hpp"
#include "model_server.hpp"
#include "server_settings.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <poll.h>
#include <sys/socket.h>

// The model against a real server: the same bytes, the same answers.
namespace azoth_tests::simulation {
namespace {

// A message as both sides must have it: its type, and what of its body is the same on every server.
std::string essence(char type, std::string_view body) {
    std::string text(1, type);
    BodyReader reader(body);
    switch (type) {
        case 'E':
        case 'N':
            while (true) {
                const char field = reader.number<char>();
                if (field == '\0') return text;
                const std::string_view value = reader.text();
                if (field == 'C' || field == 'V') text.append(" ").append(value);
            }
        case 'T':
            for (auto left = reader.number<std::int16_t>(); left > 0; --left) {
                text.append(" ").append(reader.text());
                reader.raw(sizeof(std::int32_t) + sizeof(std::int16_t));
                text.append(":").append(std::to_string(reader.number<std::uint32_t>()));
                text.append(":").append(std::to_string(reader.number<std::int16_t>()));
                reader.raw(sizeof(std::int32_t));
                text.append(":").append(std::to_string(reader.number<std::int16_t>()));
            }
            return text;
        case 'C': return text.append(" ").append(reader.text());
        case 'Z': return text.append(" ").append(body);
        default: break;
    }
    text += ' ';
    for (const char c : body) text += c >= ' ' && c <= '~' ? c : '.';
    return text;
}

// Takes the whole messages from the front of the bytes.
void take_messages(std::string& bytes, std::vector<std::string>& into) {
    std::size_t at = 0;
    while (bytes.size() - at >= 5) {
        const auto size = static_cast<std::size_t>(read_integer<std::int32_t>(bytes.data() + at + 1));
        if (bytes.size() - at < 1 + size) break;
        into.push_back(essence(bytes[at], std::string_view(bytes).substr(at + 5, size - 4)));
        at += 1 + size;
    }
    bytes.erase(0, at);
}

std::size_t count_ready(const std::vector<std::string>& messages) {
    return static_cast<std::size_t>(
        std::count_if(messages.begin(), messages.end(), [](const std::string& text) { return text[0] == 'Z'; }));
}

struct FinishConnection {
    void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
};
using ConnectionPtr = std::unique_ptr<PGconn, FinishConnection>;

ConnectionPtr connect() {
    ConnectionPtr made(PQconnectdb((server_setting("AZOTH_TEST_POSTGRESQL") + "?sslmode=disable").c_str()));
    if (PQstatus(made.get()) != CONNECTION_OK) FAIL(PQerrorMessage(made.get()));
    PQsetNoticeReceiver(
        made.get(), [](void*, const PGresult*) {}, nullptr);
    return made;
}

// The real server: one session for commands, and one for each conversation, whose stream is taken over.
class RealServer {
public:
    // The table and the type are not temporary: DISCARD ALL would drop them.
    RealServer() : connection_(connect()) {
        command("DROP TABLE IF EXISTS effects");
        command("DROP TYPE IF EXISTS simulation_mood");
        command("CREATE TYPE simulation_mood AS ENUM ('ok')");
        command("CREATE TABLE effects (id int8 PRIMARY KEY)");
        mood_ = command("SELECT 'simulation_mood'::regtype::oid");
    }
    RealServer(const RealServer&) = delete;
    RealServer& operator=(const RealServer&) = delete;
    ~RealServer() { PQclear(PQexec(connection_.get(), "DROP TABLE effects; DROP TYPE simulation_mood")); }

    std::uint32_t mood() const { return static_cast<std::uint32_t>(std::stoul(mood_)); }

    // Sends bytes and returns the answers, up to `syncs` ReadyForQuery messages or the end, and what follows
    // immediately.
    std::vector<std::string> answer(std::string_view bytes, std::size_t syncs, bool ends) {
        const ConnectionPtr connection = connect();
        const int socket = PQsocket(connection.get());
        std::vector<std::string> messages;
        std::string received;
        while (!bytes.empty()) {
            const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) break;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        while ((ends || count_ready(messages) < syncs) && receive(socket, received, 5000)) {
            take_messages(received, messages);
        }
        while (receive(socket, received, 1)) take_messages(received, messages);
        return messages;
    }

    // The rows of the table, which are deleted.
    std::string take_effects() {
        return command(
            "WITH gone AS (DELETE FROM effects RETURNING id) "
            "SELECT string_agg(id::text, ' ' ORDER BY id) FROM gone");
    }

private:
    static bool receive(int socket, std::string& into, int milliseconds) {
        pollfd waited{socket, POLLIN, 0};
        if (::poll(&waited, 1, milliseconds) <= 0) return false;
        char buffer[4096];
        const auto size = ::recv(socket, buffer, sizeof buffer, 0);
        if (size <= 0) return false;
        into.append(buffer, static_cast<std::size_t>(size));
        return true;
    }

    std::string command(const char* sql) {
        const std::unique_ptr<PGresult, void (*)(PGresult*)> result(PQexec(connection_.get(), sql), &PQclear);
        const auto status = PQresultStatus(result.get());
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) FAIL(PQresultErrorMessage(result.get()));
        return PQntuples(result.get()) == 0 ? std::string() : PQgetvalue(result.get(), 0, 0);
    }

    ConnectionPtr connection_;
    std::string mood_;
};

std::string committed(const ModelServer& model) {
    std::vector<std::int64_t> ids;
    for (const Execution& made : model.ledger()) {
        Script script;
        script.verb = made.verb;
        if (made.fate == Fate::committed && script.writes()) ids.push_back(made.id);
    }
    std::sort(ids.begin(), ids.end());
    std::string text;
    for (const std::int64_t id : ids) text.append(text.empty() ? "" : " ").append(std::to_string(id));
    return text;
}

std::string joined(const std::vector<std::string>& messages) {
    std::string text;
    for (const std::string& message : messages) text.append(message).append("\n");
    return text;
}

// The same conversation with both. It has to end outside of a transaction.
void compare(RealServer& real, const std::string& bytes) {
    ModelOptions options;
    options.mood_oid = real.mood();
    ModelServer model(options);
    model.reset();
    model.receive(bytes);
    model.work_through();
    model.flush();
    std::string sent(model.sendable());
    std::vector<std::string> expected;
    take_messages(sent, expected);
    CHECK(sent.empty());
    CHECK(model.status() == 'I');
    const std::vector<std::string> found = real.answer(bytes, count_ready(expected), model.is_closed());
    CHECK(joined(expected) == joined(found));
    CHECK(committed(model) == real.take_effects());
}

std::string copy_rows(std::initializer_list<std::int64_t> ids, bool trailer = true) {
    std::string data(copy_header);
    for (const std::int64_t id : ids) {
        write_integer(data, std::int16_t{1});
        write_integer(data, std::int32_t{8});
        write_integer(data, id);
    }
    if (trailer) write_integer(data, std::int16_t{-1});
    return data;
}

// Messages of all kinds in any order, right and wrong, always ended by a Sync; ROLLBACK and Sync at the end.
class RandomConversation {
public:
    explicit RandomConversation(std::uint32_t seed) : random_(seed) {}

    std::string bytes() {
        for (int left = 5 + below(40); left > 0; --left) step();
        client_.sync().run("ROLLBACK").sync();
        return client_.bytes();
    }

private:
    struct Text {
        std::string sql;
        int parameters = 0;
    };

    int below(int limit) { return static_cast<int>(random_() % static_cast<std::uint32_t>(limit)); }

    Text text() {
        switch (below(27)) {
            case 0:
            case 1: return {std::string(sql::rows), 3};
            case 2: return {std::string(sql::failing_row), 3};
            case 3:
            case 4:
            case 5: return {std::string(sql::insert), 1};
            case 6: return {std::string(sql::insert_returning), 1};
            case 7: return {std::string(sql::duplicate), 1};
            case 8: return {std::string(sql::slow_insert), 2};
            case 9: return {std::string(sql::made_type), 1};
            case 10: return {std::string(sql::textual), 1};
            case 11: return {std::string(sql::missing_table), 1};
            case 12:
            case 13:
            case 14: return {"BEGIN /*1*/", 0};
            case 15:
            case 16: return {"COMMIT", 0};
            case 17: return {"ROLLBACK", 0};
            case 18: return {"SAVEPOINT s" + std::to_string(below(2)), 0};
            case 19: return {"ROLLBACK TO SAVEPOINT s" + std::to_string(below(2)), 0};
            case 20: return {"RELEASE SAVEPOINT s" + std::to_string(below(2)), 0};
            case 21: return {"SET azoth.request = '1'", 0};
            case 22: return {below(2) == 0 ? "SET LOCAL statement_timeout = 10000" : "DISCARD ALL", 0};
            case 23: return {below(2) == 0 ? "DEALLOCATE ALL" : "", 0};
            case 26: return {std::string(sql::alter), 0};
            case 24: return {sql::copy_out(++id_, below(4)), 0};
            default: return {below(3) == 0 ? "nonsense" : std::string(sql::slow_rows), 2};
        }
    }

    std::string statement_name() { return below(2) == 0 ? std::string() : "s" + std::to_string(below(3)); }
    std::string portal_name() { return below(3) != 0 ? std::string() : "p" + std::to_string(below(2)); }

    void bind(const std::string& portal, const std::string& statement) {
        const bool binary = below(4) != 0;
        switch (parameters_[statement]) {
            case 0: client_.bind(portal, statement, {}, binary); break;
            case 1: client_.bind(portal, statement, {++id_}, binary); break;
            case 2: client_.bind(portal, statement, {++id_, 0}, binary); break;
            default: client_.bind(portal, statement, {++id_, below(5), below(8)}, binary);
        }
    }

    void step() {
        switch (below(12)) {
            case 0:
            case 1:
            case 2: {
                const Text chosen = text();
                parameters_[{}] = chosen.parameters;
                client_.parse({}, chosen.sql);
                if (below(2) == 0) client_.describe('S', {});
                bind({}, {});
                client_.execute({}, below(3));
                if (below(2) == 0) client_.sync();
                break;
            }
            case 3: {
                const Text chosen = text();
                const std::string name = statement_name();
                if (below(2) == 0) client_.close('S', name);
                parameters_[name] = chosen.parameters;
                client_.parse(name, chosen.sql);
                break;
            }
            case 4:
                client_.describe(below(2) == 0 ? 'S' : 'P', below(2) == 0 ? statement_name() : portal_name());
                break;
            case 5:
            case 6: bind(portal_name(), statement_name()); break;
            case 7:
            case 8: client_.execute(portal_name(), below(4)); break;
            case 9: client_.close(below(2) == 0 ? 'S' : 'P', below(2) == 0 ? statement_name() : portal_name()); break;
            case 10: copy(); break;
            default:
                client_.sync();
                if (below(4) == 0) client_.query(below(2) == 0 ? "COMMIT" : sql::copied(++id_, below(3)));
        }
    }

    void copy() {
        parameters_[{}] = 0;
        client_.parse({}, sql::copy_in).bind({}, {}, {}).execute({});
        switch (below(6)) {
            case 0: client_.copy_data(copy_rows({++id_})).copy_fail("no more"); break;
            case 1: client_.copy_data("nonsense, which is not a header").copy_done(); break;
            case 2: client_.copy_data(copy_rows({++id_}, false)).copy_done(); break;
            case 3: client_.copy_data(copy_rows({++id_}).substr(0, 31)).copy_done(); break;
            default: {
                const std::string data = copy_rows({id_ + 1, id_ + 2, id_ + 3});
                id_ += 3;
                client_.copy_data(data.substr(0, 25)).flush().copy_data(data.substr(25)).copy_done();
            }
        }
        client_.sync();
    }

    std::mt19937 random_;
    Frontend client_;
    std::map<std::string, int> parameters_;
    std::int64_t id_ = 0;
};

}  // namespace

TEST_CASE("the model answers as a real server does", "[postgresql]") {
    RealServer real;
    compare(real, Frontend().run(sql::rows, {1, 3, 2}).sync().bytes());
    compare(real, Frontend().run(sql::insert, {1}).run(sql::insert, {2}).sync().bytes());
    compare(real, Frontend().run(sql::insert, {1}).run(sql::duplicate, {2}).run(sql::insert, {3}).sync().bytes());
    compare(real, Frontend()
                      .run("BEGIN")
                      .run(sql::insert, {1})
                      .sync()
                      .run("SAVEPOINT a")
                      .run(sql::insert, {2})
                      .sync()
                      .run(sql::failing_row, {3, 2, 3})
                      .sync()
                      .run(sql::insert, {4})
                      .sync()
                      .run("ROLLBACK TO SAVEPOINT a")
                      .run(sql::insert, {5})
                      .run("COMMIT")
                      .sync()
                      .bytes());
    compare(real, Frontend()
                      .run("BEGIN")
                      .parse("s", sql::rows)
                      .bind("c", "s", {1, 5, 1})
                      .execute("c", 2)
                      .sync()
                      .execute("c", 2)
                      .sync()
                      .execute("c", 2)
                      .sync()
                      .execute("c", 2)
                      .close('P', "c")
                      .sync()
                      .run("ROLLBACK")
                      .sync()
                      .bytes());
    compare(real, Frontend()
                      .parse({}, sql::rows)
                      .bind("c", {}, {1, 5, 1})
                      .execute("c", 2)
                      .flush()
                      .execute("c", 3)
                      .sync()
                      .execute("c")
                      .sync()
                      .bytes());
    compare(real, Frontend()
                      .parse({}, sql::copy_in)
                      .bind({}, {}, {})
                      .execute({})
                      .copy_data(copy_rows({1, 2}))
                      .copy_done()
                      .sync()
                      .run(sql::copy_out(3, 2))
                      .sync()
                      .bytes());
    compare(real, Frontend().run(sql::made_type, {1}).run(sql::textual, {1}).sync().bytes());
}

TEST_CASE("the model answers random conversations as a real server does", "[postgresql]") {
    RealServer real;
    for (std::uint32_t seed = 1; seed <= 400; ++seed) {
        INFO("seed " << seed);
        compare(real, RandomConversation(seed).bytes());
    }
}

}  // namespace azoth_tests::simulation

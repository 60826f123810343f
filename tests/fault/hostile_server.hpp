#pragma once

#include "postgresql_session/server.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

// A server that follows protocol 3 up to the greeting, and then sends what a test wants.
namespace azoth::postgresql::test {

/// Big-endian integers and strings of the protocol, for the messages of a hostile server.
std::string int16(int value);
std::string int32(std::int64_t value);
inline std::string cstring(std::string_view text) { return std::string(text) + '\0'; }
/// A message with its true length.
std::string message(char type, std::string_view body = {});
/// A message with a false length.
std::string lying_message(char type, std::int64_t length, std::string_view body = {});

struct Field {
    Field(std::string_view column, std::int64_t oid = 23) : name(column), type(oid) {}  // int4
    Field(const char* column) : Field(std::string_view(column)) {}
    std::string name;
    std::int64_t type;
};
std::string row_description_of(const std::vector<Field>& fields);
template <class... Fields>
std::string row_description(const Fields&... fields) {
    return row_description_of(std::vector<Field>{Field(fields)...});
}
/// A row of cells with their true lengths.
std::string data_row_of(const std::vector<std::string>& cells);
template <class... Cells>
std::string data_row(const Cells&... cells) {
    return data_row_of(std::vector<std::string>{cells...});
}
std::string ready(char status = 'I');
std::string error_response(std::string_view severity, std::string_view sqlstate, std::string_view text);
/// The answer to the first execution of a statement, without BEGIN before it, up to its rows.
template <class... Fields>
std::string described(const Fields&... fields) {
    return message('1') + message('t', int16(0)) + row_description(fields...) + message('2');
}
std::string completed(std::string_view tag);
/// The server's greeting of a trusted user.
std::string greeting();
/// The complete answer to a statement with one int4 column and one row.
std::string answer_of(std::int32_t value);

class HostileServer {
public:
    /// The server's side of one connection.
    class Wire {
    public:
        explicit Wire(asio::ip::tcp::socket socket) : socket_(std::move(socket)) {}

        /// Refuses TLS and takes the startup packet, which it returns.
        task<std::string> startup();
        /// startup(), and the greeting.
        task<void> greet();
        /// The next complete message, with its header.
        task<std::string> receive();
        /// Reads up to the next Sync or Flush, or the end of the connection; returns the types of the messages.
        task<std::string> request();
        /// Sends as much as the client accepts; never throws.
        task<void> send(std::string bytes);
        /// Waits until the client closes the connection.
        task<void> until_closed();
        asio::ip::tcp::socket& socket() noexcept { return socket_; }

    private:
        task<void> read(std::string& into, std::size_t size);

        asio::ip::tcp::socket socket_;
    };

    using Script = std::function<task<void>(Wire&)>;

    /// Every connection gets the script; cancel requests are only counted.
    HostileServer(const asio::any_io_executor& executor, Script script);
    HostileServer(const HostileServer&) = delete;
    HostileServer& operator=(const HostileServer&) = delete;
    ~HostileServer();

    std::string url(std::string_view options = "sslmode=disable") const;
    int cancel_requests() const noexcept;

private:
    struct State;
    static task<void> serve(std::shared_ptr<State> state);
    static task<void> speak(std::shared_ptr<State> state, std::shared_ptr<Wire> wire);

    std::shared_ptr<State> state_;
};

/// Runs body(server) with a server that follows the script. Fails if it takes longer than `limit`.
void against(HostileServer::Script script, const std::function<task<void>(HostileServer&)>& body,
             std::chrono::seconds limit = 10s);

/// The same with a session of the server, which sends its greeting.
void with_hostile_session(HostileServer::Script script, const std::function<task<void>(Session&)>& body,
                          std::chrono::seconds limit = 10s);

/// The peak memory of this process, in MiB.
std::size_t peak_memory();

}  // namespace azoth::postgresql::test

// The bare protocol with epoll: messages made and walked by hand, nothing checked and nothing decoded. No driver can be
// faster. Each connection's pipeline has DEPTH requests, each with its own Sync; it is refilled when half of them are
// answered.

#include "workloads.hpp"

#include <array>
#include <cstring>
#include <memory>
#include <vector>

#include <arpa/inet.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace {

using namespace bench;

class Client {
public:
    Client(const Call& call, Meter& meter) : call_(call), meter_(meter), in_(1 << 18) {
        socket_ = ::socket(AF_UNIX, SOCK_STREAM, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::snprintf(address.sun_path, sizeof address.sun_path, "%s/.s.PGSQL.%s", call.directory.c_str(),
                      call.port.c_str());
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) fail("connect");
        const std::size_t greeting = open(0);
        put32(3 << 16);
        for (const char* const word : {"user", "azoth", "database", "azoth", ""}) put_text(word);
        close(greeting);
        flush();
        await_ready();
        const std::size_t parse = open('P');
        put_text("s");
        put_text(questions.at(call.workload));
        put16(0);
        close(parse);
        close(open('S'));
        flush();
        await_ready();
    }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    ~Client() { ::close(socket_); }

    int descriptor() const { return socket_; }

    void start() {
        while (in_flight_ < call_.depth) {
            ask();
            ++in_flight_;
        }
        flush();
    }

    /// False when all is answered and time is over.
    bool ready() {
        receive();
        while (next() != 0) {
        }
        if (in_flight_ <= call_.depth / 2) {
            if (!meter_.is_over()) {
                start();
            } else if (in_flight_ == 0) {
                return false;
            }
        }
        return true;
    }

private:
    std::size_t open(char type) {
        if (type != 0) out_ += type;
        out_.append(4, '\0');
        return out_.size() - 4;
    }
    void close(std::size_t at) {
        const std::uint32_t length = htonl(static_cast<std::uint32_t>(out_.size() - at));
        std::memcpy(&out_[at], &length, 4);
    }
    void put16(int value) {
        const std::uint16_t wire = htons(static_cast<std::uint16_t>(value));
        out_.append(reinterpret_cast<const char*>(&wire), 2);
    }
    void put32(int value) {
        const std::uint32_t wire = htonl(static_cast<std::uint32_t>(value));
        out_.append(reinterpret_cast<const char*>(&wire), 4);
    }
    void put_text(const char* text) { out_.append(text, std::strlen(text) + 1); }

    void ask() {
        const std::size_t bind = open('B');
        put_text("");
        put_text("s");
        put16(1);
        put16(1);
        if (call_.workload == "lookup") {
            put16(1);
            put32(4);
            put32(random_account());
        } else if (call_.workload == "series") {
            put16(1);
            put32(4);
            put32(1000);
        } else if (call_.workload == "pg_type") {
            put16(2);
            put32(4);
            put32(-1);
            put32(1);
            out_ += '\1';
        } else {
            put16(0);
        }
        put16(1);
        put16(1);
        close(bind);
        const std::size_t execute = open('E');
        put_text("");
        put32(0);
        close(execute);
        close(open('S'));
    }

    void flush() {
        for (std::size_t sent = 0; sent < out_.size();) {
            const ssize_t size = ::send(socket_, out_.data() + sent, out_.size() - sent, MSG_NOSIGNAL);
            if (size <= 0) fail("send");
            sent += static_cast<std::size_t>(size);
        }
        out_.clear();
    }

    void receive() {
        if (begin_ == end_) begin_ = end_ = 0;
        if (in_.size() - end_ < in_.size() / 2) {
            std::memmove(in_.data(), in_.data() + begin_, end_ - begin_);
            end_ -= begin_;
            begin_ = 0;
        }
        const ssize_t size = ::recv(socket_, in_.data() + end_, in_.size() - end_, 0);
        if (size <= 0) fail("recv");
        end_ += static_cast<std::size_t>(size);
    }

    static std::int32_t get32(const char* at) {
        std::uint32_t value = 0;
        std::memcpy(&value, at, 4);
        return static_cast<std::int32_t>(ntohl(value));
    }

    /// The type of the next message that is there; 0: none.
    char next() {
        if (end_ - begin_ < 5) return 0;
        const char* const at = in_.data() + begin_;
        const auto size = static_cast<std::size_t>(get32(at + 1)) + 1;
        if (end_ - begin_ < size) return 0;
        begin_ += size;
        switch (*at) {
            case 'D': walk(at + 5); break;
            case 'Z':
                --in_flight_;
                meter_.add(rows_);
                rows_ = 0;
                break;
            case 'E': fail(at + 5);
            default: break;
        }
        return *at;
    }

    void walk(const char* at) {
        std::uint16_t cells = 0;
        std::memcpy(&cells, at, 2);
        at += 2;
        for (int i = ntohs(cells); i > 0; --i) {
            const std::int32_t length = get32(at);
            at += 4;
            if (length > 0) {
                keep(*at);
                at += length;
            }
        }
        ++rows_;
    }

    void await_ready() {
        ++in_flight_;
        while (in_flight_ != 0) {
            receive();
            while (next() != 0) {
            }
        }
    }

    const Call& call_;
    Meter& meter_;
    int socket_;
    std::vector<char> in_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::string out_;
    int in_flight_ = 0;
    std::uint64_t rows_ = 0;
};

void run(std::vector<std::unique_ptr<Client>>& clients) {
    const int epoll = ::epoll_create1(0);
    for (auto& client : clients) {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.ptr = client.get();
        ::epoll_ctl(epoll, EPOLL_CTL_ADD, client->descriptor(), &event);
        client->start();
    }
    std::array<epoll_event, 64> events{};
    for (std::size_t running = clients.size(); running != 0;) {
        const int count = ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), -1);
        for (int e = 0; e < count; ++e) {
            auto* const client = static_cast<Client*>(events[static_cast<std::size_t>(e)].data.ptr);
            if (client->ready()) continue;
            --running;
            ::epoll_ctl(epoll, EPOLL_CTL_DEL, client->descriptor(), nullptr);
        }
    }
    ::close(epoll);
}

}  // namespace

int main(int count, char** arguments) {
    const Call call = Call::parse(count, arguments);
    if (!questions.contains(call.workload)) fail("wire: no such workload");
    Meter meter(warm_up(call));
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < call.connections; ++i) clients.push_back(std::make_unique<Client>(call, meter));
    meter.restart(warm_up(call));
    run(clients);
    meter.restart(call.seconds);
    run(clients);
    meter.report(call.depth > 1 ? "wire pipelined" : "wire", call.workload);
}

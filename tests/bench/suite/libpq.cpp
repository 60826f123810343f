// The lower bound for most programs: libpq, non-blocking, with epoll; prepared statements, binary results whose cells
// are walked and not decoded. `batch` is one pipeline with one Sync, `copy_in` gets prepared bytes, `stream` uses
// single-row mode.

#include "workloads.hpp"

#include <libpq-fe.h>
#include <malloc.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <memory>
#include <vector>

#include <arpa/inet.h>
#include <sys/epoll.h>
#include <unistd.h>

namespace {

using namespace bench;

template <class T>
void put(std::string& into, T value) {
    if constexpr (sizeof(T) == 2) {
        value = static_cast<T>(htons(static_cast<std::uint16_t>(value)));
    } else if constexpr (sizeof(T) == 4) {
        value = static_cast<T>(htonl(static_cast<std::uint32_t>(value)));
    } else {
        value = static_cast<T>(__builtin_bswap64(static_cast<std::uint64_t>(value)));
    }
    into.append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// One value of a row in binary.
std::vector<std::string> binary_row(const Written& row) {
    std::vector<std::string> cells(7);
    put(cells[0], row.a);
    put(cells[1], row.b);
    put(cells[2], row.c);
    cells[3] = row.d;
    put(cells[4], std::bit_cast<std::uint64_t>(row.e));
    put(cells[5], row.f);
    cells[6] = row.g;
    return cells;
}

class Client {
public:
    Client(const Call& call, Meter& meter)
        : call_(call),
          meter_(meter),
          pg_(PQconnectdb(("host=" + call.directory + " port=" + call.port + " user=azoth dbname=azoth").c_str())) {
        if (PQstatus(pg_) != CONNECTION_OK) fail(PQerrorMessage(pg_));
        if (call.workload != "copy_in") {
            check(PQprepare(pg_, "s", questions.at(call.workload), 0, nullptr), PGRES_COMMAND_OK);
        }
        PQsetnonblocking(pg_, 1);
        row_ = binary_row(Written());
        if (call.workload == "batch") PQenterPipelineMode(pg_);
        if (call.workload == "copy_in") make_copy();
    }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    ~Client() { PQfinish(pg_); }

    int descriptor() const { return PQsocket(pg_); }
    bool wants_write() const { return wants_write_; }

    void start() {
        if (call_.workload == "batch") {
            start_batch();
        } else if (call_.workload == "copy_in") {
            if (PQsendQuery(pg_, questions.at("copy_in")) == 0) fail(PQerrorMessage(pg_));
        } else {
            start_query();
        }
        flush();
    }

    /// False when the answer is there and time is over.
    bool ready() {
        if (PQconsumeInput(pg_) == 0) fail(PQerrorMessage(pg_));
        if (wants_write_) flush();
        while (PQisBusy(pg_) == 0) {
            PGresult* const result = PQgetResult(pg_);
            if (result == nullptr) {
                if (call_.workload == "batch") continue;  // between two of a pipeline
                if (!finish()) return false;
                continue;
            }
            const ExecStatusType status = PQresultStatus(result);
            if (status == PGRES_COPY_IN) {
                copying_ = true;
                PQclear(result);
                send_copy();
                return true;
            }
            walk(result);
            PQclear(result);
            if (status == PGRES_PIPELINE_SYNC) {
                rows_ = batch_rows;
                return finish();
            }
            if (status == PGRES_FATAL_ERROR) fail(PQerrorMessage(pg_));
        }
        if (copying_) send_copy();
        return true;
    }

private:
    static void check(PGresult* result, ExecStatusType expected) {
        if (PQresultStatus(result) != expected) fail(PQresultErrorMessage(result));
        PQclear(result);
    }

    bool finish() {
        meter_.add(rows_);
        rows_ = 0;
        if (meter_.is_over()) return false;
        start();
        return true;
    }

    void start_query() {
        std::array<std::int32_t, 2> storage{};
        std::array<const char*, 2> values{};
        std::array<int, 2> lengths{4, 1};
        std::array<int, 2> formats{1, 1};
        int count = 0;
        if (call_.workload == "lookup") {
            storage[0] = static_cast<std::int32_t>(htonl(static_cast<std::uint32_t>(random_account())));
            count = 1;
        } else if (call_.workload == "series" || call_.workload == "stream") {
            storage[0] = static_cast<std::int32_t>(htonl(call_.workload == "series" ? 1000 : streamed_rows));
            count = 1;
        } else if (call_.workload == "pg_type") {
            storage[0] = -1;
            storage[1] = 1;
            count = 2;
        }
        values = {reinterpret_cast<const char*>(&storage[0]), reinterpret_cast<const char*>(&storage[1])};
        if (PQsendQueryPrepared(pg_, "s", count, values.data(), lengths.data(), formats.data(), 1) == 0) {
            fail(PQerrorMessage(pg_));
        }
        if (call_.workload == "stream") PQsetSingleRowMode(pg_);
    }

    void start_batch() {
        std::array<const char*, 7> values{};
        std::array<int, 7> lengths{};
        std::array<int, 7> formats{};
        for (std::size_t i = 0; i < row_.size(); ++i) {
            values[i] = row_[i].data();
            lengths[i] = static_cast<int>(row_[i].size());
            formats[i] = 1;
        }
        for (int i = 0; i < batch_rows; ++i) {
            if (PQsendQueryPrepared(pg_, "s", 7, values.data(), lengths.data(), formats.data(), 1) == 0) {
                fail(PQerrorMessage(pg_));
            }
        }
        if (PQpipelineSync(pg_) == 0) fail(PQerrorMessage(pg_));
    }

    void make_copy() {
        copy_.assign("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
        for (int i = 0; i < copied_rows; ++i) {
            put(copy_, static_cast<std::int16_t>(row_.size()));
            for (const std::string& cell : row_) {
                put(copy_, static_cast<std::int32_t>(cell.size()));
                copy_ += cell;
            }
        }
        put(copy_, std::int16_t{-1});
    }

    void send_copy() {
        constexpr std::size_t portion = 64 * 1024;
        while (copied_ < copy_.size()) {
            const std::size_t size = std::min(portion, copy_.size() - copied_);
            const int sent = PQputCopyData(pg_, copy_.data() + copied_, static_cast<int>(size));
            if (sent < 0) fail(PQerrorMessage(pg_));
            if (sent == 0) {
                wants_write_ = true;
                return;
            }
            copied_ += size;
        }
        const int ended = PQputCopyEnd(pg_, nullptr);
        if (ended < 0) fail(PQerrorMessage(pg_));
        wants_write_ = ended == 0;
        if (ended == 0) return;
        copying_ = false;
        copied_ = 0;
        rows_ = copied_rows;
        flush();
    }

    void flush() {
        const int left = PQflush(pg_);
        if (left < 0) fail(PQerrorMessage(pg_));
        wants_write_ = left == 1;
    }

    void walk(PGresult* result) {
        const int rows = PQntuples(result);
        const int columns = PQnfields(result);
        for (int i = 0; i < rows; ++i) {
            for (int j = 0; j < columns; ++j) {
                const int length = PQgetlength(result, i, j);
                if (length > 0) keep(*PQgetvalue(result, i, j));
            }
        }
        rows_ += static_cast<std::uint64_t>(rows);
    }

    const Call& call_;
    Meter& meter_;
    PGconn* pg_;
    std::vector<std::string> row_;
    std::string copy_;
    std::size_t copied_ = 0;
    std::uint64_t rows_ = 0;
    bool copying_ = false;
    bool wants_write_ = false;
};

void run(std::vector<std::unique_ptr<Client>>& clients) {
    const int epoll = ::epoll_create1(0);
    std::vector<bool> writing(clients.size(), false);
    const auto watch = [&](std::size_t i, int operation) {
        epoll_event event{};
        event.events = EPOLLIN | (writing[i] ? EPOLLOUT : 0U);
        event.data.u64 = i;
        ::epoll_ctl(epoll, operation, clients[i]->descriptor(), &event);
    };
    for (std::size_t i = 0; i < clients.size(); ++i) {
        clients[i]->start();
        watch(i, EPOLL_CTL_ADD);
    }
    std::array<epoll_event, 64> events{};
    for (std::size_t running = clients.size(); running != 0;) {
        const int count = ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), -1);
        for (int e = 0; e < count; ++e) {
            const std::size_t i = events[static_cast<std::size_t>(e)].data.u64;
            if (!clients[i]->ready()) {
                --running;
                ::epoll_ctl(epoll, EPOLL_CTL_DEL, clients[i]->descriptor(), nullptr);
                continue;
            }
            if (clients[i]->wants_write() != writing[i]) {
                writing[i] = !writing[i];
                watch(i, EPOLL_CTL_MOD);
            }
        }
    }
    ::close(epoll);
}

}  // namespace

int main(int count, char** arguments) {
    const Call call = Call::parse(count, arguments);
    if (!questions.contains(call.workload)) fail("libpq: no such workload");
    // libpq copies each answer into its own memory. By default glibc returns this memory to the kernel after each
    // answer, which costs two to four times as much; the lower bound is libpq at its best.
    ::mallopt(M_TRIM_THRESHOLD, 1 << 30);
    ::mallopt(M_MMAP_THRESHOLD, 1 << 30);
    Meter meter(warm_up(call));
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < call.connections; ++i) clients.push_back(std::make_unique<Client>(call, meter));
    meter.restart(warm_up(call));
    run(clients);
    meter.restart(call.seconds);
    run(clients);
    meter.report("libpq", call.workload);
}

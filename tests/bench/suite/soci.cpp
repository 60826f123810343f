// SOCI, as its users write it: it blocks, so that there is one connection; statements that were prepared once, and
// variables that their columns are read into. It has no bytes, no arrays and no COPY.

#include "workloads.hpp"

#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace {

using namespace bench;

class Client {
public:
    explicit Client(const Call& call)
        : workload_(call.workload),
          session_(soci::postgresql, "host=" + call.directory + " port=" + call.port + " user=azoth dbname=azoth"),
          statement_(session_) {
        using soci::into;
        using soci::use;
        if (workload_ == "one") {
            statement_ = (session_.prepare << "SELECT 1+1", into(numbers_[0]));
        } else if (workload_ == "lookup") {
            statement_ = (session_.prepare << "SELECT id, name, balance FROM bench_account WHERE id = :id",
                          use(argument_), into(numbers_[0]), into(texts_[0]), into(balance_));
        } else if (workload_ == "series") {
            statement_ = (session_.prepare << "SELECT i FROM generate_series(1, :count) AS i", use(argument_),
                          into(numbers_[0]));
        } else if (workload_ == "pg_type") {
            statement_ =
                (session_.prepare << "SELECT typname, typnamespace, typowner, typlen, typbyval, typcategory, "
                                     "typispreferred, typisdefined, typdelim, typrelid, typelem, typarray FROM "
                                     "pg_type WHERE typtypmod = :modifier AND typisdefined = true",
                 use(argument_), into(texts_[0]), into(numbers_[0]), into(numbers_[1]), into(numbers_[2]),
                 into(texts_[1]), into(texts_[2]), into(texts_[3]), into(texts_[4]), into(texts_[5]), into(numbers_[3]),
                 into(numbers_[4]), into(numbers_[5]));
        } else if (workload_ == "batch") {
            statement_ =
                (session_.prepare << "INSERT INTO bench_rows (a, b, c, d, e, f, g) VALUES (:a, :b, :c, :d, :e, "
                                     ":f, :g)",
                 use(row_.a), use(row_.b), use(row_.c), use(row_.d), use(row_.e), use(row_.f), use(row_.g));
        } else {
            fail("soci: no such workload");
        }
    }

    /// Returns how many rows there were.
    std::uint64_t ask() {
        if (workload_ == "batch") {
            soci::transaction transaction(session_);
            for (int i = 0; i < batch_rows; ++i) statement_.execute(true);
            transaction.commit();
            return batch_rows;
        }
        argument_ = workload_ == "lookup" ? random_account() : workload_ == "series" ? 1000 : -1;
        std::uint64_t rows = 0;
        statement_.execute();
        while (statement_.fetch()) {
            keep(numbers_);
            ++rows;
        }
        return rows;
    }

private:
    std::string workload_;
    std::int32_t argument_ = 0;
    std::array<int, 6> numbers_{};
    long long balance_ = 0;
    std::array<std::string, 6> texts_;
    Written row_;
    soci::session session_;
    soci::statement statement_;
};

}  // namespace

int main(int count, char** arguments) {
    const Call call = Call::parse(count, arguments);
    Client client(call);
    measure("soci", call, client);
}

// libpqxx, as its users write it: it blocks, so that there is one connection; prepared statements, whose results are
// text and are read as the types of their columns.

#include "workloads.hpp"

#include <pqxx/pqxx>

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

namespace {

using namespace bench;

class Client {
public:
    explicit Client(const Call& call)
        : workload_(call.workload),
          connection_("host=" + call.directory + " port=" + call.port + " user=azoth dbname=azoth") {
        if (workload_ != "copy_in") connection_.prepare("s", questions.at(workload_));
    }

    /// Returns how many rows there were.
    std::uint64_t ask() {
        if (workload_ == "batch") return write_each();
        if (workload_ == "copy_in") return copy();
        pqxx::nontransaction work(connection_);
        if (workload_ == "lookup") return read(work.exec_prepared("s", random_account()));
        if (workload_ == "series") return read(work.exec_prepared("s", 1000));
        if (workload_ == "pg_type") return read(work.exec_prepared("s", -1, true));
        return read(work.exec_prepared("s"));
    }

private:
    std::uint64_t read(const pqxx::result& result) const {
        for (const pqxx::row& row : result) {
            if (workload_ == "one" || workload_ == "series") {
                keep(row[0].as<std::int32_t>());
            } else if (workload_ == "lookup") {
                keep(row[0].as<std::int32_t>());
                keep(row[1].c_str());
                keep(row[2].as<std::int64_t>());
            } else if (workload_ == "pg_type") {
                for (const int column : {0, 5, 8}) keep(row[column].c_str());
                for (const int column : {1, 2, 9, 10, 11}) keep(row[column].as<std::uint32_t>());
                keep(row[3].as<std::int16_t>());
                for (const int column : {4, 6, 7}) keep(row[column].as<bool>());
            } else if (workload_ == "bytes") {
                keep(pqxx::binarystring(row[0]).size());
            } else {
                read_array(row[0]);
            }
        }
        return result.size();
    }
    static void read_array(const pqxx::field& field) {
        std::vector<std::int32_t> values;
        auto parser = field.as_array();
        for (auto item = parser.get_next(); item.first != pqxx::array_parser::done; item = parser.get_next()) {
            if (item.first == pqxx::array_parser::string_value) values.push_back(std::stoi(item.second));
        }
        keep(values);
    }
    std::uint64_t write_each() {
        pqxx::work work(connection_);
        const Written row;
        for (int i = 0; i < batch_rows; ++i) {
            work.exec_prepared("s", row.a, row.b, row.c, row.d, row.e, row.f, row.g);
        }
        work.commit();
        return batch_rows;
    }
    std::uint64_t copy() {
        pqxx::work work(connection_);
        const std::vector<std::string> columns{"a", "b", "c", "d", "e", "f", "g"};
        pqxx::stream_to stream(work, "bench_rows", columns);
        const Written row;
        for (int i = 0; i < copied_rows; ++i) stream << std::tie(row.a, row.b, row.c, row.d, row.e, row.f, row.g);
        stream.complete();
        work.commit();
        return copied_rows;
    }

    std::string workload_;
    pqxx::connection connection_;
};

}  // namespace

int main(int count, char** arguments) {
    const Call call = Call::parse(count, arguments);
    Client client(call);
    measure("libpqxx", call, client);
}

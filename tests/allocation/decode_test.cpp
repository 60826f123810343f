#include "catch.hpp"
#include "counted.hpp"
#include <azoth/engine/result.hpp>
#include <azoth/types/all.hpp>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

namespace {

using namespace azoth;
using azoth_tests::allocations;

constexpr std::size_t row_count = 1000;
constexpr std::string_view word = "a text that is longer than what a std::string keeps inside";
constexpr std::string_view document = "{\"name\": \"a name that is not short either\"}";

// Rows as a session stores them: all cells in one slab, each after its length.
std::shared_ptr<const detail::ResultData> rows() {
    auto description = std::make_shared<RowDescription>();
    const std::vector<SqlType> types{BigInteger(), Text(), Jsonb(), LargeBinary(), DateTime(with_timezone)};
    for (const SqlType& type : types) {
        ColumnDescription column;
        column.name = "c" + std::to_string(description->columns.size());
        column.format = wire_oid(type);
        description->columns.push_back(std::move(column));
    }
    ParameterBuffer cells;
    for (std::size_t i = 0; i < row_count; ++i) {
        cells.add(static_cast<std::int64_t>(i), types[0]);
        cells.add(word, types[1]);
        cells.add(document, types[2]);
        cells.add(std::as_bytes(std::span(word)), types[3]);
        cells.add(Timestamptz(std::chrono::seconds(i)), types[4]);
    }
    const std::shared_ptr<std::byte[]> slab(new std::byte[cells.bytes().size()]);
    std::copy(cells.bytes().begin(), cells.bytes().end(), slab.get());
    auto buffer = std::make_shared<RowBuffer>(std::move(description));
    buffer->keep(slab);
    const std::byte* at = slab.get();
    for (std::size_t i = 0; i < row_count; ++i) {
        buffer->add_row(at);
        for (std::size_t column = 0; column < types.size(); ++column) buffer->read_cell(at, column);
    }
    auto data = std::make_shared<detail::ResultData>();
    data->rows = std::move(buffer);
    return data;
}

// How often memory is allocated while the function runs.
template <class Fn>
std::size_t allocations_of(const Fn& fn) {
    const std::size_t before = allocations;
    fn();
    return allocations - before;
}

}  // namespace

TEST_CASE("reading views, numbers and times of a result allocates nothing", "[unit]") {
    using Bytes = std::span<const std::byte>;
    const Result<std::int64_t, std::string_view, std::string_view, Bytes, Timestamptz> result(rows());
    std::size_t characters = 0;
    std::int64_t sum = 0;
    const std::size_t count = allocations_of([&] {
        for (auto [id, text, json, bytes, time] : result) {
            sum += id + time.time_since_epoch().count();
            characters += text.size() + json.size() + bytes.size();
        }
        for (const auto& row : result) characters += row.get<std::string_view>(1).size();
    });
    CHECK(count == 0);
    CHECK(characters == row_count * (3 * word.size() + document.size()));
    CHECK(sum > 0);
}

TEST_CASE("reading std::string allocates once a value, which shows that allocations are counted", "[unit]") {
    const auto data = rows();
    const std::size_t count = allocations_of([&] {
        for (std::size_t row = 0; row < row_count; ++row) {
            const auto text = RowView<Dynamic>(*data, row).get<std::string>(1);
            if (text != word) std::abort();
        }
    });
    CHECK(count == row_count);
}

#include "postgresql/row_collector.hpp"

#include "bytes.hpp"
#include "catch.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

namespace azoth::postgresql {
namespace {

using protocol::test::Bytes;

// Messages of one row each, a single int4, as they were received: consecutive in a slab.
class Received {
public:
    explicit Received(std::size_t capacity) : slab_(protocol::Slab::create(capacity)) {}

    std::span<const std::byte> row(std::int32_t value) { return body(Bytes().i16(1).i32(4).i32(value)); }
    std::span<const std::byte> body(const Bytes& bytes) {
        const Bytes message = Bytes().message('D', bytes);
        std::byte* const at = slab_->data() + used_;
        std::ranges::copy(message.span(), at);
        used_ += message.span().size();
        return {at + 5, bytes.span().size()};
    }
    const protocol::SlabPtr& slab() const { return slab_; }

private:
    protocol::SlabPtr slab_;
    std::size_t used_ = 0;
};

std::vector<std::int32_t> values(const RowBuffer& rows) {
    std::vector<std::int32_t> found;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Cell cell = rows.cell(i, 0);
        REQUIRE(cell.size == 4);
        found.push_back(load_big_endian<std::int32_t>(cell.data));
    }
    return found;
}

std::shared_ptr<const RowDescription> one_column() {
    auto description = std::make_shared<RowDescription>();
    description->columns.emplace_back();
    return description;
}

TEST_CASE("rows of a small answer outlive the slabs that they were received in", "[unit]") {
    RowCollector collector;
    std::vector<std::int32_t> expected;
    std::shared_ptr<const RowBuffer> rows;
    {
        Received first(64 * 1024);
        Received second(64 * 1024);
        std::int32_t next = 0;
        for (Received* const slab : {&first, &second}) {
            for (int i = 0; i < 6; ++i) {
                if (i == 3) slab->body(Bytes().raw("a notice between two rows"));
                collector.add(slab->row(next), slab->slab());
                expected.push_back(next++);
            }
        }
        rows = collector.take(one_column());
        for (Received* const slab : {&first, &second}) {
            CHECK(slab->slab().unique());
            std::fill_n(slab->slab()->data(), 1'000, std::byte{0xFF});
        }
    }
    CHECK(values(*rows) == expected);
    CHECK(collector.size() == 0);
}

TEST_CASE("an answer that fills its slab stays in it", "[unit]") {
    RowCollector collector;
    Received slab(1'000);
    std::vector<std::int32_t> expected;
    for (std::int32_t i = 0; i < 60; ++i) {
        collector.add(slab.row(i), slab.slab());
        expected.push_back(i);
    }
    const auto rows = collector.take(one_column());
    CHECK_FALSE(slab.slab().unique());
    CHECK(values(*rows) == expected);
}

}  // namespace
}  // namespace azoth::postgresql

#include "postgresql/protocol/slab.hpp"

#include "bytes.hpp"
#include "catch.hpp"

#include <cstring>
#include <limits>
#include <memory>
#include <new>
#include <thread>
#include <utility>
#include <vector>

namespace azoth::postgresql::protocol {
namespace {

using test::Bytes;
using test::hex;

TEST_CASE("a slab is unique until it is shared and again when the other share is gone", "[unit]") {
    SlabPtr slab = Slab::create(8);
    CHECK(slab.unique());
    {
        const SlabPtr other = slab;
        CHECK_FALSE(slab.unique());
        CHECK(other == slab);
    }
    CHECK(slab.unique());
    const SlabPtr moved = std::move(slab);
    CHECK(moved.unique());
    CHECK_FALSE(SlabPtr().unique());
}

TEST_CASE("assigning a slab to itself keeps it", "[unit]") {
    SlabPtr slab = Slab::create(8);
    const SlabPtr& same = slab;
    slab = same;
    CHECK(slab.unique());
    CHECK(slab->capacity() == 8);
}

TEST_CASE("an owner that knows no slabs keeps one alive as well", "[unit]") {
    SlabPtr slab = Slab::create(3);
    std::memcpy(slab->data(), "abc", 3);
    const std::shared_ptr<const std::byte> owner = slab.keep_alive();
    CHECK_FALSE(slab.unique());
    slab.reset();
    CHECK(hex({owner.get(), 3}) == "616263");
    CHECK_FALSE(SlabPtr().keep_alive());
}

TEST_CASE("a slab of an impossible size throws", "[unit]") {
    CHECK_THROWS_AS(Slab::create(std::numeric_limits<std::size_t>::max()), std::bad_alloc);
}

TEST_CASE("shares may be dropped on another thread", "[unit]") {
    const SlabPtr slab = Slab::create(64);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([share = slab] {
            for (int round = 0; round < 10000; ++round) {
                SlabPtr copy = share;
                copy.reset();
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    threads.clear();
    CHECK(slab.unique());
}

TEST_CASE("a result keeps its slabs only if it fills half of them", "[unit]") {
    CHECK_FALSE(worth_keeping(50, 64 * 1024));
    CHECK(worth_keeping(32 * 1024, 64 * 1024));
    CHECK(worth_keeping(1'000'000, 16 * 64 * 1024));
}

}  // namespace
}  // namespace azoth::postgresql::protocol

#include "catch.hpp"
#include "sql/shop.hpp"
#include <azoth/sql/prepare.hpp>
#include <azoth/sql/query.hpp>
#include <azoth/sql/select.hpp>

#include <cstddef>
#include <cstdlib>
#include <new>

using namespace shop;
using az::Param;

namespace {

// What this thread allocates while it is being watched.
thread_local bool watched = false;
thread_local std::size_t allocations = 0;
thread_local std::size_t allocated_bytes = 0;

void* allocate(std::size_t size) {
    if (watched) {
        ++allocations;
        allocated_bytes += size;
    }
    if (void* const memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc();
}

class Watch {
public:
    Watch() {
        allocations = 0;
        allocated_bytes = 0;
        watched = true;
    }
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;
    ~Watch() { watched = false; }
};

const auto by_name_and_age = az::query([](Param<std::string> name, Param<int> age) {
    return select(users, addresses, orders)
        .join(addresses, addresses.user_id == users.id)
        .join(orders, orders.user_id == users.id)
        .where(users.name == name, users.age == age, orders.status == name)
        .order_by(users.id, addresses.id, orders.id);
});

}  // namespace

void* operator new(std::size_t size) { return allocate(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

TEST_CASE("calling a query allocates nothing for its text", "[unit]") {
    const az::Prepared first = az::prepare(by_name_and_age("ada", 36), az::postgresql::dialect());
    const std::size_t text_size = first.compiled->text->sql.size();
    REQUIRE(text_size > 400);

    bool same_text = false;
    std::size_t count = 0;
    std::size_t bytes = 0;
    {
        const Watch watch;
        const az::Prepared next = az::prepare(by_name_and_age("grace", 37), az::postgresql::dialect());
        same_text = next.compiled->text->sql.data() == first.compiled->text->sql.data();
        count = allocations;
        bytes = allocated_bytes;
    }
    CHECK(same_text);
    // The node that holds the arguments is all there is: the arguments are kept inside of it.
    CHECK(count == 1);
    CHECK(bytes < text_size / 2);
}

#include "catch.hpp"
#include "counted.hpp"
#include "sql/shop.hpp"
#include <azoth/sql/prepare.hpp>
#include <azoth/sql/query.hpp>
#include <azoth/sql/select.hpp>

#include <cstddef>

using namespace shop;
using az::Param;

namespace {

const auto by_name_and_age = az::query([](Param<std::string> name, Param<int> age) {
    return select(users, addresses, orders)
        .join(addresses, addresses.user_id == users.id)
        .join(orders, orders.user_id == users.id)
        .where(users.name == name, users.age == age, orders.status == name)
        .order_by(users.id, addresses.id, orders.id);
});

}  // namespace

TEST_CASE("calling a query allocates nothing for its text", "[unit]") {
    const az::Prepared first = az::prepare(by_name_and_age("ada", 36), az::postgresql::dialect());
    const std::size_t text_size = first.compiled->text->sql.size();
    REQUIRE(text_size > 400);

    const std::size_t count_before = azoth_tests::allocations;
    const std::size_t bytes_before = azoth_tests::allocated_bytes;
    const az::Prepared next = az::prepare(by_name_and_age("grace", 37), az::postgresql::dialect());
    const std::size_t count = azoth_tests::allocations - count_before;
    const std::size_t bytes = azoth_tests::allocated_bytes - bytes_before;
    CHECK(next.compiled->text->sql.data() == first.compiled->text->sql.data());
    // The node that holds the arguments is all there is: the arguments are kept inside of it.
    CHECK(count == 1);
    CHECK(bytes < text_size / 2);
}

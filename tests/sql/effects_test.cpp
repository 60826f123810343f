#include "catch.hpp"
#include "sql/shop.hpp"
#include <azoth/expression/func.hpp>
#include <azoth/schema/sequence.hpp>
#include <azoth/sql/compare.hpp>
#include <azoth/sql/compound.hpp>
#include <azoth/sql/cte.hpp>
#include <azoth/sql/exists.hpp>
#include <azoth/sql/insert.hpp>
#include <azoth/sql/join.hpp>
#include <azoth/sql/select.hpp>
#include <azoth/sql/text.hpp>
#include <azoth/sql/update.hpp>

using namespace shop;
namespace func = az::func;

namespace {

bool reads_only(const az::Statement& statement) {
    return az::postgresql::dialect().compile(statement).text->reads_only;
}

}  // namespace

TEST_CASE("a select of columns and of functions without side effects only reads", "[unit]") {
    CHECK(reads_only(select(users)));
    CHECK(reads_only(select(func::upper(users.name), func::count()).where(users.age > 3).group_by(users.name)));
    CHECK(reads_only(select(users.id).where(exists(select(orders.id).where(orders.user_id == users.id)))));
    CHECK(reads_only(union_all(select(users.id), select(orders.id))));
    const auto busy = select(orders.user_id).cte("busy");
    CHECK(reads_only(select(busy[orders.user_id])));
}

TEST_CASE("a statement that may have a side effect does not only read", "[unit]") {
    CHECK_FALSE(reads_only(insert(users).values(users.name = "ada")));
    CHECK_FALSE(reads_only(update(users).values(users.name = "ada")));
    const auto changed = update(users).values(users.name = "ada").returning(users.id).cte("changed");
    CHECK_FALSE(reads_only(select(changed[users.id])));
    CHECK_FALSE(reads_only(select(users.id).with_for_update()));
    CHECK_FALSE(reads_only(select(az::Sequence("numbers").next_value())));
    CHECK_FALSE(reads_only(select(func::call<std::int32_t>("my_function", users.id))));
    CHECK_FALSE(reads_only(select(func::call<std::int32_t>("public.lower", users.name))));
    CHECK_FALSE(reads_only(select(func::random())));
    CHECK_FALSE(reads_only(select(func::now())));
}

TEST_CASE("a user may declare a function pure", "[unit]") {
    const auto call = [](const auto& function) { return select(function).where(users.age > 3); };
    CHECK(reads_only(call(func::pure_call<std::int32_t>("my_function", users.id))));
    CHECK(reads_only(call(func::pure_call<std::int32_t>("my_schema.my_function", users.id))));
    // One function with side effects makes the whole statement one with side effects.
    CHECK_FALSE(reads_only(
        call(func::pure_call<std::int32_t>("my_function", func::call<std::int32_t>("my_function", users.id)))));
    // The cached text of one statement is not used for the other.
    CHECK_FALSE(same(call(func::pure_call<std::int32_t>("my_function", users.id)),
                     call(func::call<std::int32_t>("my_function", users.id))));
    CHECK(call(func::pure_call<std::int32_t>("my_function", users.id)).to_string() ==
          call(func::call<std::int32_t>("my_function", users.id)).to_string());
}

TEST_CASE("a function called by name has the purity that azoth knows", "[unit]") {
    CHECK(reads_only(select(func::call<std::string>("lower", users.name))));
    CHECK_FALSE(reads_only(select(func::call<std::string>("LOWER", users.name))));
    CHECK_FALSE(reads_only(select(func::call<std::string>("now"))));
}

TEST_CASE("raw SQL is not known to only read", "[unit]") {
    CHECK_FALSE(reads_only(az::text("SELECT 1")));
    CHECK_FALSE(reads_only(select(az::literal_column<std::int32_t>("1"))));
    CHECK_FALSE(reads_only(select(users.id).where(az::text("f()"))));
    CHECK_FALSE(reads_only(select(users.id).where(users.id.op("|")(3) == 3)));
    CHECK_FALSE(reads_only(select(users.id).suffix_with("FOR UPDATE")));
    CHECK_FALSE(reads_only(select(users.id).prefix_with("f(),")));
}

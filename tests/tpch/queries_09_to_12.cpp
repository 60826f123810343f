#include "tpch/answers.hpp"
#include "tpch/schema.hpp"
#include <azoth/sql/select.hpp>

#include <optional>
#include <type_traits>

using namespace tpch;
namespace func = az::func;
using std::optional;
using std::string;

namespace {

auto product_type_profit() {
    const auto year = az::extract("year", orders.orderdate).label("o_year");
    const auto supplying = nation.name.label("nation");
    const auto amount = (discounted_price() - partsupp.supplycost * lineitem.quantity).label("amount");
    const auto profit = select(supplying, year, amount)
                            .where(supplier.suppkey == lineitem.suppkey, partsupp.suppkey == lineitem.suppkey,
                                   partsupp.partkey == lineitem.partkey, part.partkey == lineitem.partkey,
                                   orders.orderkey == lineitem.orderkey, supplier.nationkey == nation.nationkey,
                                   part.name.contains("green"))
                            .subquery("profit");
    return select(profit[supplying], profit[year], func::sum(profit[amount]).label("sum_profit"))
        .group_by(profit[supplying], profit[year])
        .order_by(profit[supplying], profit[year].desc());
}
static_assert(std::is_same_v<decltype(product_type_profit())::rows, az::RowTypes<string, Decimal, optional<Decimal>>>);

auto returned_items() {
    const auto revenue = func::sum(discounted_price()).label("revenue");
    return select(customer.custkey, customer.name, revenue, customer.acctbal, nation.name, customer.address,
                  customer.phone, customer.comment)
        .where(customer.custkey == orders.custkey, lineitem.orderkey == orders.orderkey,
               orders.orderdate >= day(1993, 10, 1), orders.orderdate < day(1993, 10, 1) + std::chrono::months(3),
               lineitem.returnflag == "R", customer.nationkey == nation.nationkey)
        .group_by(customer.custkey, customer.name, customer.acctbal, customer.phone, nation.name, customer.address,
                  customer.comment)
        .order_by(revenue.desc())
        .limit(20);
}
static_assert(
    std::is_same_v<decltype(returned_items())::rows,
                   az::RowTypes<std::int64_t, string, optional<Decimal>, Decimal, string, string, string, string>>);

auto important_stock() {
    const auto value = func::sum(partsupp.supplycost * partsupp.availqty);
    const auto german = [](const auto& statement) {
        return statement.where(partsupp.suppkey == supplier.suppkey, supplier.nationkey == nation.nationkey,
                               nation.name == "GERMANY");
    };
    const auto threshold = german(select(value * Decimal("0.0001"))).correlate().scalar_subquery();
    return german(select(partsupp.partkey, value.label("value")))
        .group_by(partsupp.partkey)
        .having(value > threshold)
        .order_by(az::desc("value"));
}
static_assert(std::is_same_v<decltype(important_stock())::rows, az::RowTypes<std::int64_t, optional<Decimal>>>);

auto shipping_modes() {
    const auto urgent = orders.orderpriority.in_("1-URGENT", "2-HIGH");
    return select(
               lineitem.shipmode,
               func::sum(az::case_(az::when(orders.orderpriority == "1-URGENT" || orders.orderpriority == "2-HIGH", 1))
                             .else_(0))
                   .label("high_line_count"),
               func::sum(az::case_(az::when(!urgent, 1)).else_(0)).label("low_line_count"))
        .join_from(orders, lineitem)
        .where(lineitem.shipmode.in_("MAIL", "SHIP"), lineitem.commitdate < lineitem.receiptdate,
               lineitem.shipdate < lineitem.commitdate, lineitem.receiptdate >= day(1994, 1, 1),
               lineitem.receiptdate < day(1995, 1, 1))
        .group_by(lineitem.shipmode)
        .order_by(lineitem.shipmode);
}
static_assert(std::is_same_v<decltype(shipping_modes())::rows,
                             az::RowTypes<string, optional<std::int64_t>, optional<std::int64_t>>>);

}  // namespace

TEST_CASE("Q9, product type profit measure, answers as its SQL text does", "[tpch]") {
    check_answers("Q9, product type profit measure", product_type_profit(), R"(
        select nation, o_year, sum(amount) as sum_profit
        from (
            select n_name as nation, extract(year from o_orderdate) as o_year,
                   l_extendedprice * (1 - l_discount) - ps_supplycost * l_quantity as amount
            from part, supplier, lineitem, partsupp, orders, nation
            where s_suppkey = l_suppkey
              and ps_suppkey = l_suppkey
              and ps_partkey = l_partkey
              and p_partkey = l_partkey
              and o_orderkey = l_orderkey
              and s_nationkey = n_nationkey
              and p_name like '%green%') as profit
        group by nation, o_year
        order by nation, o_year desc)");
}

TEST_CASE("Q10, returned item reporting, answers as its SQL text does", "[tpch]") {
    check_answers("Q10, returned item reporting", returned_items(), R"(
        select c_custkey, c_name, sum(l_extendedprice * (1 - l_discount)) as revenue, c_acctbal, n_name, c_address,
               c_phone, c_comment
        from customer, orders, lineitem, nation
        where c_custkey = o_custkey
          and l_orderkey = o_orderkey
          and o_orderdate >= date '1993-10-01'
          and o_orderdate < date '1993-10-01' + interval '3' month
          and l_returnflag = 'R'
          and c_nationkey = n_nationkey
        group by c_custkey, c_name, c_acctbal, c_phone, n_name, c_address, c_comment
        order by revenue desc
        limit 20)");
}

TEST_CASE("Q11, important stock identification, answers as its SQL text does", "[tpch]") {
    check_answers("Q11, important stock identification", important_stock(), R"(
        select ps_partkey, sum(ps_supplycost * ps_availqty) as value
        from partsupp, supplier, nation
        where ps_suppkey = s_suppkey and s_nationkey = n_nationkey and n_name = 'GERMANY'
        group by ps_partkey
        having sum(ps_supplycost * ps_availqty) > (
            select sum(ps_supplycost * ps_availqty) * 0.0001
            from partsupp, supplier, nation
            where ps_suppkey = s_suppkey and s_nationkey = n_nationkey and n_name = 'GERMANY')
        order by value desc)");
}

TEST_CASE("Q12, shipping modes and order priority, answers as its SQL text does", "[tpch]") {
    check_answers("Q12, shipping modes and order priority", shipping_modes(), R"(
        select l_shipmode,
               sum(case when o_orderpriority = '1-URGENT' or o_orderpriority = '2-HIGH' then 1 else 0 end)
                   as high_line_count,
               sum(case when o_orderpriority <> '1-URGENT' and o_orderpriority <> '2-HIGH' then 1 else 0 end)
                   as low_line_count
        from orders, lineitem
        where o_orderkey = l_orderkey
          and l_shipmode in ('MAIL', 'SHIP')
          and l_commitdate < l_receiptdate
          and l_shipdate < l_commitdate
          and l_receiptdate >= date '1994-01-01'
          and l_receiptdate < date '1994-01-01' + interval '1' year
        group by l_shipmode
        order by l_shipmode)");
}

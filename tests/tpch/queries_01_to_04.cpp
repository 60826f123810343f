#include "tpch/answers.hpp"
#include "tpch/schema.hpp"
#include <azoth/sql/exists.hpp>
#include <azoth/sql/select.hpp>

#include <optional>
#include <type_traits>

using namespace tpch;
namespace func = az::func;
using std::optional;
using std::string;

namespace {

auto pricing_summary() {
    const auto charge = discounted_price() * (1 + lineitem.tax);
    return select(lineitem.returnflag, lineitem.linestatus, func::sum(lineitem.quantity).label("sum_qty"),
                  func::sum(lineitem.extendedprice).label("sum_base_price"),
                  func::sum(discounted_price()).label("sum_disc_price"), func::sum(charge).label("sum_charge"),
                  func::avg(lineitem.quantity).label("avg_qty"), func::avg(lineitem.extendedprice).label("avg_price"),
                  func::avg(lineitem.discount).label("avg_disc"), func::count().label("count_order"))
        .where(lineitem.shipdate <= day(1998, 12, 1) - std::chrono::days(90))
        .group_by(lineitem.returnflag, lineitem.linestatus)
        .order_by(lineitem.returnflag, lineitem.linestatus);
}
static_assert(std::is_same_v<
              decltype(pricing_summary())::rows,
              az::RowTypes<string, string, optional<Decimal>, optional<Decimal>, optional<Decimal>, optional<Decimal>,
                           optional<Decimal>, optional<Decimal>, optional<Decimal>, std::int64_t>>);

auto minimum_cost_supplier() {
    const auto cheapest = select(func::min(partsupp.supplycost))
                              .where(part.partkey == partsupp.partkey, supplier.suppkey == partsupp.suppkey,
                                     supplier.nationkey == nation.nationkey, nation.regionkey == region.regionkey,
                                     region.name == "EUROPE")
                              .correlate(part)
                              .scalar_subquery();
    return select(supplier.acctbal, supplier.name, nation.name, part.partkey, part.mfgr, supplier.address,
                  supplier.phone, supplier.comment)
        .where(part.partkey == partsupp.partkey, supplier.suppkey == partsupp.suppkey, part.size == 15,
               part.type.like("%BRASS"), supplier.nationkey == nation.nationkey, nation.regionkey == region.regionkey,
               region.name == "EUROPE", partsupp.supplycost == cheapest)
        .order_by(supplier.acctbal.desc(), nation.name, supplier.name, part.partkey)
        .limit(100);
}
static_assert(std::is_same_v<decltype(minimum_cost_supplier())::rows,
                             az::RowTypes<Decimal, string, string, std::int64_t, string, string, string, string>>);

auto shipping_priority() {
    const auto revenue = func::sum(discounted_price()).label("revenue");
    return select(lineitem.orderkey, revenue, orders.orderdate, orders.shippriority)
        .select_from(customer.join(orders).join(lineitem))
        .where(customer.mktsegment == "BUILDING",
               orders.orderdate<day(1995, 3, 15), lineitem.shipdate> day(1995, 3, 15))
        .group_by(lineitem.orderkey, orders.orderdate, orders.shippriority)
        .order_by(revenue.desc(), orders.orderdate)
        .limit(10);
}
static_assert(std::is_same_v<decltype(shipping_priority())::rows,
                             az::RowTypes<std::int64_t, optional<Decimal>, local_days, std::int32_t>>);

auto order_priority_checking() {
    const auto late =
        az::exists().where(lineitem.orderkey == orders.orderkey, lineitem.commitdate < lineitem.receiptdate);
    return select(orders.orderpriority, func::count().label("order_count"))
        .where(orders.orderdate >= day(1993, 7, 1), orders.orderdate < day(1993, 7, 1) + std::chrono::months(3), late)
        .group_by(orders.orderpriority)
        .order_by(orders.orderpriority);
}
static_assert(std::is_same_v<decltype(order_priority_checking())::rows, az::RowTypes<string, std::int64_t>>);

}  // namespace

TEST_CASE("Q1, pricing summary report, answers as its SQL text does", "[tpch]") {
    check_answers("Q1, pricing summary report", pricing_summary(), R"(
        select l_returnflag, l_linestatus,
               sum(l_quantity) as sum_qty,
               sum(l_extendedprice) as sum_base_price,
               sum(l_extendedprice * (1 - l_discount)) as sum_disc_price,
               sum(l_extendedprice * (1 - l_discount) * (1 + l_tax)) as sum_charge,
               avg(l_quantity) as avg_qty,
               avg(l_extendedprice) as avg_price,
               avg(l_discount) as avg_disc,
               count(*) as count_order
        from lineitem
        where l_shipdate <= date '1998-12-01' - interval '90' day
        group by l_returnflag, l_linestatus
        order by l_returnflag, l_linestatus)");
}

TEST_CASE("Q2, minimum cost supplier, answers as its SQL text does", "[tpch]") {
    check_answers("Q2, minimum cost supplier", minimum_cost_supplier(), R"(
        select s_acctbal, s_name, n_name, p_partkey, p_mfgr, s_address, s_phone, s_comment
        from part, supplier, partsupp, nation, region
        where p_partkey = ps_partkey
          and s_suppkey = ps_suppkey
          and p_size = 15
          and p_type like '%BRASS'
          and s_nationkey = n_nationkey
          and n_regionkey = r_regionkey
          and r_name = 'EUROPE'
          and ps_supplycost = (
              select min(ps_supplycost)
              from partsupp, supplier, nation, region
              where p_partkey = ps_partkey
                and s_suppkey = ps_suppkey
                and s_nationkey = n_nationkey
                and n_regionkey = r_regionkey
                and r_name = 'EUROPE')
        order by s_acctbal desc, n_name, s_name, p_partkey
        limit 100)");
}

TEST_CASE("Q3, shipping priority, answers as its SQL text does", "[tpch]") {
    check_answers("Q3, shipping priority", shipping_priority(), R"(
        select l_orderkey, sum(l_extendedprice * (1 - l_discount)) as revenue, o_orderdate, o_shippriority
        from customer, orders, lineitem
        where c_mktsegment = 'BUILDING'
          and c_custkey = o_custkey
          and l_orderkey = o_orderkey
          and o_orderdate < date '1995-03-15'
          and l_shipdate > date '1995-03-15'
        group by l_orderkey, o_orderdate, o_shippriority
        order by revenue desc, o_orderdate
        limit 10)");
}

TEST_CASE("Q4, order priority checking, answers as its SQL text does", "[tpch]") {
    check_answers("Q4, order priority checking", order_priority_checking(), R"(
        select o_orderpriority, count(*) as order_count
        from orders
        where o_orderdate >= date '1993-07-01'
          and o_orderdate < date '1993-07-01' + interval '3' month
          and exists (
              select * from lineitem where l_orderkey = o_orderkey and l_commitdate < l_receiptdate)
        group by o_orderpriority
        order by o_orderpriority)");
}

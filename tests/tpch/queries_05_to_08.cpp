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

auto local_supplier_volume() {
    const auto revenue = func::sum(discounted_price()).label("revenue");
    return select(nation.name, revenue)
        .where(customer.custkey == orders.custkey, lineitem.orderkey == orders.orderkey,
               lineitem.suppkey == supplier.suppkey, customer.nationkey == supplier.nationkey,
               supplier.nationkey == nation.nationkey, nation.regionkey == region.regionkey, region.name == "ASIA",
               orders.orderdate >= day(1994, 1, 1), orders.orderdate < day(1995, 1, 1))
        .group_by(nation.name)
        .order_by(revenue.desc());
}
static_assert(std::is_same_v<decltype(local_supplier_volume())::rows, az::RowTypes<string, optional<Decimal>>>);

auto forecasting_revenue_change() {
    return select(func::sum(lineitem.extendedprice * lineitem.discount).label("revenue"))
        .where(lineitem.shipdate >= day(1994, 1, 1), lineitem.shipdate < day(1995, 1, 1),
               lineitem.discount.between(Decimal("0.05"), Decimal("0.07")), lineitem.quantity < 24);
}
static_assert(std::is_same_v<decltype(forecasting_revenue_change())::rows, az::RowTypes<optional<Decimal>>>);

auto volume_shipping() {
    const auto n1 = nation.alias("n1");
    const auto n2 = nation.alias("n2");
    const auto supplying = n1.name.label("supp_nation");
    const auto buying = n2.name.label("cust_nation");
    const auto year = az::extract("year", lineitem.shipdate).label("l_year");
    const auto volume = discounted_price().label("volume");
    const auto shipping =
        select(supplying, buying, year, volume)
            .where(supplier.suppkey == lineitem.suppkey, orders.orderkey == lineitem.orderkey,
                   customer.custkey == orders.custkey, supplier.nationkey == n1.nationkey,
                   customer.nationkey == n2.nationkey,
                   (n1.name == "FRANCE" && n2.name == "GERMANY") || (n1.name == "GERMANY" && n2.name == "FRANCE"),
                   lineitem.shipdate.between(day(1995, 1, 1), day(1996, 12, 31)))
            .subquery("shipping");
    return select(shipping[supplying], shipping[buying], shipping[year], func::sum(shipping[volume]).label("revenue"))
        .group_by(shipping[supplying], shipping[buying], shipping[year])
        .order_by(shipping[supplying], shipping[buying], shipping[year]);
}
static_assert(
    std::is_same_v<decltype(volume_shipping())::rows, az::RowTypes<string, string, Decimal, optional<Decimal>>>);

auto national_market_share() {
    const auto n1 = nation.alias("n1");
    const auto n2 = nation.alias("n2");
    const auto year = az::extract("year", orders.orderdate).label("o_year");
    const auto volume = discounted_price().label("volume");
    const auto supplying = n2.name.label("nation");
    const auto sales =
        select(year, volume, supplying)
            .where(part.partkey == lineitem.partkey, supplier.suppkey == lineitem.suppkey,
                   lineitem.orderkey == orders.orderkey, orders.custkey == customer.custkey,
                   customer.nationkey == n1.nationkey, n1.regionkey == region.regionkey, region.name == "AMERICA",
                   supplier.nationkey == n2.nationkey, orders.orderdate.between(day(1995, 1, 1), day(1996, 12, 31)),
                   part.type == "ECONOMY ANODIZED STEEL")
            .subquery("all_nations");
    const auto brazilian = az::case_(az::when(sales[supplying] == "BRAZIL", sales[volume])).else_(0);
    return select(sales[year], (func::sum(brazilian) / func::sum(sales[volume])).label("mkt_share"))
        .group_by(sales[year])
        .order_by(sales[year]);
}
static_assert(std::is_same_v<decltype(national_market_share())::rows, az::RowTypes<Decimal, optional<Decimal>>>);

}  // namespace

TEST_CASE("Q5, local supplier volume, answers as its SQL text does", "[tpch]") {
    check_answers("Q5, local supplier volume", local_supplier_volume(), R"(
        select n_name, sum(l_extendedprice * (1 - l_discount)) as revenue
        from customer, orders, lineitem, supplier, nation, region
        where c_custkey = o_custkey
          and l_orderkey = o_orderkey
          and l_suppkey = s_suppkey
          and c_nationkey = s_nationkey
          and s_nationkey = n_nationkey
          and n_regionkey = r_regionkey
          and r_name = 'ASIA'
          and o_orderdate >= date '1994-01-01'
          and o_orderdate < date '1994-01-01' + interval '1' year
        group by n_name
        order by revenue desc)");
}

TEST_CASE("Q6, forecasting revenue change, answers as its SQL text does", "[tpch]") {
    check_answers("Q6, forecasting revenue change", forecasting_revenue_change(), R"(
        select sum(l_extendedprice * l_discount) as revenue
        from lineitem
        where l_shipdate >= date '1994-01-01'
          and l_shipdate < date '1994-01-01' + interval '1' year
          and l_discount between 0.05 and 0.07
          and l_quantity < 24)");
}

TEST_CASE("Q7, volume shipping, answers as its SQL text does", "[tpch]") {
    check_answers("Q7, volume shipping", volume_shipping(), R"(
        select supp_nation, cust_nation, l_year, sum(volume) as revenue
        from (
            select n1.n_name as supp_nation, n2.n_name as cust_nation,
                   extract(year from l_shipdate) as l_year,
                   l_extendedprice * (1 - l_discount) as volume
            from supplier, lineitem, orders, customer, nation n1, nation n2
            where s_suppkey = l_suppkey
              and o_orderkey = l_orderkey
              and c_custkey = o_custkey
              and s_nationkey = n1.n_nationkey
              and c_nationkey = n2.n_nationkey
              and ((n1.n_name = 'FRANCE' and n2.n_name = 'GERMANY')
                or (n1.n_name = 'GERMANY' and n2.n_name = 'FRANCE'))
              and l_shipdate between date '1995-01-01' and date '1996-12-31') as shipping
        group by supp_nation, cust_nation, l_year
        order by supp_nation, cust_nation, l_year)");
}

TEST_CASE("Q8, national market share, answers as its SQL text does", "[tpch]") {
    check_answers("Q8, national market share", national_market_share(), R"(
        select o_year, sum(case when nation = 'BRAZIL' then volume else 0 end) / sum(volume) as mkt_share
        from (
            select extract(year from o_orderdate) as o_year,
                   l_extendedprice * (1 - l_discount) as volume,
                   n2.n_name as nation
            from part, supplier, lineitem, orders, customer, nation n1, nation n2, region
            where p_partkey = l_partkey
              and s_suppkey = l_suppkey
              and l_orderkey = o_orderkey
              and o_custkey = c_custkey
              and c_nationkey = n1.n_nationkey
              and n1.n_regionkey = r_regionkey
              and r_name = 'AMERICA'
              and s_nationkey = n2.n_nationkey
              and o_orderdate between date '1995-01-01' and date '1996-12-31'
              and p_type = 'ECONOMY ANODIZED STEEL') as all_nations
        group by o_year
        order by o_year)");
}

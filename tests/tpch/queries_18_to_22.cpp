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

auto large_volume_customers() {
    const auto large = select(lineitem.orderkey).group_by(lineitem.orderkey).having(func::sum(lineitem.quantity) > 300);
    return select(customer.name, customer.custkey, orders.orderkey, orders.orderdate, orders.totalprice,
                  func::sum(lineitem.quantity))
        .where(orders.orderkey.in_(large), customer.custkey == orders.custkey, orders.orderkey == lineitem.orderkey)
        .group_by(customer.name, customer.custkey, orders.orderkey, orders.orderdate, orders.totalprice)
        .order_by(orders.totalprice.desc(), orders.orderdate)
        .limit(100);
}
static_assert(std::is_same_v<decltype(large_volume_customers())::rows,
                             az::RowTypes<string, std::int64_t, std::int64_t, local_days, Decimal, optional<Decimal>>>);

auto discounted_revenue() {
    const auto wanted = [](std::string_view brand, const auto& containers, int least, int greatest_size) {
        return part.partkey == lineitem.partkey && part.brand == brand && part.container.in_(containers) &&
               lineitem.quantity >= least && lineitem.quantity <= least + 10 && part.size.between(1, greatest_size) &&
               lineitem.shipmode.in_("AIR", "AIR REG") && lineitem.shipinstruct == "DELIVER IN PERSON";
    };
    const std::vector<string> small{"SM CASE", "SM BOX", "SM PACK", "SM PKG"};
    const std::vector<string> medium{"MED BAG", "MED BOX", "MED PKG", "MED PACK"};
    const std::vector<string> large{"LG CASE", "LG BOX", "LG PACK", "LG PKG"};
    return select(func::sum(discounted_price()).label("revenue"))
        .where(wanted("Brand#12", small, 1, 5) || wanted("Brand#23", medium, 10, 10) ||
               wanted("Brand#34", large, 20, 15));
}
static_assert(std::is_same_v<decltype(discounted_revenue())::rows, az::RowTypes<optional<Decimal>>>);

auto potential_part_promotion() {
    const auto shipped = select(Decimal("0.5") * func::sum(lineitem.quantity))
                             .where(lineitem.partkey == partsupp.partkey, lineitem.suppkey == partsupp.suppkey,
                                    lineitem.shipdate >= day(1994, 1, 1), lineitem.shipdate < day(1995, 1, 1))
                             .scalar_subquery();
    const auto forest_parts = select(part.partkey).where(part.name.startswith("forest"));
    const auto in_excess =
        select(partsupp.suppkey).where(partsupp.partkey.in_(forest_parts), partsupp.availqty > shipped);
    return select(supplier.name, supplier.address)
        .where(supplier.suppkey.in_(in_excess), supplier.nationkey == nation.nationkey, nation.name == "CANADA")
        .order_by(supplier.name);
}
static_assert(std::is_same_v<decltype(potential_part_promotion())::rows, az::RowTypes<string, string>>);

auto waiting_suppliers() {
    const auto l1 = lineitem.alias("l1");
    const auto l2 = lineitem.alias("l2");
    const auto l3 = lineitem.alias("l3");
    const auto others = az::exists().where(l2.orderkey == l1.orderkey, l2.suppkey != l1.suppkey);
    const auto others_late =
        az::exists().where(l3.orderkey == l1.orderkey, l3.suppkey != l1.suppkey, l3.receiptdate > l3.commitdate);
    const auto waits = func::count().label("numwait");
    return select(supplier.name, waits)
        .where(supplier.suppkey == l1.suppkey, orders.orderkey == l1.orderkey, orders.orderstatus == "F",
               l1.receiptdate > l1.commitdate, others, !others_late, supplier.nationkey == nation.nationkey,
               nation.name == "SAUDI ARABIA")
        .group_by(supplier.name)
        .order_by(waits.desc(), supplier.name)
        .limit(100);
}
static_assert(std::is_same_v<decltype(waiting_suppliers())::rows, az::RowTypes<string, std::int64_t>>);

auto sales_opportunity() {
    const auto code = func::substring(customer.phone, 1, 2);
    const auto wanted = code.in_("13", "31", "23", "29", "30", "18", "17");
    const auto average = select(func::avg(customer.acctbal)).where(customer.acctbal > 0, wanted).scalar_subquery();
    const auto ordered = az::exists().where(orders.custkey == customer.custkey);
    const auto country = code.label("cntrycode");
    const auto customers =
        select(country, customer.acctbal).where(wanted, customer.acctbal > average, !ordered).subquery("custsale");
    return select(customers[country], func::count().label("numcust"),
                  func::sum(customers[customer.acctbal]).label("totacctbal"))
        .group_by(customers[country])
        .order_by(customers[country]);
}
static_assert(
    std::is_same_v<decltype(sales_opportunity())::rows, az::RowTypes<string, std::int64_t, optional<Decimal>>>);

}  // namespace

TEST_CASE("Q18, large volume customer, answers as its SQL text does", "[tpch]") {
    check_answers("Q18, large volume customer", large_volume_customers(), R"(
        select c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice, sum(l_quantity)
        from customer, orders, lineitem
        where o_orderkey in (select l_orderkey from lineitem group by l_orderkey having sum(l_quantity) > 300)
          and c_custkey = o_custkey
          and o_orderkey = l_orderkey
        group by c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice
        order by o_totalprice desc, o_orderdate
        limit 100)");
}

TEST_CASE("Q19, discounted revenue, answers as its SQL text does", "[tpch]") {
    check_answers("Q19, discounted revenue", discounted_revenue(), R"(
        select sum(l_extendedprice * (1 - l_discount)) as revenue
        from lineitem, part
        where (p_partkey = l_partkey
               and p_brand = 'Brand#12'
               and p_container in ('SM CASE', 'SM BOX', 'SM PACK', 'SM PKG')
               and l_quantity >= 1 and l_quantity <= 1 + 10
               and p_size between 1 and 5
               and l_shipmode in ('AIR', 'AIR REG')
               and l_shipinstruct = 'DELIVER IN PERSON')
           or (p_partkey = l_partkey
               and p_brand = 'Brand#23'
               and p_container in ('MED BAG', 'MED BOX', 'MED PKG', 'MED PACK')
               and l_quantity >= 10 and l_quantity <= 10 + 10
               and p_size between 1 and 10
               and l_shipmode in ('AIR', 'AIR REG')
               and l_shipinstruct = 'DELIVER IN PERSON')
           or (p_partkey = l_partkey
               and p_brand = 'Brand#34'
               and p_container in ('LG CASE', 'LG BOX', 'LG PACK', 'LG PKG')
               and l_quantity >= 20 and l_quantity <= 20 + 10
               and p_size between 1 and 15
               and l_shipmode in ('AIR', 'AIR REG')
               and l_shipinstruct = 'DELIVER IN PERSON'))");
}

TEST_CASE("Q20, potential part promotion, answers as its SQL text does", "[tpch]") {
    check_answers("Q20, potential part promotion", potential_part_promotion(), R"(
        select s_name, s_address
        from supplier, nation
        where s_suppkey in (
              select ps_suppkey
              from partsupp
              where ps_partkey in (select p_partkey from part where p_name like 'forest%')
                and ps_availqty > (
                    select 0.5 * sum(l_quantity)
                    from lineitem
                    where l_partkey = ps_partkey
                      and l_suppkey = ps_suppkey
                      and l_shipdate >= date '1994-01-01'
                      and l_shipdate < date '1994-01-01' + interval '1' year))
          and s_nationkey = n_nationkey
          and n_name = 'CANADA'
        order by s_name)");
}

TEST_CASE("Q21, suppliers who kept orders waiting, answers as its SQL text does", "[tpch]") {
    check_answers("Q21, suppliers who kept orders waiting", waiting_suppliers(), R"(
        select s_name, count(*) as numwait
        from supplier, lineitem l1, orders, nation
        where s_suppkey = l1.l_suppkey
          and o_orderkey = l1.l_orderkey
          and o_orderstatus = 'F'
          and l1.l_receiptdate > l1.l_commitdate
          and exists (
              select * from lineitem l2 where l2.l_orderkey = l1.l_orderkey and l2.l_suppkey <> l1.l_suppkey)
          and not exists (
              select *
              from lineitem l3
              where l3.l_orderkey = l1.l_orderkey
                and l3.l_suppkey <> l1.l_suppkey
                and l3.l_receiptdate > l3.l_commitdate)
          and s_nationkey = n_nationkey
          and n_name = 'SAUDI ARABIA'
        group by s_name
        order by numwait desc, s_name
        limit 100)");
}

TEST_CASE("Q22, global sales opportunity, answers as its SQL text does", "[tpch]") {
    check_answers("Q22, global sales opportunity", sales_opportunity(), R"(
        select cntrycode, count(*) as numcust, sum(c_acctbal) as totacctbal
        from (
            select substring(c_phone from 1 for 2) as cntrycode, c_acctbal
            from customer
            where substring(c_phone from 1 for 2) in ('13', '31', '23', '29', '30', '18', '17')
              and c_acctbal > (
                  select avg(c_acctbal)
                  from customer
                  where c_acctbal > 0.00
                    and substring(c_phone from 1 for 2) in ('13', '31', '23', '29', '30', '18', '17'))
              and not exists (select * from orders where o_custkey = c_custkey)) as custsale
        group by cntrycode
        order by cntrycode)");
}

#include "tpch/answers.hpp"
#include "tpch/schema.hpp"
#include <azoth/sql/cte.hpp>
#include <azoth/sql/select.hpp>

#include <optional>
#include <type_traits>

using namespace tpch;
namespace func = az::func;
using std::optional;
using std::string;

namespace {

auto customer_distribution() {
    const auto count = func::count(orders.orderkey).label("c_count");
    const auto counts =
        select(customer.custkey, count)
            .outer_join_from(customer, orders,
                             customer.custkey == orders.custkey && orders.comment.not_like("%special%requests%"))
            .group_by(customer.custkey)
            .subquery("c_orders");
    const auto customers = func::count().label("custdist");
    return select(counts[count], customers).group_by(counts[count]).order_by(customers.desc(), counts[count].desc());
}
static_assert(std::is_same_v<decltype(customer_distribution())::rows, az::RowTypes<std::int64_t, std::int64_t>>);

auto promotion_effect() {
    const auto promoted = az::case_(az::when(part.type.like("PROMO%"), discounted_price())).else_(0);
    return select((Decimal("100.00") * func::sum(promoted) / func::sum(discounted_price())).label("promo_revenue"))
        .where(lineitem.partkey == part.partkey, lineitem.shipdate >= day(1995, 9, 1),
               lineitem.shipdate < day(1995, 9, 1) + std::chrono::months(1));
}
static_assert(std::is_same_v<decltype(promotion_effect())::rows, az::RowTypes<optional<Decimal>>>);

auto top_supplier() {
    const auto total = func::sum(discounted_price()).label("total_revenue");
    const auto revenue =
        select(lineitem.suppkey.label("supplier_no"), total)
            .where(lineitem.shipdate >= day(1996, 1, 1), lineitem.shipdate < day(1996, 1, 1) + std::chrono::months(3))
            .group_by(lineitem.suppkey)
            .cte("revenue");
    const auto highest = select(func::max(revenue[total])).scalar_subquery();
    return select(supplier.suppkey, supplier.name, supplier.address, supplier.phone, revenue[total])
        .where(supplier.suppkey == revenue.column<0>(), revenue[total] == highest)
        .order_by(supplier.suppkey);
}
static_assert(std::is_same_v<decltype(top_supplier())::rows,
                             az::RowTypes<std::int64_t, string, string, string, optional<Decimal>>>);

auto parts_supplier_relationship() {
    const auto complained = select(supplier.suppkey).where(supplier.comment.like("%Customer%Complaints%"));
    const auto suppliers = func::count(partsupp.suppkey.distinct()).label("supplier_cnt");
    return select(part.brand, part.type, part.size, suppliers)
        .where(part.partkey == partsupp.partkey, part.brand != "Brand#45", part.type.not_like("MEDIUM POLISHED%"),
               part.size.in_(49, 14, 23, 45, 19, 3, 36, 9), partsupp.suppkey.not_in(complained))
        .group_by(part.brand, part.type, part.size)
        .order_by(suppliers.desc(), part.brand, part.type, part.size);
}
static_assert(std::is_same_v<decltype(parts_supplier_relationship())::rows,
                             az::RowTypes<string, string, std::int32_t, std::int64_t>>);

auto small_quantity_orders() {
    const auto share = select(Decimal("0.2") * func::avg(lineitem.quantity))
                           .where(lineitem.partkey == part.partkey)
                           .correlate(part)
                           .scalar_subquery();
    return select((func::sum(lineitem.extendedprice) / Decimal("7.0")).label("avg_yearly"))
        .where(part.partkey == lineitem.partkey, part.brand == "Brand#23", part.container == "MED BOX",
               lineitem.quantity < share);
}
static_assert(std::is_same_v<decltype(small_quantity_orders())::rows, az::RowTypes<optional<Decimal>>>);

}  // namespace

TEST_CASE("Q13, customer distribution, answers as its SQL text does", "[tpch]") {
    check_answers("Q13, customer distribution", customer_distribution(), R"(
        select c_count, count(*) as custdist
        from (
            select c_custkey, count(o_orderkey) as c_count
            from customer left outer join orders
              on c_custkey = o_custkey and o_comment not like '%special%requests%'
            group by c_custkey) as c_orders
        group by c_count
        order by custdist desc, c_count desc)");
}

TEST_CASE("Q14, promotion effect, answers as its SQL text does", "[tpch]") {
    check_answers("Q14, promotion effect", promotion_effect(), R"(
        select 100.00 * sum(case when p_type like 'PROMO%' then l_extendedprice * (1 - l_discount) else 0 end)
                   / sum(l_extendedprice * (1 - l_discount)) as promo_revenue
        from lineitem, part
        where l_partkey = p_partkey
          and l_shipdate >= date '1995-09-01'
          and l_shipdate < date '1995-09-01' + interval '1' month)");
}

TEST_CASE("Q15, top supplier, answers as its SQL text does", "[tpch]") {
    check_answers("Q15, top supplier", top_supplier(), R"(
        with revenue (supplier_no, total_revenue) as (
            select l_suppkey, sum(l_extendedprice * (1 - l_discount))
            from lineitem
            where l_shipdate >= date '1996-01-01'
              and l_shipdate < date '1996-01-01' + interval '3' month
            group by l_suppkey)
        select s_suppkey, s_name, s_address, s_phone, total_revenue
        from supplier, revenue
        where s_suppkey = supplier_no
          and total_revenue = (select max(total_revenue) from revenue)
        order by s_suppkey)");
}

TEST_CASE("Q16, parts/supplier relationship, answers as its SQL text does", "[tpch]") {
    check_answers("Q16, parts/supplier relationship", parts_supplier_relationship(), R"(
        select p_brand, p_type, p_size, count(distinct ps_suppkey) as supplier_cnt
        from partsupp, part
        where p_partkey = ps_partkey
          and p_brand <> 'Brand#45'
          and p_type not like 'MEDIUM POLISHED%'
          and p_size in (49, 14, 23, 45, 19, 3, 36, 9)
          and ps_suppkey not in (select s_suppkey from supplier where s_comment like '%Customer%Complaints%')
        group by p_brand, p_type, p_size
        order by supplier_cnt desc, p_brand, p_type, p_size)");
}

TEST_CASE("Q17, small-quantity-order revenue, answers as its SQL text does", "[tpch]") {
    check_answers("Q17, small-quantity-order revenue", small_quantity_orders(), R"(
        select sum(l_extendedprice) / 7.0 as avg_yearly
        from lineitem, part
        where p_partkey = l_partkey
          and p_brand = 'Brand#23'
          and p_container = 'MED BOX'
          and l_quantity < (select 0.2 * avg(l_quantity) from lineitem where l_partkey = p_partkey))");
}

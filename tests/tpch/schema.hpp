#pragma once

#include <azoth/expression/func.hpp>
#include <azoth/schema/constraints.hpp>
#include <azoth/schema/metadata.hpp>
#include <azoth/schema/table.hpp>

#include <chrono>
#include <cstdint>
#include <string>

/// The eight tables of TPC-H.
namespace tpch {

namespace az = azoth;
using az::Decimal;
using std::chrono::local_days;

using Key = az::Column<std::int64_t>;
using Number = az::Column<Decimal>;
using Words = az::Column<std::string>;
using Day = az::Column<local_days>;

inline const az::Numeric money{15, 2};

struct Region {
    Key regionkey{"r_regionkey", az::primary_key};
    Words name{"r_name", az::String(25)};
    Words comment{"r_comment", az::String(152)};
};
struct Nation {
    Key nationkey{"n_nationkey", az::primary_key};
    Words name{"n_name", az::String(25)};
    Key regionkey{"n_regionkey", az::ForeignKey("region.r_regionkey")};
    Words comment{"n_comment", az::String(152)};
};
struct Supplier {
    Key suppkey{"s_suppkey", az::primary_key};
    Words name{"s_name", az::String(25)};
    Words address{"s_address", az::String(40)};
    Key nationkey{"s_nationkey", az::ForeignKey("nation.n_nationkey")};
    Words phone{"s_phone", az::String(15)};
    Number acctbal{"s_acctbal", money};
    Words comment{"s_comment", az::String(101)};
};
struct Part {
    Key partkey{"p_partkey", az::primary_key};
    Words name{"p_name", az::String(55)};
    Words mfgr{"p_mfgr", az::String(25)};
    Words brand{"p_brand", az::String(10)};
    Words type{"p_type", az::String(25)};
    az::Column<std::int32_t> size{"p_size"};
    Words container{"p_container", az::String(10)};
    Number retailprice{"p_retailprice", money};
    Words comment{"p_comment", az::String(23)};
};
struct PartSupp {
    Key partkey{"ps_partkey", az::primary_key, az::ForeignKey("part.p_partkey")};
    Key suppkey{"ps_suppkey", az::primary_key, az::ForeignKey("supplier.s_suppkey")};
    az::Column<std::int32_t> availqty{"ps_availqty"};
    Number supplycost{"ps_supplycost", money};
    Words comment{"ps_comment", az::String(199)};
};
struct Customer {
    Key custkey{"c_custkey", az::primary_key};
    Words name{"c_name", az::String(25)};
    Words address{"c_address", az::String(40)};
    Key nationkey{"c_nationkey", az::ForeignKey("nation.n_nationkey")};
    Words phone{"c_phone", az::String(15)};
    Number acctbal{"c_acctbal", money};
    Words mktsegment{"c_mktsegment", az::String(10)};
    Words comment{"c_comment", az::String(117)};
};
struct Orders {
    Key orderkey{"o_orderkey", az::primary_key};
    Key custkey{"o_custkey", az::ForeignKey("customer.c_custkey")};
    Words orderstatus{"o_orderstatus", az::String(1)};
    Number totalprice{"o_totalprice", money};
    Day orderdate{"o_orderdate"};
    Words orderpriority{"o_orderpriority", az::String(15)};
    Words clerk{"o_clerk", az::String(15)};
    az::Column<std::int32_t> shippriority{"o_shippriority"};
    Words comment{"o_comment", az::String(79)};
};
struct LineItem {
    Key orderkey{"l_orderkey", az::primary_key, az::ForeignKey("orders.o_orderkey")};
    Key partkey{"l_partkey", az::ForeignKey("part.p_partkey")};
    Key suppkey{"l_suppkey", az::ForeignKey("supplier.s_suppkey")};
    az::Column<std::int32_t> linenumber{"l_linenumber", az::primary_key};
    Number quantity{"l_quantity", money};
    Number extendedprice{"l_extendedprice", money};
    Number discount{"l_discount", money};
    Number tax{"l_tax", money};
    Words returnflag{"l_returnflag", az::String(1)};
    Words linestatus{"l_linestatus", az::String(1)};
    Day shipdate{"l_shipdate"};
    Day commitdate{"l_commitdate"};
    Day receiptdate{"l_receiptdate"};
    Words shipinstruct{"l_shipinstruct", az::String(25)};
    Words shipmode{"l_shipmode", az::String(10)};
    Words comment{"l_comment", az::String(44)};
};

inline az::MetaData metadata;
inline const az::Table<Region> region{"region", metadata};
inline const az::Table<Nation> nation{"nation", metadata};
inline const az::Table<Supplier> supplier{"supplier", metadata};
inline const az::Table<Part> part{"part", metadata};
inline const az::Table<PartSupp> partsupp{"partsupp", metadata};
inline const az::Table<Customer> customer{"customer", metadata};
inline const az::Table<Orders> orders{"orders", metadata};
inline const az::Table<LineItem> lineitem{"lineitem", metadata};

inline local_days day(int year, unsigned month, unsigned of_month) {
    return local_days(
        std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(month), std::chrono::day(of_month)));
}
/// A day this number of months later.
inline local_days operator+(local_days day, std::chrono::months later) {
    return local_days(std::chrono::year_month_day(day) + later);
}

/// What a line costs.
inline auto discounted_price() { return lineitem.extendedprice * (1 - lineitem.discount); }

}  // namespace tpch

#include "oracle/groups.hpp"
#include "oracle/shop.hpp"
#include <azoth/expression/func.hpp>
#include <azoth/sql/table_function.hpp>
#include <azoth/sql/values.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace oracle {

using namespace azoth;
using namespace shop;

namespace {

void add_values_cases(Cases& cases) {
    cases.add("val-001", [] {
        const auto id = column<std::int32_t>("id");
        const auto label = column<std::string>("label");
        const std::vector<std::tuple<int, std::string>> rows{{1, "first"}, {2, "second"}};
        const auto v = values(id, label).name("v").data(rows);
        return select(users.name, v[label]).join_from(users, v, users.id == v[id]).order_by(v[id]);
    });
    cases.add("val-003", [] {
        const auto n = column<std::int32_t>("n");
        const auto s = column<std::optional<std::string>>("s");
        const auto v = values(n, s).name("nums").literal_binds().row(1, "it's").row(2, "two").row(3, nullptr);
        return select(v[n], v[s]).order_by(v[n].desc());
    });
    cases.add("val-004", [] {
        const auto v = values(column<std::int32_t>("id")).row(3).row(5).scalar_values();
        return select(users.name).where(users.id.in_(v)).order_by(users.id);
    });
    cases.add("val-005", [] {
        const auto what = column<std::string>("what");
        const auto amount = column<Decimal>("amount");
        const auto v = values(what, amount)
                           .name("v")
                           .row("net", orders.total)
                           .row("tax", orders.total * Decimal("0.19"))
                           .lateral();
        return select(orders.id, v[what], v[amount])
            .join_from(orders, v, true_())
            .where(orders.id < 3)
            .order_by(orders.id, v[what]);
    });
}

void add_function_cases(Cases& cases) {
    cases.add("val-006", [] {
        const auto n = column<std::int32_t>("n");
        const auto g = func::generate_series(1, 10, 3).table_valued(n).name("n");
        return select(g[n], (g[n] * 2).label("twice")).order_by(g[n]);
    });
    cases.add("val-008", [] {
        const auto x = func::generate_series(1, 4).column_valued("x");
        return select(x, (x % 2 == 0).label("even")).order_by(x);
    });
    cases.add("val-009", [] {
        const auto tag = column<std::string>("tag");
        const auto t = func::unnest(products.tags)
                           .table_valued(tag)
                           .with_ordinality("pos")
                           .joins_implicitly()
                           .render_derived()
                           .name("t");
        const auto pos = t.column<1>();
        return select(products.sku, t[tag], pos).where(products.id.in_(4, 5)).order_by(products.id, pos);
    });
    cases.add("val-010", [] {
        const auto n = column<std::optional<std::int32_t>>("n");
        const auto s = column<std::optional<std::string>>("s");
        const auto t = func::unnest(array(10, 20, 30), array("a", "b")).table_valued(n, s).render_derived().name("t");
        return select(t[n], t[s]).order_by(t[n]);
    });
    cases.add("val-012", [] {
        const auto key = column<std::string>("key");
        const auto value = column<std::optional<std::string>>("value");
        const auto kv =
            func::call("jsonb_each_text", products.attributes).table_valued(key, value).name("kv").joins_implicitly();
        return select(products.sku, kv[key], kv[value]).where(products.id == 4).order_by(kv[key]);
    });
    cases.add("val-013", [] {
        const auto e =
            func::call("json_each", documents.meta).table_valued("key", "value").name("e").joins_implicitly();
        return select(documents.id, e["key"]).where(documents.id.in_(2, 5)).order_by(documents.id, e["key"]);
    });
    cases.add("val-014", [] {
        const auto a = accounts.alias("a");
        return select(func::row_to_json(table_valued(a)).label("j")).where(a.id == 3);
    });
    cases.add("val-015", [] {
        const auto key = func::call("json_each_text", documents.meta).scalar_table_valued<std::string>("key");
        return select(documents.id, key.label("k"))
            .where(documents.id == 5)
            .order_by(documents.id, literal_column("k"));
    });
}

}  // namespace

void add_val_cases(Cases& cases) {
    add_values_cases(cases);
    add_function_cases(cases);
}

}  // namespace oracle

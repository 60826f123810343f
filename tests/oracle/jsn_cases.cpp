#include "oracle/groups.hpp"
#include "oracle/shop.hpp"
#include <azoth/expression/func.hpp>
#include <azoth/json.hpp>

#include <boost/json/value.hpp>

namespace oracle {

using namespace azoth;
using namespace shop;
namespace json = boost::json;

void add_jsn_cases(Cases& cases) {
    cases.add("jsn-001", [] {
        return select(products.id).where(products.attributes["color"].as_string() == "black").order_by(products.id);
    });
    cases.add("jsn-002", [] {
        return select(products.sku, (products.attributes["stock"].as_integer() * 2).label("double"))
            .where(products.attributes["stock"].as_integer() > 30)
            .order_by(products.id);
    });
    cases.add("jsn-003", [] {
        return select(products.id)
            .where(products.attributes["oven_safe"].as_boolean() == true,
                   products.attributes["diameter"].as_float() > 20.5,
                   products.attributes["diameter"].as_numeric(10, 2) < Decimal("30.25"))
            .order_by(products.id);
    });
    cases.add("jsn-004", [] {
        return select(products.attributes["blade"].label("blade"),
                      products.attributes.path("blade", "length").label("length"), documents.meta["tags"].label("tags"))
            .where(products.id == 2, documents.id == products.id);
    });
    cases.add("jsn-005", [] {
        return select(products.id, products.attributes.path("blade", "edge").as_string().label("edge"))
            .where(products.attributes.path("blade", "length").as_integer() > 10)
            .order_by(products.id);
    });
    cases.add("jsn-006", [] {
        return select(documents.id, documents.meta.path("tags", 0).as_string().label("first_tag"))
            .where(documents.id < 5)
            .order_by(documents.id);
    });
    cases.add("jsn-007", [] {
        return select(documents.id, documents.meta["review"]["score"].label("score"))
            .where(documents.id.in_(4, 7))
            .order_by(documents.id);
    });
    cases.add("jsn-008", [] {
        return select(products.id)
            .where(or_(products.attributes["color"].as_string().is_(nullptr), products.attributes.is_(nullptr)))
            .order_by(products.id);
    });
    cases.add("jsn-009", [] {
        return select(documents.meta.op<std::string>("->>")("lang").label("lang"), func::count().label("n"))
            .group_by(literal_column("lang"))
            .order_by(literal_column("lang NULLS LAST"));
    });
    cases.add("jsn-011", [] {
        const json::value green{{"color", "green"}};
        const json::value organic{{"organic", true}};
        return select(products.id)
            .where(products.attributes.contains(green), !products.attributes.contains(organic))
            .order_by(products.id);
    });
    cases.add("jsn-013", [] {
        const json::value more{{"stock", 1}, {"new", true}};
        return select((products.attributes - "blade").label("a"),
                      products.attributes.delete_path("blade", "edge").label("b"),
                      products.attributes.concat(cast(more, Jsonb())).label("c"))
            .where(products.id == 3);
    });
    cases.add("jsn-016", [] {
        const auto stock = products.attributes["stock"].as_integer();
        return update(products)
            .where(products.attributes["stock"].as_integer() == 0)
            .values(products.attributes =
                        func::jsonb_set(products.attributes, array("stock"), cast(json::value(5), Jsonb())))
            .returning(products.id, stock.label("stock"));
    });
}

}  // namespace oracle

#include "oracle/groups.hpp"
#include "oracle/shop.hpp"
#include <azoth/expression/func.hpp>
#include <azoth/sql/table_function.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace oracle {

using namespace azoth;
using namespace shop;

void add_arr_cases(Cases& cases) {
    cases.add("arr-001", [] {
        return select(products.id)
            .where(or_(products.tags.contains(array("pro", "heavy")), products.tags.overlap(array("organic", "a3")),
                       products.tags.contained_by(array("steel", "x"))))
            .order_by(products.id);
    });
    cases.add("arr-002", [] {
        const std::vector<std::string> wanted{"steel", "pro"};
        return select(products.id).where(products.tags.contains(wanted)).order_by(products.id);
    });
    cases.add("arr-003", [] {
        return select(products.id)
            .where("small" == any_(products.tags), "iron" != all_(products.tags))
            .order_by(products.id);
    });
    cases.add("arr-004",
              [] { return select(users.id).where(users.name == any_(array("ada", "june", "x"))).order_by(users.id); });
    cases.add("arr-006", [] {
        return select((products.tags + array("new")).label("a"), (array(1, 2) + array(3)).label("b"))
            .where(products.id == 3);
    });
    cases.add("arr-007", [] {
        return select(array<std::int32_t>().label("none"), array(array(1, 2), array(3, 4)).label("grid"));
    });
    cases.add("arr-009", [] {
        const auto tag = column_valued(func::call<std::string>("unnest", products.tags), "tag");
        return select(tag, func::count().label("n"))
            .select_from(products)
            .group_by(tag)
            .having(func::count() > 2)
            .order_by(func::count().desc(), tag);
    });
}

}  // namespace oracle

#include "oracle/groups.hpp"
#include "oracle/shop.hpp"
#include <azoth/expression/func.hpp>

namespace oracle {

using namespace azoth;
using namespace shop;

void add_str_cases(Cases& cases) {
    cases.add("str-001", [] { return select(products.id).where(products.name.like("%Kni_e")).order_by(products.id); });
    cases.add("str-002", [] {
        return select(documents.id).where(documents.title.like("100/% paper/_%", escape('/'))).order_by(documents.id);
    });
    cases.add("str-003", [] { return select(users.id).where(users.email.ilike("%@EXAMPLE.COM")).order_by(users.id); });
    cases.add("str-005", [] {
        return select(users.id)
            .where(users.fullname.startswith("J"), users.email.endswith(".com"), users.email.contains("@ex"))
            .order_by(users.id);
    });
    cases.add("str-006", [] {
        return select(documents.id).where(documents.title.startswith("100%", autoescape)).order_by(documents.id);
    });
    cases.add("str-007", [] {
        return select(products.id).where(products.name.contains("e_b", autoescape('!'))).order_by(products.id);
    });
    cases.add("str-009", [] { return select(users.id).where(users.email.contains(users.name)).order_by(users.id); });
    cases.add("str-010", [] { return select(orders.id).where(!orders.note.contains("gift")).order_by(orders.id); });
    cases.add("str-011", [] {
        return select(orders.id)
            .where(or_(orders.note.icontains("gift"), orders.note.istartswith("CALL"), orders.note.iendswith("ONLY")))
            .order_by(orders.id);
    });
    cases.add("str-012", [] {
        return select((users.name + " <" + users.email + ">").label("contact")).where(users.id < 3).order_by(users.id);
    });
    cases.add("str-013",
              [] { return select(users.id).where(users.name + "@mail.test" == users.email).order_by(users.id); });
    cases.add("str-014",
              [] { return select(users.id).where(users.email.regexp_match("^[a-e].*[.]com$")).order_by(users.id); });
    cases.add("str-015", [] {
        return select(products.sku).where(!products.sku.regexp_match("^(KN|GT|SE)-")).order_by(products.sku);
    });
    cases.add("str-017", [] {
        return select(documents.id).where(documents.body.regexp_match("PAN . WITH", "ix")).order_by(documents.id);
    });
    cases.add("str-018", [] {
        return select(products.id, products.sku.regexp_replace("[A-Z]+-0*", "#").label("short"))
            .where(products.id.in_(1, 4))
            .order_by(products.id);
    });
    cases.add("str-020", [] {
        return select(users.name).where(collate(users.name, "C") > "g").order_by(users.name.collate("C").desc());
    });
    cases.add("str-021", [] {
        return select(users.id, func::char_length(users.fullname).label("n"))
            .where(func::char_length(users.fullname) > 12)
            .order_by(users.id);
    });
    cases.add("str-022", [] {
        return select(func::substring(users.fullname, 1, 4).label("a"), func::substring(users.fullname, 5).label("b"))
            .where(users.id == 1);
    });
    cases.add("str-023", [] {
        return select(users.id)
            .where(users.name.op<bool>("<>")("ada"), users.fullname.bool_op("LIKE")("E%"))
            .order_by(users.id);
    });
    cases.add("str-024",
              [] { return select((users.id.op("|", 4)(8) * 2).label("x")).where(users.id < 3).order_by(users.id); });
}

}  // namespace oracle

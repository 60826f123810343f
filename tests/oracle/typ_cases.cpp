#include "oracle/groups.hpp"
#include "oracle/shop.hpp"
#include <azoth/expression/func.hpp>
#include <azoth/expression/param.hpp>

#include <boost/uuid/string_generator.hpp>

#include <chrono>
#include <string>

namespace oracle {

/// A text that is stored in lower case.
struct Lower {
    std::string text;
};

}  // namespace oracle

template <>
struct azoth::Codec<oracle::Lower> : azoth::CodecVia<oracle::Lower, std::string> {
    static std::string to_stored(const oracle::Lower& value) {
        std::string text = value.text;
        for (char& c : text) {
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        }
        return text;
    }
    static oracle::Lower from_stored(std::string stored) { return oracle::Lower{std::move(stored)}; }
};

namespace oracle {

using namespace azoth;
using namespace shop;
using namespace std::chrono_literals;

void add_typ_cases(Cases& cases) {
    cases.add("typ-001", [] {
        return select(cast(users.age, String()).label("s"), cast("42", Integer()).label("n"),
                      cast(users.id, Text()).label("t"))
            .where(users.id == 1);
    });
    cases.add("typ-002", [] { return select(products.weight.cast(Numeric(6, 3)).label("w")).where(products.id == 5); });
    cases.add("typ-005", [] {
        return select((cast(users.age + 1, Numeric(6, 2)) / 4).label("x"),
                      (cast(users.id, String()) + "-" + users.name).label("slug"))
            .where(users.id == 4);
    });
    cases.add("typ-006", [] {
        return select((type_coerce(users.id, String()) + "x").label("s"), type_coerce(users.name, Integer()).label("n"))
            .where(users.id == 2);
    });
    cases.add("typ-007", [] {
        return select(documents.id)
            .where(func::coalesce(documents.published_on, type_coerce(2023y / 1 / 1, Date())) <
                   type_coerce(2023y / 4 / 1, Date()))
            .order_by(documents.id);
    });
    cases.add("typ-008", [] {
        return select(null_().label("n"), true_().label("t"), false_().label("f"), literal(true).label("p"),
                      literal(nullptr).label("q"));
    });
    cases.add("typ-009", [] {
        return select(users.name).where(not_(false_()), not_(users.id == 1), users.id < 4).order_by(users.id);
    });
    cases.add("typ-010", [] {
        return select(users.id, case_(when(users.is_active, "on")).else_("off").label("state"))
            .where(users.is_active == bindparam("flag", true), users.id > 8)
            .order_by(users.id);
    });
    cases.add("typ-011", [] {
        const Timestamp half_past_noon = std::chrono::local_days(2024y / 2 / 29) + 12h + 30min;
        return select(literal(Decimal("9.90"), Numeric(6, 2)).label("a"), literal(2024y / 2 / 29).label("d"),
                      literal(half_past_noon).label("ts"), literal(2.5).label("f"));
    });
    cases.add("typ-012", [] {
        const auto token = boost::uuids::string_generator()("0b9f6f1e-2f39-4ad5-9d5f-0d6c4a3f7a02");
        const Interval day(0, 1, 0);
        return select(reservations.id)
            .where(or_(reservations.token == token, and_(reservations.state == "held", reservations.hold_for >= day)))
            .order_by(reservations.id);
    });
    cases.add("typ-013", [] {
        return select(users.id).where(type_coerce<Lower>(users.name) == Lower{"HANA"}).order_by(users.id);
    });
}

}  // namespace oracle

#include "oracle/groups.hpp"
#include "oracle/shop.hpp"
#include <azoth/expression/func.hpp>

#include <chrono>
#include <cstdint>

namespace oracle {

using namespace azoth;
using namespace shop;
using namespace std::chrono_literals;

using Days = Range<std::chrono::year_month_day>;
using Numbers = Range<std::int32_t>;

void add_rng_cases(Cases& cases) {
    cases.add("rng-001", [] {
        return select(reservations.id).where(reservations.during.contains(2024y / 2 / 4)).order_by(reservations.id);
    });
    cases.add("rng-002", [] {
        const Days wanted(2024y / 2 / 8, 2024y / 2 / 21, Bounds::closed_open);
        return select(reservations.id).where(reservations.during.overlaps(wanted)).order_by(reservations.id);
    });
    cases.add("rng-004", [] {
        const Days from_march(2024y / 3 / 1, std::nullopt);
        return select(reservations.id, func::lower(reservations.during).label("lo"),
                      func::upper(reservations.during).label("hi"), func::upper_inf(reservations.during).label("open"))
            .where(or_(func::isempty(reservations.during), reservations.during.overlaps(from_march)))
            .order_by(reservations.id);
    });
    cases.add("rng-005", [] {
        const auto r = literal(Numbers(2, 6));
        return select((r + Numbers(6, 9)).label("u"), (r * Numbers(4, 8)).label("i"), (r - Numbers(4, 8)).label("d"));
    });
    cases.add("rng-006", [] {
        const auto other = reservations.alias("other");
        return select(reservations.id, other.id)
            .join_from(reservations, other,
                       and_(reservations.id < other.id, reservations.during.overlaps(other.during)))
            .order_by(reservations.id, other.id);
    });
}

}  // namespace oracle

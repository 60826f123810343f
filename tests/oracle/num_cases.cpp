#include "oracle/groups.hpp"
#include "oracle/shop.hpp"
#include <azoth/expression/func.hpp>
#include <azoth/expression/param.hpp>

#include <chrono>

namespace oracle {

using namespace azoth;
using namespace shop;
using namespace std::chrono_literals;

void add_num_cases(Cases& cases) {
    cases.add("num-001", [] { return select((users.id + users.age - 1 - users.id).label("x")).where(users.id == 5); });
    cases.add("num-002", [] {
        return select((orders.id + orders.user_id * 2).label("a"), ((orders.id + orders.user_id) * 2).label("b"))
            .where(orders.id == 9);
    });
    cases.add("num-003", [] {
        return select((users.age - (users.id - 1)).label("a"), (users.age - users.id - 1).label("b"))
            .where(users.id == 6);
    });
    cases.add("num-004", [] {
        return select((products.price / (products.price / 2)).label("a"),
                      (products.price * (products.price / 2)).label("b"))
            .where(products.id == 11);
    });
    cases.add("num-005", [] {
        const Timestamp noon = std::chrono::local_days(2024y / 1 / 2) + 12h;
        return select(readings.sensor_id, (readings.flags / readings.sensor_id).label("ratio"))
            .where(readings.at == noon)
            .order_by(readings.sensor_id);
    });
    cases.add("num-006", [] {
        return select(users.id, (users.age.floor_div(10) * 10).label("decade"))
            .where(users.age.is_not(nullptr))
            .order_by(users.id)
            .limit(4);
    });
    cases.add("num-007", [] { return select((orders.total / 3).label("third")).where(orders.id == 8); });
    cases.add("num-008", [] {
        const Timestamp noon = std::chrono::local_days(2024y / 1 / 1) + 12h;
        return select(readings.sensor_id, (readings.value / 4).label("q"))
            .where(readings.at == noon)
            .order_by(readings.sensor_id);
    });
    cases.add("num-009", [] {
        return select(readings.value.floor_div(2).label("q"))
            .where(readings.sensor_id == 2, readings.value < -3)
            .order_by(readings.at);
    });
    cases.add("num-012", [] {
        return select((-accounts.balance).label("neg"), (-(accounts.balance + 1)).label("neg2"),
                      (5 - -accounts.version).label("y"))
            .where(accounts.id == 5);
    });
    cases.add("num-013", [] {
        return select(readings.flags.bitwise_and(3).label("low"), readings.flags.bitwise_or(16).label("with16"),
                      readings.flags.bitwise_not().label("inv"))
            .where(readings.sensor_id == 3)
            .order_by(readings.at);
    });
    cases.add("num-014", [] {
        return select(readings.flags.bitwise_xor(5).label("flipped"))
            .where(readings.sensor_id == 3)
            .order_by(readings.at);
    });
    cases.add("num-015", [] {
        return select(readings.sensor_id, readings.at)
            .where(readings.flags.bitwise_xor(6) == 2)
            .order_by(readings.sensor_id, readings.at);
    });
    cases.add("num-016", [] {
        return select(readings.flags.bitwise_lshift(2).label("l"), readings.flags.bitwise_rshift(1).label("r"))
            .where(readings.sensor_id == 2, readings.flags > 4)
            .order_by(readings.at);
    });
    cases.add("num-018", [] {
        const auto rate = bindparam("rate", Decimal("0.19"));
        const auto net = products.price * (1 - literal(Decimal("0.10")));
        return select(products.sku, func::round(net + net * rate, 2).label("gross"))
            .where(products.category_id == 5)
            .order_by(products.sku);
    });
}

}  // namespace oracle

#include "tpch/data.hpp"

#include "tpch/schema.hpp"
#include <azoth/sql/insert.hpp>

#include <array>
#include <cstddef>
#include <random>
#include <string_view>
#include <utility>
#include <vector>

namespace tpch {
namespace {

using std::string;
using std::chrono::days;

constexpr std::size_t supplier_count = 50;
constexpr std::size_t part_count = 200;
constexpr std::size_t customer_count = 150;
constexpr std::size_t order_count = 1500;

struct NamedRow {
    std::int64_t key;
    string name;
    string comment;
};
struct NationRow {
    std::int64_t key;
    string name;
    std::int64_t region;
    string comment;
};
struct SupplierRow {
    std::int64_t key;
    string name, address;
    std::int64_t nation;
    string phone;
    Decimal balance;
    string comment;
};
struct PartRow {
    std::int64_t key;
    string name, manufacturer, brand, type;
    std::int32_t size;
    string container;
    Decimal price;
    string comment;
};
struct PartSuppRow {
    std::int64_t part, supplier;
    std::int32_t available;
    Decimal cost;
    string comment;
};
struct CustomerRow {
    std::int64_t key;
    string name, address;
    std::int64_t nation;
    string phone;
    Decimal balance;
    string segment, comment;
};
struct OrderRow {
    std::int64_t key, customer;
    string status;
    Decimal total;
    local_days date;
    string priority, clerk;
    std::int32_t ship_priority;
    string comment;
};
struct LineRow {
    std::int64_t order, part, supplier;
    std::int32_t number;
    Decimal quantity, price, discount, tax;
    string return_flag, status;
    local_days shipped, committed, received;
    string instruction, mode, comment;
};

constexpr std::array regions{"AFRICA", "AMERICA", "ASIA", "EUROPE", "MIDDLE EAST"};
constexpr std::array<std::pair<std::string_view, int>, 25> nations{
    {{"ALGERIA", 0},      {"ARGENTINA", 1},  {"BRAZIL", 1},  {"CANADA", 1},         {"EGYPT", 4},
     {"ETHIOPIA", 0},     {"FRANCE", 3},     {"GERMANY", 3}, {"INDIA", 2},          {"INDONESIA", 2},
     {"IRAN", 4},         {"IRAQ", 4},       {"JAPAN", 2},   {"JORDAN", 4},         {"KENYA", 0},
     {"MOROCCO", 0},      {"MOZAMBIQUE", 0}, {"PERU", 1},    {"CHINA", 2},          {"ROMANIA", 3},
     {"SAUDI ARABIA", 4}, {"VIETNAM", 2},    {"RUSSIA", 3},  {"UNITED KINGDOM", 3}, {"UNITED STATES", 1}}};
constexpr std::array colours{"almond", "azure", "chocolate", "forest", "green", "ivory", "linen", "plum", "salmon"};
constexpr std::array syllables1{"STANDARD", "SMALL", "MEDIUM", "LARGE", "ECONOMY", "PROMO"};
constexpr std::array syllables2{"ANODIZED", "BURNISHED", "PLATED", "POLISHED", "BRUSHED"};
constexpr std::array syllables3{"TIN", "NICKEL", "BRASS", "STEEL", "COPPER"};
constexpr std::array boxes{"SM CASE",  "SM BOX",  "SM PACK", "SM PKG",  "MED BAG", "MED BOX",  "MED PKG",
                           "MED PACK", "LG CASE", "LG BOX",  "LG PACK", "LG PKG",  "JUMBO JAR"};
constexpr std::array sizes{1, 3, 9, 14, 15, 19, 23, 36, 45, 49};
constexpr std::array segments{"AUTOMOBILE", "BUILDING", "FURNITURE", "MACHINERY", "HOUSEHOLD"};
constexpr std::array priorities{"1-URGENT", "2-HIGH", "3-MEDIUM", "4-NOT SPECIFIED", "5-LOW"};
constexpr std::array instructions{"DELIVER IN PERSON", "COLLECT COD", "NONE", "TAKE BACK RETURN"};
constexpr std::array modes{"REG AIR", "AIR", "RAIL", "SHIP", "TRUCK", "MAIL", "FOB"};
constexpr std::array words{"carefully", "quickly", "ironic", "final", "pending", "deposits", "packages", "accounts"};

class Generator {
public:
    /// From low to high, both included. The engine's numbers are the same everywhere, those of the standard's
    /// distributions are not.
    int number(int low, int high) { return low + static_cast<int>(engine_() % static_cast<unsigned>(high - low + 1)); }
    bool one_in(int times) { return number(1, times) == 1; }
    template <class T, std::size_t N>
    T pick(const std::array<T, N>& from) {
        return from[static_cast<std::size_t>(number(0, static_cast<int>(N) - 1))];
    }
    Decimal amount(int low, int high) { return cents(number(low * 100, high * 100)); }
    static Decimal cents(std::int64_t count) {
        const string digits = std::to_string(count < 0 ? -count : count);
        const string padded = string(digits.size() < 3 ? 3 - digits.size() : 0, '0') + digits;
        return Decimal((count < 0 ? "-" : "") + padded.substr(0, padded.size() - 2) + '.' +
                       padded.substr(padded.size() - 2));
    }
    string sentence() { return string(pick(words)) + ' ' + pick(words) + ' ' + pick(words); }
    string phone(std::int64_t nation) {
        return std::to_string(nation + 10) + '-' + std::to_string(number(100, 999)) + '-' +
               std::to_string(number(100, 999)) + '-' + std::to_string(number(1000, 9999));
    }

private:
    std::mt19937 engine_{19920101};
};

string numbered(std::string_view name, std::size_t number) {
    const string digits = std::to_string(number);
    return string(name) + '#' + string(9 - digits.size(), '0') + digits;
}

class Data {
public:
    Data() {
        make_places();
        make_suppliers();
        make_parts();
        make_customers();
        for (std::size_t key = 1; key <= order_count; ++key) make_order(key);
    }

    std::vector<NamedRow> region_rows;
    std::vector<NationRow> nation_rows;
    std::vector<SupplierRow> supplier_rows;
    std::vector<PartRow> part_rows;
    std::vector<PartSuppRow> partsupp_rows;
    std::vector<CustomerRow> customer_rows;
    std::vector<OrderRow> order_rows;
    std::vector<LineRow> line_rows;

private:
    void make_places() {
        for (const char* const name : regions) {
            region_rows.push_back({static_cast<std::int64_t>(region_rows.size()), name, make_.sentence()});
        }
        for (const auto& [name, in] : nations) {
            nation_rows.push_back({static_cast<std::int64_t>(nation_rows.size()), string(name), in, make_.sentence()});
        }
    }
    void make_suppliers() {
        for (std::size_t key = 1; key <= supplier_count; ++key) {
            const auto nation = static_cast<std::int64_t>(key % nations.size());
            supplier_rows.push_back({static_cast<std::int64_t>(key), numbered("Supplier", key), make_.sentence(),
                                     nation, make_.phone(nation), make_.amount(-999, 9999),
                                     make_.one_in(10) ? "the Customer had Complaints" : make_.sentence()});
        }
    }
    void make_parts() {
        for (std::size_t key = 1; key <= part_count; ++key) {
            const int maker = make_.number(1, 3);
            // Every third part is of one of the brands and containers that queries 17 and 19 ask for.
            const string brand = "Brand#" + std::to_string(maker) + std::to_string(key % 3 == 0 ? 4 - maker % 2 : 3);
            const string box = brand == "Brand#23" && key % 2 == 0 ? "MED BOX" : make_.pick(boxes);
            string name = make_.pick(colours);
            for (int i = 0; i < 4; ++i) name += string(" ") + make_.pick(colours);
            string type = string(make_.pick(syllables1)) + ' ' + make_.pick(syllables2) + ' ' + make_.pick(syllables3);
            if (key % 20 == 0) type = "ECONOMY ANODIZED STEEL";
            part_rows.push_back({static_cast<std::int64_t>(key), name, "Manufacturer#" + std::to_string(maker), brand,
                                 type, make_.one_in(4) ? make_.number(1, 50) : make_.pick(sizes), box, price(key),
                                 make_.sentence().substr(0, 23)});
            for (std::size_t i = 0; i < 4; ++i) {
                partsupp_rows.push_back({static_cast<std::int64_t>(key), supplier_of(key, i), make_.number(1, 9999),
                                         make_.amount(1, 1000), make_.sentence()});
            }
        }
    }
    // The specification's: prices and suppliers follow from the part.
    static Decimal price(std::size_t part) { return Generator::cents(price_in_cents(part)); }
    static std::int64_t price_in_cents(std::size_t part) {
        return static_cast<std::int64_t>(90000 + (part / 10) % 20001 + 100 * (part % 1000));
    }
    static std::int64_t supplier_of(std::size_t part, std::size_t which) {
        constexpr std::size_t s = supplier_count;
        return static_cast<std::int64_t>((part + which * (s / 4 + (part - 1) / s)) % s + 1);
    }
    void make_customers() {
        for (std::size_t key = 1; key <= customer_count; ++key) {
            const auto nation = make_.number(0, static_cast<int>(nations.size()) - 1);
            customer_rows.push_back({static_cast<std::int64_t>(key), numbered("Customer", key), make_.sentence(),
                                     nation, make_.phone(nation), make_.amount(-999, 9999), make_.pick(segments),
                                     make_.sentence()});
        }
    }
    void make_order(std::size_t key) {
        // A third of the customers never orders.
        int customer = make_.number(1, static_cast<int>(customer_count));
        if (customer % 3 == 0) --customer;
        const local_days ordered = day(1992, 1, 1) + days(make_.number(0, 2405));
        const bool bulk = make_.one_in(100);
        const int lines = bulk ? 7 : make_.number(1, 7);
        std::int64_t total = 0;
        int open = 0;
        for (int number = 1; number <= lines; ++number) total += make_line(key, number, ordered, bulk, open);
        order_rows.push_back({static_cast<std::int64_t>(key), customer, open == lines ? "O" : (open == 0 ? "F" : "P"),
                              Generator::cents(total), ordered, make_.pick(priorities),
                              numbered("Clerk", static_cast<std::size_t>(make_.number(1, 10))), 0,
                              make_.one_in(12) ? "the special and final requests" : make_.sentence()});
    }
    // Returns its price in cents.
    std::int64_t make_line(std::size_t order, int number, local_days ordered, bool bulk, int& open) {
        const auto part = static_cast<std::size_t>(make_.number(1, static_cast<int>(part_count)));
        const int quantity = bulk ? make_.number(44, 50) : make_.number(1, 50);
        const std::int64_t price = quantity * price_in_cents(part);
        const local_days shipped = ordered + days(make_.number(1, 121));
        const local_days received = shipped + days(make_.number(1, 30));
        // Two of three lines are received in time.
        const local_days committed =
            make_.one_in(3) ? ordered + days(make_.number(30, 90)) : received + days(make_.number(0, 30));
        const bool is_open = shipped > day(1995, 6, 17);
        open += is_open ? 1 : 0;
        const char* const flag = received > day(1995, 6, 17) ? "N" : (make_.one_in(2) ? "R" : "A");
        line_rows.push_back({static_cast<std::int64_t>(order), static_cast<std::int64_t>(part),
                             supplier_of(part, static_cast<std::size_t>(make_.number(0, 3))), number, Decimal(quantity),
                             Generator::cents(price), Generator::cents(make_.number(0, 10)),
                             Generator::cents(make_.number(0, 8)), flag, is_open ? "O" : "F", shipped, committed,
                             received, make_.pick(instructions), make_.pick(modes), make_.sentence()});
        return price;
    }

    Generator make_;
};

}  // namespace

az::task<void> load(az::AsyncConnection& connection) {
    const Data data;
    co_await metadata.drop_all(connection);
    co_await metadata.create_all(connection);
    co_await connection.execute(insert(region), data.region_rows);
    co_await connection.execute(insert(nation), data.nation_rows);
    co_await connection.execute(insert(supplier), data.supplier_rows);
    co_await connection.execute(insert(part), data.part_rows);
    co_await connection.execute(insert(partsupp), data.partsupp_rows);
    co_await connection.execute(insert(customer), data.customer_rows);
    co_await connection.execute(insert(orders), data.order_rows);
    co_await connection.execute(insert(lineitem), data.line_rows);
}

}  // namespace tpch

#include "types/column_checks.hpp"
#include "types/round_trip.hpp"

#include <array>

using namespace azoth;
using namespace azoth::test;

TEST_CASE("transaction ids are read back unchanged", "[types]") {
    const auto any = [](Random& random) { return Xid8(random_integer<std::uint64_t>(random)); };
    check_round_trip<Xid8>(Passage("xid8").not_in_sqlite(), {Xid8(), Xid8(3), Xid8(UINT64_MAX)}, any);
    check_round_trip<std::vector<std::optional<Xid8>>>(
        Passage("xid8[]"), {{}}, [&](Random& random) { return random_vector<std::optional<Xid8>>(random, any); });
    check_stored<Xid8>({Xid8(), Xid8(4294967296), Xid8(std::uint64_t{INT64_MAX})});
}

TEST_CASE("transaction ids are compared as numbers", "[types]") {
    check_order<Xid8>({Xid8(), Xid8(9), Xid8(10), Xid8(std::uint64_t{INT64_MAX})});
}

TEST_CASE("XID8 is reflected and declared as Xid8", "[types]") {
    check_reflected<Xid8>({"XID8", "az::Column<std::optional<az::Xid8>> value{\"value\""});
}

TEST_CASE("an invalid transaction id throws", "[unit]") {
    CHECK(Xid8("18446744073709551615").number == UINT64_MAX);
    for (const char* const text : {"", "-1", "18446744073709551616", "1.5", "0x10", " 1", "1 "}) {
        INFO(text);
        CHECK_THROWS_AS(Xid8(std::string_view(text)), DataError);
    }
    const std::array<std::byte, 9> bytes{};
    for (const std::int32_t size : {0, 4, 9}) {
        CHECK_THROWS_AS(Codec<Xid8>::decode(Cell{bytes.data(), size, oid::xid8}), DataError);
    }
    CHECK_THROWS_AS(Codec<Xid8>::decode(Cell{bytes.data(), 8, oid::int8}), DataError);
    ByteBuffer out;
    CHECK_THROWS_AS(Codec<Xid8>::encode(out, Xid8(), BigInteger()), DataError);
}

TEST_CASE("a number that is too large for SQLite's integers throws when it is bound", "[types]") {
    on_each_table<Xid8>([](AsyncConnection& conn, const Dialect& dialect, const auto& table) -> task<void> {
        if (dialect.name() != "sqlite") co_return;
        auto too_large = insert(table).values(table.id = 1, table.value = Xid8(UINT64_MAX));
        bool refused = false;
        try {
            co_await conn.execute(too_large);
        } catch (const DataError& error) {
            refused = std::string_view(error.what()).find("too large for SQLite") != std::string_view::npos;
        }
        CHECK(refused);
    });
}

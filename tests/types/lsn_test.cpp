#include "types/column_checks.hpp"
#include "types/round_trip.hpp"

#include <sstream>

using namespace azoth;
using namespace azoth::test;

TEST_CASE("positions in the write-ahead log are read back unchanged", "[types]") {
    const auto any = [](Random& random) { return Lsn(random_integer<std::uint64_t>(random)); };
    check_round_trip<Lsn>(Passage("pg_lsn").not_in_sqlite(), {Lsn(), Lsn(1), Lsn(0xFFFFFFFF), Lsn(UINT64_MAX)}, any);
    check_round_trip<std::vector<std::optional<Lsn>>>(
        Passage("pg_lsn[]"), {{}}, [&](Random& random) { return random_vector<std::optional<Lsn>>(random, any); });
    check_stored<Lsn>({Lsn(), Lsn("16/B374D848"), Lsn(std::uint64_t{INT64_MAX})});
}

TEST_CASE("positions in the write-ahead log are compared as numbers", "[types]") {
    check_order<Lsn>({Lsn(), Lsn("9/0"), Lsn("16/B374D848"), Lsn("7FFFFFFF/FFFFFFFF")});
    CHECK(Lsn("9/0") < Lsn("16/0"));
}

TEST_CASE("PG_LSN is reflected and declared as Lsn", "[types]") {
    check_reflected<Lsn>({"PG_LSN", "az::Column<std::optional<az::Lsn>> value{\"value\""});
}

TEST_CASE("text that is not a position in the write-ahead log throws", "[unit]") {
    CHECK(Lsn("16/b374d848").to_string() == "16/B374D848");
    CHECK(Lsn("FFFFFFFF/FFFFFFFF").position == UINT64_MAX);
    for (const char* const text :
         {"", "/", "1", "1/", "/1", "1/2/3", "123456789/0", "0/123456789", "g/0", "-1/0", " 1/0"}) {
        INFO(text);
        CHECK_THROWS_AS(Lsn(std::string_view(text)), DataError);
    }
    std::ostringstream printed;
    printed << Lsn(0x16B374D848);
    CHECK(printed.str() == "16/B374D848");
}

TEST_CASE("bytes that are not a position in the write-ahead log throw", "[unit]") {
    const std::array<std::byte, 9> bytes{};
    for (const std::int32_t size : {0, 7, 9}) {
        CHECK_THROWS_AS(Codec<Lsn>::decode(Cell{bytes.data(), size, oid::pg_lsn}), DataError);
    }
    CHECK_THROWS_AS(Codec<Lsn>::decode(Cell{bytes.data(), 8, oid::int8}), DataError);
    ByteBuffer out;
    CHECK_THROWS_AS(Codec<Lsn>::encode(out, Lsn(), BigInteger()), DataError);
}

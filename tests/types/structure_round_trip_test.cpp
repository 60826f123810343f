#include "types/round_trip.hpp"
#include <azoth/asio_address.hpp>
#include <azoth/json.hpp>
#include <azoth/multiprecision.hpp>
#include <azoth/postgresql/types.hpp>

#include <boost/multiprecision/cpp_dec_float.hpp>
#include <boost/multiprecision/cpp_int.hpp>

#include <cmath>
#include <utility>

using namespace azoth;
using namespace azoth::test;

namespace {

enum class Mood { sad, ok, happy };

struct PlaceWithTags {
    std::string name;
    std::optional<std::int32_t> number;
    std::optional<Decimal> height;
    std::vector<std::optional<std::string>> tags;

    friend bool operator==(const PlaceWithTags&, const PlaceWithTags&) = default;
};

struct Journey {
    PlaceWithTags from;
    std::optional<PlaceWithTags> to;
    Mood mood = Mood::ok;

    friend bool operator==(const Journey&, const Journey&) = default;
};

}  // namespace

template <>
struct azoth::EnumLabels<Mood> {
    static constexpr std::string_view name = "mood";
    static constexpr std::pair<Mood, std::string_view> labels[] = {
        {Mood::sad, "sad"}, {Mood::ok, "o k,'\"\\"}, {Mood::happy, "NULL"}};
};
template <>
struct azoth::CompositeName<PlaceWithTags> {
    static constexpr std::string_view value = "place";
};
template <>
struct azoth::CompositeName<Journey> {
    static constexpr std::string_view value = "journey";
};

namespace {

Mood random_mood(Random& random) { return static_cast<Mood>(random.between(0, 2)); }

PlaceWithTags random_place(Random& random) {
    PlaceWithTags place;
    place.name = random_text(random, 4);
    if (random.one_in(2)) place.number = random_integer<std::int32_t>(random);
    if (random.one_in(2)) place.height = random_decimal(random);
    place.tags = random_vector<std::optional<std::string>>(
        random, [](Random& r) { return r.one_in(3) ? std::nullopt : std::optional(random_text(r, 3)); });
    return place;
}

Journey random_journey(Random& random) {
    Journey journey;
    journey.from = random_place(random);
    if (random.one_in(2)) journey.to = random_place(random);
    journey.mood = random_mood(random);
    return journey;
}

const std::string drop_types = "DROP TYPE IF EXISTS journey, place, mood CASCADE";
const std::string create_mood = "CREATE TYPE mood AS ENUM ('sad', 'o k,''\"\\', 'NULL')";
const std::string create_place = "CREATE TYPE place AS (name text, number int4, height numeric, tags text[])";
const std::string create_journey = "CREATE TYPE journey AS (origin place, target place, mood mood)";

Passage user_types(std::string cast) {
    return Passage(std::move(cast)).after(drop_types).after(create_mood).after(create_place).after(create_journey);
}

std::int32_t small(Random& random) { return static_cast<std::int32_t>(random.between(-20, 20)); }

template <class T, class Make>
void check_range(const std::string& name, const Make& make) {
    const auto range = [&](Random& random) { return random_range<T>(random, make); };
    const auto multirange = [&](Random& random) { return random_multirange<T>(random, make); };
    check_round_trip<Range<T>>(Passage(name + "range"), {Range<T>(), Range<T>::make_empty()}, range);
    check_round_trip<MultiRange<T>>(Passage(name + "multirange"), {MultiRange<T>(), MultiRange<T>(Range<T>())},
                                    multirange);
}

boost::json::value random_json(Random& random, int depth = 0) {
    switch (random.between(0, depth > 4 ? 4 : 6)) {
        case 0: return nullptr;
        case 1: return random.one_in(2);
        case 2: return random_integer<std::int64_t>(random);
        case 3: {
            // A value without a fraction may be read back as an integer.
            const double value = random_double(random);
            return std::abs(value) < 1e15 && std::trunc(value) != value ? value : 0.1;
        }
        case 4: return boost::json::string(random_text(random, 6));
        case 5: {
            boost::json::array array;
            for (std::size_t left = random.size(4); left > 0; --left) array.push_back(random_json(random, depth + 1));
            return array;
        }
        default: {
            boost::json::object object;
            for (std::size_t left = random.size(4); left > 0; --left) {
                object[random_text(random, 3)] = random_json(random, depth + 1);
            }
            return object;
        }
    }
}

}  // namespace

TEST_CASE("JSON documents are read back unchanged", "[types]") {
    boost::json::value deep = 1;
    for (int i = 0; i < 900; ++i) deep = boost::json::array{std::move(deep)};
    const std::vector<boost::json::value> ends{nullptr, "", 0, boost::json::object(), boost::json::array(), deep};
    const auto json = [](Random& random) { return random_json(random); };
    check_round_trip<boost::json::value>(Passage("jsonb").normalized(), ends, json);
    check_round_trip<boost::json::value>(Passage("json", Json()), ends, json);
    check_round_trip<std::string>(Passage("json", Json()), {"null", " [1 , 2.50] "}, [](Random& random) {
        return '[' + boost::json::serialize(random_json(random)) + ']';
    });
    check_round_trip<std::string>(Passage("jsonpath", postgresql::JsonPath()), {"$", "$.\"a\""},
                                  [](Random& random) { return "$[" + std::to_string(random.between(0, 99)) + "]"; });
}

TEST_CASE("arrays are read back unchanged", "[types]") {
    using Matrix = std::vector<std::vector<std::int64_t>>;
    using Cube = std::vector<std::vector<std::vector<std::optional<std::string>>>>;
    const auto text = [](Random& random) { return random_text(random, 4); };
    check_round_trip<std::vector<std::int32_t>>(Passage("int4[]"), {{}, {1}, std::vector<std::int32_t>(1000, -1)},
                                                [](Random& r) { return random_vector<std::int32_t>(r, small); });
    check_round_trip<std::vector<bool>>(Passage("bool[]"), {{}, {true, false}}, [](Random& r) {
        return random_vector<bool>(r, [](Random& x) { return x.one_in(2); });
    });
    check_round_trip<std::vector<std::string>>(Passage("text[]", Array(Text())), {{}, {""}, {"NULL", "null", " "}},
                                               [&](Random& r) { return random_vector<std::string>(r, text); });
    check_round_trip<std::vector<std::vector<std::byte>>>(
        Passage("bytea[]"), {{}}, [](Random& r) { return random_vector<std::vector<std::byte>>(r, random_bytes); });
    check_round_trip<std::vector<Decimal>>(Passage("numeric[]"), {{}},
                                           [](Random& r) { return random_vector<Decimal>(r, random_decimal); });
    check_round_trip<std::vector<Timestamptz>>(Passage("timestamptz[]"), {{}}, [](Random& r) {
        return random_vector<Timestamptz>(r, random_time<Timestamptz>);
    });
    check_round_trip<Matrix>(Passage("int8[]"), {{}, {{1}}, {{1, 2}, {3, 4}}}, [](Random& random) {
        Matrix matrix(random.size(3));
        const std::size_t width = 1 + random.size(3);
        for (auto& row : matrix) {
            for (std::size_t i = 0; i < width; ++i) row.push_back(random_integer<std::int64_t>(random));
        }
        return matrix;
    });
    check_round_trip<Cube>(Passage("text[]", Array(Text())), {{}, {{{"a", std::nullopt}}, {{"", "}"}}}},
                           [](Random& random) {
                               Cube cube(1 + random.size(1), {{std::nullopt, random_text(random, 3)}});
                               return cube;
                           });
    check_round_trip<NdArray<std::optional<std::int32_t>>>(
        Passage("int4[]"), {{}, {{{2, -5}}, {1, std::nullopt}}, {{{1, INT32_MAX - 1}}, {1}}, {{{1, INT32_MIN}}, {1}}},
        [](Random& random) { return random_array<std::int32_t>(random, small); });
    check_round_trip<NdArray<std::optional<std::string>>>(Passage("text[]", Array(Text())), {{}}, [&](Random& random) {
        return random_array<std::string>(random, text);
    });
    check_round_trip<std::vector<Range<std::int32_t>>>(Passage("int4range[]"), {{}}, [](Random& random) {
        return random_vector<Range<std::int32_t>>(random,
                                                  [](Random& r) { return random_range<std::int32_t>(r, small); });
    });
}

TEST_CASE("arrays are read back unchanged from SQLite's JSON", "[types]") {
    const auto json = [](const SqlType& element) { return Array(element).with_variant(Json(), "sqlite"); };
    const auto text = [](Random& random) { return random_text(random, 4); };
    using Texts = std::vector<std::optional<std::string>>;
    const std::vector<Texts> ends{{}, {"", std::nullopt, "null", "\"\\/\b\f\n\r\t\x01\x7F", "😀"}};
    check_round_trip<Texts>(Passage("text[]", json(Text())), ends, [&](Random& random) {
        return random_vector<std::optional<std::string>>(
            random, [&](Random& r) { return r.one_in(4) ? std::nullopt : std::optional(text(r)); });
    });
    using Matrix = std::vector<std::vector<std::int64_t>>;
    check_round_trip<Matrix>(Passage("int8[]", json(BigInteger())), {{}, {{1}}, {{1, 2}, {3, 4}}}, [](Random& random) {
        Matrix matrix(random.size(3));
        const std::size_t width = 1 + random.size(3);
        for (auto& row : matrix) {
            for (std::size_t i = 0; i < width; ++i) row.push_back(random_integer<std::int64_t>(random));
        }
        return matrix;
    });
    check_round_trip<std::vector<double>>(Passage("float8[]", json(Double())), {{}, {1e300, -0.0, 5e-324}},
                                          [](Random& r) { return random_vector<double>(r, random_double); });
    check_round_trip<std::vector<Timestamptz>>(
        Passage("timestamptz[]", json(DateTime(with_timezone))), {{}},
        [](Random& r) { return random_vector<Timestamptz>(r, random_time<Timestamptz>); });
}

TEST_CASE("ranges and multiranges are read back unchanged", "[types]") {
    check_range<std::int32_t>("int4", small);
    check_range<std::int64_t>("int8", [](Random& r) { return r.between(-1000000000000, 1000000000000); });
    check_range<Decimal>("num", [](Random& r) { return r.one_in(2) ? Decimal(small(r)) : random_decimal(r); });
    check_range<std::chrono::local_days>("date", random_day);
    check_range<Timestamp>("ts", random_time<Timestamp>);
    check_range<Timestamptz>("tstz", random_time<Timestamptz>);
}

TEST_CASE("values of user-defined types are read back unchanged", "[types]") {
    check_round_trip<Mood>(user_types("mood"), {Mood::sad, Mood::ok, Mood::happy}, random_mood);
    check_round_trip<std::vector<std::optional<Mood>>>(
        user_types("mood[]"), {{}, {Mood::ok, std::nullopt}}, [](Random& r) {
            return random_vector<std::optional<Mood>>(
                r, [](Random& x) { return x.one_in(4) ? std::nullopt : std::optional(random_mood(x)); });
        });
    check_round_trip<PlaceWithTags>(user_types("place"), {{}, {"", 0, Decimal(), {}}}, random_place);
    check_round_trip<Journey>(user_types("journey"), {{}}, random_journey);
    check_round_trip<std::vector<Journey>>(user_types("journey[]"), {{}},
                                           [](Random& r) { return random_vector<Journey>(r, random_journey); });
    check_round_trip<std::int32_t>(Passage("even", Domain("even", Integer()))
                                       .after("DROP DOMAIN IF EXISTS even")
                                       .after("CREATE DOMAIN even AS int4 CHECK (VALUE % 2 = 0)"),
                                   {0, -2}, [](Random& r) { return small(r) * 2; });
    check_round_trip<HStoreMap>(Passage("hstore").after("CREATE EXTENSION IF NOT EXISTS hstore"),
                                {{}, {{"", ""}}, {{"a", std::nullopt}, {"NULL", "NULL"}}}, random_map);
}

TEST_CASE("text search values are read back unchanged", "[types]") {
    check_round_trip<TsVector>(Passage("tsvector"), {TsVector(), TsVector("'a':1A,2B 'b' 'c d':16383")},
                               random_tsvector);
    const auto query = [](Random& random) { return TsQuery(random_tsquery(random)); };
    check_round_trip<TsQuery>(Passage("tsquery"), {TsQuery("'a'"), TsQuery("'a':*AB & !( 'b' | 'c' ) <-> 'd'")}, query);
}

TEST_CASE("numbers of Boost.Multiprecision are read back unchanged", "[types]") {
    using boost::multiprecision::cpp_dec_float_50;
    using boost::multiprecision::cpp_int;
    check_round_trip<cpp_int>(
        Passage("numeric").not_in_sqlite(), {cpp_int(0), -(cpp_int(1) << 1000)}, [](Random& random) {
            return (cpp_int(random.bits()) << static_cast<unsigned>(random.size(500))) * (random.one_in(2) ? 1 : -1);
        });
    check_round_trip<cpp_dec_float_50>(
        Passage("numeric").not_in_sqlite(), {cpp_dec_float_50("0.1"), cpp_dec_float_50("-1e100")}, [](Random& random) {
            return cpp_dec_float_50(std::to_string(random_integer<std::int64_t>(random)) + ".000123");
        });
}

TEST_CASE("addresses of Asio are read back unchanged", "[types]") {
    using boost::asio::ip::address;
    using boost::asio::ip::network_v4;
    check_round_trip<address>(
        Passage("inet"), {boost::asio::ip::make_address("::1"), boost::asio::ip::make_address("127.0.0.1")},
        [](Random& random) { return address(boost::asio::ip::address_v4(static_cast<std::uint32_t>(random.bits()))); });
    check_round_trip<network_v4>(Passage("inet"), {network_v4()}, [](Random& random) {
        return network_v4(boost::asio::ip::address_v4(static_cast<std::uint32_t>(random.bits())),
                          static_cast<unsigned short>(random.between(0, 32)));
    });
}

#include "engine/support.hpp"
#include "postgresql_session/server.hpp"
#include <azoth/types/all.hpp>

// Types that wrap others: the user's conversions, another type on one of the databases, enumerations without a type in
// the database.

using namespace azoth;
namespace pg = azoth::postgresql::test;

namespace {

struct Meters {
    double value = 0;
    friend bool operator==(const Meters&, const Meters&) = default;
};

// Stored in lower case, whatever was written; a value that is read must be in lower case.
struct LowerCase {
    std::string text;
    friend bool operator==(const LowerCase&, const LowerCase&) = default;
};

enum class Size { small, large };

}  // namespace

template <>
struct azoth::Codec<Meters> : azoth::CodecVia<Meters, double> {
    static double to_stored(const Meters& meters) { return meters.value; }
    static Meters from_stored(double stored) { return Meters{stored}; }
};

template <>
struct azoth::Codec<LowerCase> : azoth::CodecVia<LowerCase, std::string> {
    static std::string to_stored(const LowerCase& value) {
        std::string lower = value.text;
        for (char& c : lower) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
        return lower;
    }
    static LowerCase from_stored(std::string stored) { return LowerCase{std::move(stored)}; }
};

template <>
struct azoth::EnumLabels<Size> {
    static constexpr std::string_view name = "size";
    static constexpr std::pair<Size, std::string_view> labels[] = {{Size::small, "small"}, {Size::large, "large"}};
};

namespace {

const Enum checked_size = Enum("size", {"small", "large"}).not_native().with_check();

MetaData decorated_meta;

struct People {
    Column<std::int64_t> id{"id", primary_key};
    Column<LowerCase> login{"login", String(20)};
    Column<std::optional<Meters>> height{"height", Numeric(6, 2)};
    Column<Size> size{"size", checked_size};
    Column<std::vector<LowerCase>> groups{"groups", Array(Text()).with_variant(Json(), "sqlite")};
};
const Table<People> people{"people", decorated_meta};

template <class Body>
void on_each_dialect(Body body) {
    for (const std::string& url : azoth_tests::urls()) {
        INFO(url);
        pg::run([&]() -> task<void> {
            auto engine = create_async_engine(url);
            auto conn = co_await engine.connect();
            co_await decorated_meta.drop_all(conn);
            co_await decorated_meta.create_all(conn);
            const std::vector<LowerCase> groups{{"Staff"}, {"ADMIN"}};
            const LowerCase ada{"ADA"};
            const Meters tall{1.75};
            co_await conn.execute(insert(people).values(people.id = 1, people.login = ada, people.height = tall,
                                                        people.size = Size::large, people.groups = groups));
            co_await body(conn);
            co_await conn.rollback();
            co_await decorated_meta.drop_all(conn);
            co_await conn.commit();
            co_await conn.close();
            co_await engine.dispose();
        });
    }
}

}  // namespace

TEST_CASE("a type that wraps another converts bound and read values", "[types]") {
    on_each_dialect([](AsyncConnection& conn) -> task<void> {
        auto stored = co_await conn.execute(text("SELECT login, height FROM people"));
        CHECK(stored.one()[0].as<std::string>() == "ada");
        CHECK(stored.one().get<Meters>(1) == Meters{1.75});
        // Also in a condition, in a list, inside an array and through a row typed only at run time.
        const LowerCase wanted{"Ada"};
        auto found = co_await conn.execute(select(people).where(people.login == wanted, people.login.in_(wanted)));
        const auto row = found.one();
        CHECK(row[people.login].text == "ada");
        CHECK(row[people.height] == Meters{1.75});
        CHECK(row[people.size] == Size::large);
        const std::vector<LowerCase> groups{{"staff"}, {"admin"}};
        CHECK(row[people.groups] == groups);
        const Meters low{1.5};
        auto tall = co_await conn.execute(select(people.id).where(people.height > low));
        CHECK(tall.size() == 1);
    });
}

TEST_CASE("an enumeration without its own type is text with a CHECK for its labels", "[types]") {
    on_each_dialect([](AsyncConnection& conn) -> task<void> {
        auto stored = co_await conn.execute(text("SELECT size FROM people"));
        CHECK(stored.one()[0].as<std::string>() == "large");
        CHECK(stored.one().get<Size>(0) == Size::large);
        std::string violated;
        try {
            co_await conn.execute(text("UPDATE people SET size = 'huge'"));
        } catch (const IntegrityError& error) {
            violated = error.what();
        }
        CHECK_THAT(violated, ContainsSubstring("CHECK") || ContainsSubstring("check"));
    });
}

TEST_CASE("a column's type for one database does not affect the other", "[types]") {
    on_each_dialect([](AsyncConnection& conn) -> task<void> {
        auto stored = co_await conn.execute(text("SELECT CAST(groups AS TEXT) FROM people"));
        const std::string groups = stored.one().get<std::string>(0);
        CHECK((groups == "{staff,admin}" || groups == R"(["staff","admin"])"));
    });
}

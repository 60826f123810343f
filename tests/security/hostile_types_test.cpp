#include "attack.hpp"
#include "fault/hostile_server.hpp"
#include "hostile_memory.hpp"
#include "postgresql/copy_types.hpp"
#include "postgresql/type_catalog.hpp"
#include <azoth/json.hpp>
#include <azoth/types/all.hpp>
#include <azoth/types/text_form.hpp>
#include <azoth/types/type_table.hpp>

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <pthread.h>

// What a server can do to a client with the types in values, with its descriptions of types, and with nested values.
namespace azoth::postgresql::test::hostile_types {
namespace {

using azoth_tests::attack;
using azoth_tests::HostileMemory;
using Form = DatabaseType::Form;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t record = oid::record;
constexpr std::int64_t record_array = 2287;
constexpr std::int64_t made = 100'000;  // the first of the types that a server claims to have

Cell cell_of(const std::string& bytes, std::int64_t type, const TypeTable* types = nullptr) {
    return {reinterpret_cast<const std::byte*>(bytes.data()), static_cast<std::int32_t>(bytes.size()),
            static_cast<Oid>(type), types};
}

std::string field(std::int64_t type, const std::string& bytes) {
    return int32(type) + int32(static_cast<std::int64_t>(bytes.size())) + bytes;
}
std::string row_of_one(std::int64_t type, const std::string& bytes) { return int32(1) + field(type, bytes); }
std::string array_of(std::int64_t type, const std::vector<std::string>& elements) {
    std::string array =
        int32(1) + int32(0) + int32(type) + int32(static_cast<std::int64_t>(elements.size())) + int32(1);
    for (const std::string& element : elements) array += int32(static_cast<std::int64_t>(element.size())) + element;
    return array;
}

// ROW(ROW(...)), twelve bytes for each level.
std::string rows_within_rows(int levels, const std::string& innermost) {
    std::string bytes;
    for (int i = levels; i > 0; --i) {
        bytes += int32(1) + int32(record) + int32(12 * (i - 1) + static_cast<std::int64_t>(innermost.size()));
    }
    return bytes + innermost;
}
// The same with an array at every second level, 36 bytes for both.
std::string rows_in_arrays(int levels, const std::string& innermost) {
    std::string bytes;
    for (int i = levels; i > 0; --i) {
        const auto size = 36 * (i - 1) + static_cast<std::int64_t>(innermost.size());
        bytes += int32(1) + int32(record_array) + int32(size + 24);
        bytes += int32(1) + int32(0) + int32(record) + int32(1) + int32(1) + int32(size);
    }
    return bytes + innermost;
}

std::string row_of_unknown(int types) {
    std::string bytes = int32(types);
    for (int i = 0; i < types; ++i) bytes += int32(made + i) + int32(-1);
    return bytes;
}

const std::unordered_set<Oid> nothing_asked;

std::vector<Oid> unknown_in(const std::string& bytes, std::int64_t type) {
    const TypeTable none{std::unordered_map<Oid, DatabaseType>{}};
    UnknownTypes unknown(nothing_asked);
    find_unknown(cell_of(bytes, type), none, unknown);
    return unknown.take();
}

// The error of reading the cell as text; empty: none.
std::string text_refusal(const Cell& cell) {
    try {
        std::string text;
        append_text(text, cell);
    } catch (const DataError& error) {
        return error.what();
    }
    return {};
}

// One statement, whose answer is one cell.
void answered(std::int64_t type, const std::string& bytes, const std::function<task<void>(HostileServer::Wire&)>& then,
              const std::function<void(const Cell&)>& read) {
    with_hostile_session(
        [&](HostileServer::Wire& wire) -> task<void> {
            co_await wire.request();
            co_await wire.send(described(Field("v", type)) + data_row(bytes) + completed("SELECT 1"));
            if (then) co_await then(wire);
            co_await wire.until_closed();
        },
        [&](Session& session) -> task<void> {
            const Answer answer = co_await execute(session, "SELECT v");
            read(answer.rows->cell(0, 0));
            CHECK(session.is_usable());
        });
}

struct Claim {
    std::string name;
    std::string kind = "b";
    std::int64_t oid = made;
    std::int64_t element = 0;
    std::int64_t base = 0;
    std::int64_t range = 0;
    std::int64_t subtype = 0;
    std::vector<std::string> field_names{};
    std::vector<std::int64_t> field_types{};
};

std::string row_of(const Claim& claim) {
    std::vector<std::string> types;
    for (const std::int64_t type : claim.field_types) types.push_back(int32(type));
    const std::string empty = int32(0) + int32(0);
    return data_row(int32(claim.oid), "claimed", "public", claim.kind, int32(claim.element), int32(claim.base),
                    int32(claim.range), int32(claim.subtype), "",
                    claim.field_names.empty() ? empty + int32(oid::text) : array_of(oid::text, claim.field_names),
                    types.empty() ? empty + int32(oid::oid) : array_of(oid::oid, types));
}

std::string claimed(const std::vector<Claim>& claims) {
    std::string answer =
        described(Field("a", oid::oid), Field("b", oid::text), Field("c", oid::text), Field("d", oid::text),
                  Field("e", oid::oid), Field("f", oid::oid), Field("g", oid::oid), Field("h", oid::oid),
                  Field("i", oid::text), Field("j", 1009), Field("k", 1028));
    for (const Claim& claim : claims) answer += row_of(claim);
    return answer + completed("SELECT 1");
}

TEST_CASE("A server cannot exhaust the stack with nested rows", "[security]") {
    for (const auto& [name, bytes] : std::vector<std::pair<std::string, std::string>>{
             {"50,000 rows within each other", rows_within_rows(50'000, int32(0))},
             {"15,000 rows and arrays within each other", rows_in_arrays(15'000, int32(0))}}) {
        std::string refusal;
        answered(record, bytes, {}, [&](const Cell& cell) { refusal = text_refusal(cell); });
        attack(name, refusal.find("nested too deeply") == std::string::npos);
    }
    CHECK(unknown_in(rows_within_rows(50, row_of_one(made, "x")), record) == std::vector<Oid>{made});
    CHECK(unknown_in(rows_in_arrays(25, row_of_one(made, "x")), record) == std::vector<Oid>{made});
    CHECK(unknown_in(rows_within_rows(150, row_of_one(made, "x")), record).empty());
    CHECK(unknown_in(array_of(record, {rows_within_rows(150, row_of_one(made, "x")), row_of_one(made + 1, "x")}),
                     record_array) == std::vector<Oid>{made + 1});
}

TEST_CASE("A server cannot keep the thread busy with a type that consists of itself", "[security]") {
    const std::vector<std::pair<std::string, std::vector<Claim>>> lies{
        {"an array of itself", {{.name = "a", .element = made}}},
        {"a domain over itself", {{.name = "d", .kind = "d", .base = made}}},
        {"two domains over each other",
         {{.name = "d", .kind = "d", .base = made + 1}, {.name = "e", .kind = "d", .oid = made + 1, .base = made}}},
        {"an array of a domain over the array",
         {{.name = "a", .element = made + 1}, {.name = "d", .kind = "d", .oid = made + 1, .base = made}}},
        {"a range of itself", {{.name = "r", .kind = "r", .range = made, .subtype = made}}},
        {"a multirange of itself", {{.name = "m", .kind = "m", .range = made}}},
        {"a row with itself as a field", {{.name = "c", .kind = "c", .field_names = {"f"}, .field_types = {made}}}},
        {"a domain over a domain over itself",
         {{.name = "d", .kind = "d", .base = made + 1}, {.name = "e", .kind = "d", .oid = made + 1, .base = made + 1}}},
    };
    // The value has the type, or is a row with a field of it.
    for (const auto& [name, claims] : lies) {
        for (const auto& [type, bytes] :
             std::vector<std::pair<std::int64_t, std::string>>{{made, "abc"},
                                                               {made, row_of_one(made, int32(0))},
                                                               {made, array_of(made, {array_of(made, {})})},
                                                               {record, row_of_one(made, "abc")}}) {
            const auto begun = Clock::now();
            const std::string answer = claimed(claims);
            answered(
                type, bytes,
                [&](HostileServer::Wire& wire) -> task<void> {
                    co_await wire.request();
                    co_await wire.send(answer);
                },
                [](const Cell& cell) { text_refusal(cell); });
            attack(name, Clock::now() - begun > 2s);
        }
    }
}

TEST_CASE("A table of types that consist of themselves is walked in bounded time", "[security]") {
    std::unordered_map<Oid, DatabaseType> types;
    types[made].form = Form::domain;
    types[made].part = made;
    types[made + 1].form = Form::array;
    types[made + 1].part = made + 1;
    const auto table = std::make_shared<const TypeTable>(std::move(types));
    const auto begun = Clock::now();
    CHECK(azoth::detail::base_format(*table, made) == made);
    CHECK(!names_formats(made + 1, *table));
    RowDescription columns;
    ColumnDescription column;
    column.name = "c";
    column.format = made;
    columns.columns.push_back(column);
    columns.types = table;
    StatementText copy;
    copy.parameter_types.push_back(Integer());
    CHECK_THROWS_AS(plan_copy(copy, columns), ProgrammingError);
    for (const Oid type : {Oid(made), Oid(made + 1)}) {
        text_refusal(cell_of(array_of(type, {array_of(type, {})}), type, table.get()));
    }
    attack("types of themselves in a table", Clock::now() - begun > 1s);
}

TEST_CASE("A server cannot have a type's description read beyond its end", "[security]") {
    const auto check = [](const std::string& name, const std::string& answer) {
        std::string text;
        answered(
            made, "abc",
            [&](HostileServer::Wire& wire) -> task<void> {
                co_await wire.request();
                co_await wire.send(answer);
            },
            [&](const Cell& cell) { text = Codec<std::string>::decode(cell); });
        attack(name, text != "abc");
    };
    check("one column", described(Field("a", oid::oid)) + data_row(int32(made)) + completed("SELECT 1"));
    check("no column", message('1') + message('t', int16(0)) + row_description() + message('2') +
                           message('D', int16(0)) + completed("SELECT 1"));
    check("another type of column", described(Field("a", oid::json)) + data_row("{}") + completed("SELECT 1"));
    const std::string few = claimed(
        {{.name = "c", .kind = "c", .field_names = {"f"}, .field_types = std::vector<std::int64_t>(1000, oid::int4)}});
    std::string refusal = "not read";
    answered(
        made, row_of_one(oid::int4, int32(1)),
        [&](HostileServer::Wire& wire) -> task<void> {
            co_await wire.request();
            co_await wire.send(few);
        },
        [&](const Cell& cell) { refusal = text_refusal(cell); });
    attack("fewer names than fields", !refusal.empty());
}

TEST_CASE("A server cannot keep the thread busy with unknown types", "[security]") {
    const std::string row = row_of_unknown(200'000);
    const auto begun = Clock::now();
    const std::vector<Oid> unknown = unknown_in(row, record);
    attack("a row of 200,000 types takes long", Clock::now() - begun > 1s);
    CHECK(unknown.size() == max_asked_types);
    CHECK(unknown.back() == made + max_asked_types - 1);

    std::size_t question = 0;
    bool read = false;
    const auto sent = Clock::now();
    answered(
        record, row,
        [&](HostileServer::Wire& wire) -> task<void> {
            std::string received;
            do {
                received = co_await wire.receive();
                if (received[0] == 'B') question = received.size();
            } while (received[0] != 'S');
            co_await wire.send(claimed({}));
        },
        [&](const Cell& cell) { read = !cell.is_null(); });
    CHECK(read);
    attack("an answer with 200,000 types takes long", Clock::now() - sent > 3s);
    CHECK(question > 8 * max_asked_types);
    attack("200,000 types are asked for", question > 8 * max_asked_types + 200);
}

TEST_CASE("A type that was queried before is not queried again", "[security]") {
    const TypeTable none{std::unordered_map<Oid, DatabaseType>{}};
    const std::unordered_set<Oid> asked{made, made + 2};
    UnknownTypes unknown(asked);
    find_unknown(cell_of(row_of_unknown(4), record), none, unknown);
    CHECK(unknown.take() == std::vector<Oid>{made + 1, made + 3});
}

TEST_CASE("A value of a few bytes cannot become a text of many megabytes", "[security]") {
    const std::string word = row_of_one(oid::text, "a b");
    const auto check = [](const std::string& name, const std::string& bytes, std::int64_t type) {
        const HostileMemory memory;
        const std::string refusal = text_refusal(cell_of(bytes, type));
        INFO(name << ": " << refusal);
        CHECK(refusal.find("16 MiB") != std::string::npos);
        // The text, its quoted copy, and the spare capacity of a string.
        memory.check(name, 100);
    };
    check("27 rows within each other as text", rows_within_rows(27, word), record);
    check("90 rows within each other as text", rows_within_rows(90, word), record);
    check("20 rows and arrays within each other as text", rows_in_arrays(20, word), record);
    check("many rows as text", array_of(record, std::vector<std::string>(1000, rows_within_rows(20, word))),
          record_array);
    // Ten bytes that are 131,072 digits.
    const std::string number = int16(1) + int16(32767) + int16(0) + int16(0) + int16(1);
    check("long numbers", array_of(oid::numeric, std::vector<std::string>(10'000, number)), 1231);

    std::string text;
    append_text(text, cell_of(rows_within_rows(3, word), record));
    CHECK(text == R"x(("(""(""""(""""""""a b"""""""")"""")"")"))x");
    text.clear();
    append_text(text, cell_of(rows_within_rows(18, word), record));
    CHECK(text.size() > std::size_t{1} << 19U);
    // The limit applies to each value.
    for (int i = 0; i < 100; ++i) CHECK(text_refusal(cell_of(rows_within_rows(18, word), record)).empty());
    // A long text is not exponential growth.
    CHECK(
        text_refusal(cell_of(rows_within_rows(2, row_of_one(oid::text, std::string(20 << 20U, 'x'))), record)).empty());
}

// Calls the function on a thread with a stack of 1 MiB.
void on_small_stack(std::function<void()> body) {
    pthread_attr_t attributes;
    REQUIRE(pthread_attr_init(&attributes) == 0);
    REQUIRE(pthread_attr_setstacksize(&attributes, std::size_t{1} << 20U) == 0);
    pthread_t thread{};
    const auto run = [](void* function) -> void* {
        (*static_cast<std::function<void()>*>(function))();
        return nullptr;
    };
    REQUIRE(pthread_create(&thread, &attributes, run, &body) == 0);
    REQUIRE(pthread_join(thread, nullptr) == 0);
    pthread_attr_destroy(&attributes);
}

std::string json_of(std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); }

TEST_CASE("A JSON document cannot exhaust a stack of 1 MiB", "[security]") {
    bool used = false;
    std::string refusal;
    on_small_stack([&] {
        const std::string deepest = json_of(azoth::detail::json_depth_limit);
        const auto value = Codec<boost::json::value>::decode(cell_of(deepest, oid::json));
        const boost::json::value copy = value;
        ByteBuffer wire;
        Codec<boost::json::value>::encode(wire, copy, Json());
        used = copy == value && wire.size() == deepest.size();
    });
    CHECK(used);
    on_small_stack([&] {
        try {
            const auto value = Codec<boost::json::value>::decode(cell_of(json_of(9'999), oid::json));
            const boost::json::value copy = value;
            used = copy == value;
        } catch (const DataError& error) {
            refusal = error.what();
        }
    });
    INFO(refusal);
    attack("JSON of 9,999 levels", refusal.find("read it as std::string") == std::string::npos);
    CHECK(Codec<std::string>::decode(cell_of(json_of(9'999), oid::json)).size() == 2 * 9'999);
}

}  // namespace
}  // namespace azoth::postgresql::test::hostile_types

#include "catch.hpp"
#include "each_database.hpp"
#include <azoth/engine/logger.hpp>
#include <azoth/engine/observer.hpp>

#include <map>
#include <memory>
#include <mutex>

namespace az = azoth;
using namespace azoth_tests;

namespace {

using Lines = std::vector<std::string>;
using Known = std::map<std::string, std::string>;

std::string text_of(const az::AttributeValue& value) {
    if (const auto* const number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    return std::string(std::get<std::string_view>(value));
}

Known known(az::Attributes attributes) {
    Known result;
    for (const az::Attribute& attribute : attributes) {
        result.emplace(attribute.name, text_of(attribute.value));
    }
    return result;
}

struct SpanRecord {
    std::string name;
    Known attributes;
    std::string error;
    bool ended = false;
};

class Recorder final : public az::Observer {
public:
    std::unique_ptr<az::Span> start_span(std::string_view name, az::Attributes attributes) override {
        const std::lock_guard lock(mutex_);
        spans.push_back(std::make_shared<SpanRecord>(SpanRecord{std::string(name), known(attributes), {}, false}));
        return std::make_unique<RecordedSpan>(spans.back());
    }
    void measure(const az::Instrument& instrument, double value, az::Attributes attributes) override {
        const std::lock_guard lock(mutex_);
        const Known about = known(attributes);
        std::string key(instrument.name);
        if (const auto state = about.find("db.client.connection.state"); state != about.end()) {
            key.append(" ").append(state->second);
        }
        if (instrument.kind == az::Instrument::Kind::histogram) value = 1;
        sums[key] += value;
        last[key] = about;
    }
    void clear() {
        const std::lock_guard lock(mutex_);
        spans.clear();
        sums.clear();
    }

    std::vector<std::shared_ptr<SpanRecord>> spans;
    std::map<std::string, double> sums;  // of histograms: how many values
    std::map<std::string, Known> last;

private:
    class RecordedSpan final : public az::Span {
    public:
        explicit RecordedSpan(std::shared_ptr<SpanRecord> record) : record_(std::move(record)) {}
        ~RecordedSpan() override { record_->ended = true; }
        void set_attribute(const az::Attribute& attribute) override {
            record_->attributes.emplace(attribute.name, text_of(attribute.value));
        }
        void set_error(std::string_view description) override { record_->error = description; }
        std::string traceparent() const override { return "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"; }
        std::string tracestate() const override { return "a=b,c='d'"; }

    private:
        std::shared_ptr<SpanRecord> record_;
    };

    std::mutex mutex_;
};

}  // namespace

TEST_CASE("The observer gets a span for each operation, with the conventions' attributes", "[engine]") {
    const auto recorder = std::make_shared<Recorder>();
    az::EngineOptions options;
    options.observer = recorder;
    on_each_database(options, [&](az::AsyncEngine engine) -> az::task<void> {
        recorder->clear();
        auto conn = co_await engine.connect();
        co_await conn.execute(select(users.id).where(users.name == "ada"));
        const std::vector<std::string> more{"x", "y"};
        co_await conn.execute(insert(users).columns(users.name), more);
        co_await conn.commit();
        auto stream = co_await conn.stream(select(users.name));
        co_await stream.close();
        co_await conn.rollback();
        {
            auto savepoint = co_await conn.begin_nested();
            co_await savepoint.commit();
        }
        co_await conn.rollback();

        Lines operations;
        for (const auto& span : recorder->spans) {
            operations.push_back(span->attributes.at("db.operation.name"));
            CHECK(span->ended);
            CHECK(span->error.empty());
            CHECK(span->attributes.at("db.system.name") == engine.dialect().name());
        }
        CHECK(operations ==
              Lines{"SELECT", "BATCH INSERT", "COMMIT", "SELECT", "ROLLBACK", "SAVEPOINT", "RELEASE", "ROLLBACK"});
        const SpanRecord& first = *recorder->spans.at(0);
        CHECK_THAT(first.attributes.at("db.query.text"),
                   StartsWith("SELECT engine_users.id") && !ContainsSubstring("ada"));
        CHECK(first.attributes.at("db.response.returned_rows") == "1");
        if (engine.dialect().name() == "postgresql") {
            CHECK(first.name == "SELECT " + engine.url().database);
            CHECK(first.attributes.at("db.namespace") == engine.url().database);
            CHECK_FALSE(first.attributes.at("server.address").empty());
        }
        CHECK(recorder->sums.at("db.client.operation.duration") == 8);
    });
}

TEST_CASE("The span of a failure has the database's error", "[engine]") {
    const auto recorder = std::make_shared<Recorder>();
    az::EngineOptions options;
    options.observer = recorder;
    on_each_database(options, [&](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        recorder->clear();
        const auto taken = co_await failure<az::IntegrityError>(add(conn, "ada"));
        REQUIRE(taken);
        REQUIRE(recorder->spans.size() == 1);
        const SpanRecord& span = *recorder->spans.at(0);
        const bool postgresql = engine.dialect().name() == "postgresql";
        CHECK(span.attributes.at("db.response.status_code") == (postgresql ? "23505" : "2067"));
        CHECK(span.attributes.at("error.type") == span.attributes.at("db.response.status_code"));
        CHECK(span.error == taken->message());
        CHECK(recorder->last.at("db.client.operation.duration").at("error.type") == span.attributes.at("error.type"));

        co_await conn.rollback();
        const auto unbound = co_await failure<az::Error>(
            conn.execute(select(users.id).where(users.name == az::bindparam<std::string>("missing"))));
        CHECK(unbound);
    });
}

TEST_CASE("The observer can count connections by their state", "[engine]") {
    const auto recorder = std::make_shared<Recorder>();
    az::EngineOptions options;
    options.observer = recorder;
    for (const std::string& url : urls()) {
        recorder->clear();
        run([](std::string where, az::EngineOptions given, Recorder& counts) -> az::task<void> {
            auto engine = az::create_async_engine(where, given);
            {
                auto first = co_await engine.connect();
                auto second = co_await engine.connect();
                CHECK(counts.sums.at("db.client.connection.count used") == 2);
                CHECK(counts.sums.at("db.client.connection.count idle") == 0);
            }
            CHECK(counts.sums.at("db.client.connection.count used") == 0);
            CHECK(counts.sums.at("db.client.connection.count idle") == 2);
            CHECK(counts.sums.at("db.client.connection.use_time") == 2);
            CHECK(counts.sums.at("db.client.connection.wait_time") == 2);
            CHECK(counts.sums.at("db.client.connection.create_time") == 2);
            co_await engine.dispose();
            CHECK(counts.sums.at("db.client.connection.count idle") == 0);
        }(url, options, *recorder));
    }
}

TEST_CASE("trace_comments appends the trace context to statements, which are not prepared then", "[engine]") {
    const auto recorder = std::make_shared<Recorder>();
    EchoLog log;
    az::EngineOptions options = log.options();
    options.observer = recorder;
    options.trace_comments = true;
    const std::string comment =
        " /*traceparent='00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',tracestate='a%3Db%2Cc%3D%27d%27'*/";
    on_each_database(options, [&](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        log.clear();
        const auto id = co_await conn.scalar(select(users.id).where(users.name == "grace"));
        CHECK(id == 2);
        CHECK_THAT(log.lines().at(1), EndsWith(comment));
        CHECK_THAT(recorder->spans.back()->attributes.at("db.query.text"), !ContainsSubstring("traceparent"));
        co_await conn.exec_driver_sql("SELECT 1;");
        CHECK(log.lines().at(3) == "SELECT 1" + comment + ";");
        co_await conn.exec_driver_sql("SELECT 1 /* mine */");
        CHECK(log.lines().at(5) == "SELECT 1 /* mine */");
        if (engine.dialect().name() == "postgresql") {
            const auto kept = co_await conn.scalar(
                az::text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%traceparent=%'")
                    .columns<std::int64_t>());
            CHECK(kept == 0);
        }
    });
}

TEST_CASE("hide_parameters keeps the text of raw SQL from the observer", "[engine]") {
    const auto recorder = std::make_shared<Recorder>();
    az::EngineOptions options;
    options.observer = recorder;
    options.hide_parameters = true;
    on_each_database(options, [&](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        co_await conn.exec_driver_sql("SELECT 'secret'");
        CHECK_FALSE(recorder->spans.back()->attributes.contains("db.query.text"));
        co_await conn.execute(select(users.id));
        CHECK(recorder->spans.back()->attributes.contains("db.query.text"));
    });
}

TEST_CASE("No value can end a comment", "[unit]") {
    const std::vector<std::pair<std::string, std::string>> tags{
        {"route", "/polls 1000"}, {"a key", "*/ DROP TABLE 'users'"}, {"empty", ""}};
    CHECK(az::sql_comment(tags) == " /*a%20key='%2A%2F%20DROP%20TABLE%20%27users%27',route='%2Fpolls%201000'*/");
    CHECK(az::sql_comment({}).empty());
}

TEST_CASE("echo_pool tells what becomes of connections", "[engine]") {
    for (const std::string& url : urls()) {
        Lines lines;
        az::EngineOptions options;
        options.echo_pool = true;
        options.logger = az::make_logger([&](az::LogLevel level, std::string_view channel, std::string_view line) {
            lines.push_back(std::string(to_string(level)).append(" ").append(channel).append(": ").append(line));
        });
        run([](std::string where, az::EngineOptions given) -> az::task<void> {
            auto engine = az::create_async_engine(where, given);
            {
                auto conn = co_await engine.connect("report");
                co_await conn.exec_driver_sql("SELECT 1");
            }
            {
                auto conn = co_await engine.connect();
                conn.invalidate();
            }
        }(url, options));
        CHECK(lines == Lines{"info pool: connection 1 opened", "debug pool: connection 1 checked out by \"report\"",
                             "debug pool: connection 1 returned", "debug pool: connection 1 reset",
                             "info pool: connection 2 opened", "debug pool: connection 2 checked out",
                             "debug pool: connection 2 returned", "info pool: connection 2 invalidated",
                             "info pool: connection 2 closed", "info pool: connection 1 closed"});
    }
}

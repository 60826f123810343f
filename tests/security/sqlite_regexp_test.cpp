#include "sqlite_support.hpp"

#include <boost/asio/steady_timer.hpp>

#include <future>
#include <random>
#include <thread>

namespace azoth_tests::sqlite_attack {
namespace {

using namespace std::chrono_literals;

std::string repeated(std::string_view text, std::size_t count) {
    std::string result;
    result.reserve(text.size() * count);
    for (std::size_t i = 0; i < count; ++i) result += text;
    return result;
}

constexpr std::string_view question = "SELECT ? REGEXP ?";

// Much more than any of the tests needs, so that a hanging one is noticed.
constexpr auto soon = 20s;

TEST_CASE("a deeply nested REGEXP pattern can NOT overflow the stack", "[security]") {
    Database db;
    const auto refuses = [&](const std::string& name, const std::string& pattern) {
        const Tried tried = try_statement(db, question, 10s, "aaaa", pattern);
        INFO(tried.message);
        attack(name, tried.ending != Ending::refused || tried.time > soon);
    };
    refuses("16,000 nested parentheses", repeated("(", 16'000) + "a" + repeated(")", 16'000));
    refuses("16,000 open parentheses", repeated("(", 16'000));
    refuses("10,000 nested groups", repeated("(?:", 5'000) + "a" + repeated(")", 5'000));
    refuses("10,000 nested look-aheads", repeated("(?=", 5'000) + "a" + repeated(")", 5'000));
    refuses("10,000 quantifiers", "a" + repeated("*", 10'000));
    refuses("a pattern of 10 MB", repeated("a", 10'000'000));
    refuses("repetitions of repetitions", repeated("(?:", 20) + "a" + repeated("{1000})", 20));
    refuses("repetitions of nothing", repeated("(?:", 20) + repeated("{1000000})", 20));
    refuses("a repetition beyond all numbers", "a{99999999999999999999}");
}

TEST_CASE("a wide REGEXP pattern can NOT overflow the stack", "[security]") {
    Database db;
    const auto answers = [&](const std::string& name, const std::string& pattern) {
        const Tried tried = try_statement(db, question, 10s, "aaaa", pattern);
        INFO(tried.message);
        attack(name, tried.ending != Ending::answered || tried.time > soon);
    };
    answers("10,000 alternatives", "^(" + repeated("a|", 10'000) + ")*$");
    answers("30,000 bytes", repeated("a", 30'000));
    answers("200 nested loops", repeated("(", 200) + "a" + repeated("*)", 200) + "b");
    answers("5,000 groups", repeated("()", 5'000));
}

TEST_CASE("a REGEXP pattern can NOT make a statement miss its time limit", "[security]") {
    Database db("sqlite://?regexp_steps=0");
    const std::string text = repeated("a", 5'000);
    for (const std::string pattern : {"(a*)*\\1b", "(a|a)*\\1b", "^(a+)+\\1+b$", "(a*)*(a*)*(a*)*\\3c",
                                      "(?=(a*)*\\1b)a", "(?!(a*)*\\1b)c", "(((a{0,30}){0,30}){0,30}b)\\1"}) {
        const Tried tried = try_statement(db, question, 200ms, text, pattern);
        INFO(tried.message);
        // It may be rejected earlier because of its memory.
        attack("time limit of 200 ms against " + pattern, tried.ending == Ending::answered || tried.time > 1s);
    }
    const Tried wide = try_statement(db, question, 200ms, repeated("a", 20'000'000), "((a{0,90}){0,90})b");
    attack("time limit of 200 ms against a linear pattern", wide.ending != Ending::timed_out || wide.time > 1s);
    attack("the session is lost after it", !db.scalar<bool>("SELECT 'ab' REGEXP 'a+b'"));
}

TEST_CASE("a REGEXP pattern can NOT run for long without a time limit", "[security]") {
    // A twentieth of the default number of steps, which take long in an unoptimised build.
    Database db("sqlite://?regexp_steps=5000000");
    const std::string text = repeated("a", 10'000);
    for (const std::string pattern :
         {"(a*)*\\1b", "^(a+)+\\1+b$", "((a{0,40}){0,40}){0,5}b", "(?=(a|aa)*b)", "(?:(?=(?:(?=a*b)|a)*b)|a)*b"}) {
        const Tried tried = try_statement(db, question, 0ms, text + repeated("a", 200'000), pattern);
        INFO(tried.message);
        attack("no end of " + pattern, tried.ending != Ending::refused || tried.time > soon);
    }
    const Tried named = try_statement(db, question, 0ms, repeated("a", 1'000'000), "(?=(a|aa)*b)");
    CHECK_THAT(named.message, ContainsSubstring("regexp_steps"));
}

TEST_CASE("patterns that backtrack exponentially elsewhere can NOT slow REGEXP down", "[security]") {
    Database db;
    const std::string text = repeated("a", 100'000);
    for (const std::string pattern : {"(a*)*b", "(a+)+$b", "(a|a)*b", "(a|aa)+b", "(.*a){20}b", "^(a?){50}a{50}b",
                                      "([a-z]+)*[0-9]", "(a*)*(a*)*(a*)*b"}) {
        const Tried tried = try_statement(db, question, 10s, text, pattern);
        INFO(tried.message);
        attack("exponential time of " + pattern, tried.ending != Ending::answered);
    }
}

TEST_CASE("a REGEXP pattern can NOT keep its session from being closed", "[security]") {
    Database db("sqlite://?regexp_steps=0");
    const auto work = db.scalar<std::int64_t>("SELECT 1");
    CHECK(work == 1);
    const azoth::SqlType type = azoth::Codec<std::string>::sql_type();
    azoth::ParameterBuffer parameters;
    parameters.add(repeated("a", 300), type);
    parameters.add(std::string("(a*)*\\1b"), type);
    const azoth::StatementText statement = statement_of("SELECT ? REGEXP ?", {type, type});
    azoth::Request wanted = request(statement);
    wanted.parameters = &parameters;
    bool ended = false;
    boost::asio::co_spawn(db.context, db.session().execute(wanted),
                          [&](std::exception_ptr error, const azoth::Answer&) { ended = error != nullptr; });
    boost::asio::steady_timer timer(db.context, 100ms);
    timer.async_wait([&](const boost::system::error_code&) { db.session().abort(); });
    db.context.restart();
    const auto begin = std::chrono::steady_clock::now();
    db.context.run();
    db.reset();
    attack("closing a session in a match", !ended || std::chrono::steady_clock::now() - begin > soon);
}

TEST_CASE("random REGEXP patterns can NOT crash or hang the process", "[security]") {
    const unsigned seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    Database db("sqlite://?regexp_steps=200000");
    const std::string letters = "()[]{}|*+?^$.\\-,:=!<>abAB019dDwWsSbBxuc_ \n";
    const auto text = [&](std::size_t longest) {
        std::string result;
        for (std::size_t left = random() % longest; left != 0; --left) result += letters[random() % letters.size()];
        return result;
    };
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < 3000; ++i) try_statement(db, question, 10s, text(200), text(30));
    attack("random patterns", std::chrono::steady_clock::now() - begin > 300s || !db.scalar<bool>("SELECT 1"));
}

}  // namespace
}  // namespace azoth_tests::sqlite_attack

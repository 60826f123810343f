#include "language/tables.hpp"
#include "server_version.hpp"
#include <azoth/expression/known_function.hpp>
#include <azoth/postgresql/dialect.hpp>

#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>

// Every function of func:: is called once. If PostgreSQL has it, it is executed, and its value must have the declared
// type.

using namespace language;
namespace func = azoth::func;

namespace {

enum class Call : std::uint8_t { executed, compiled };

class FunctionList {
public:
    template <class E>
    void add(std::string_view name, const E& expression, Call call = Call::executed) {
        names_.insert(std::string(name));
        if (call == Call::compiled) {
            CHECK(expression.node() != nullptr);
            return;
        }
        const az::Statement statement = select(expression.label("x")).select_from(things).limit(1);
        az::CompileOptions options;
        options.literal_binds = true;
        std::string sql = az::compile(statement, az::postgresql::dialect(), options).text->sql;
        const az::SqlType& type = expression.type();
        const std::string wanted = type.is_null() ? std::string() : az::postgresql::dialect().type_name(type);
        calls_.push_back({std::string(name), std::move(sql), wanted});
    }
    const std::set<std::string>& names() const noexcept { return names_; }

    az::task<void> run(az::AsyncConnection& conn) const {
        for (const One& one : calls_) {
            std::string trouble;
            try {
                const std::string sql = one.type.empty() ? one.sql
                                                         : "SELECT pg_typeof(x)::text, replace('" + one.type +
                                                               "'::regtype::text, 'character varying', 'text') FROM (" +
                                                               one.sql + ") AS s";
                const auto result = co_await conn.exec_driver_sql(sql);
                for (const auto& row : result) {
                    if (one.type.empty()) continue;
                    const auto seen = row[0].as<std::string>();
                    const auto wanted = row[1].as<std::string>();
                    const bool text = wanted.starts_with("text") && seen.starts_with("character varying");
                    if (seen != wanted && !text) trouble = "is " + seen + " rather than " + wanted;
                }
            } catch (const az::Error& error) {
                trouble = error.what();
            }
            co_await conn.rollback();
            INFO(one.name << ": " << one.sql << "\n" << trouble);
            CHECK(trouble.empty());
        }
    }

private:
    struct One {
        std::string name;
        std::string sql;
        std::string type;
    };
    std::set<std::string> names_;
    std::vector<One> calls_;
};

// The names of the functions that the headers declare in func::.
std::set<std::string> declared_functions() {
    const std::string folder = std::string(__FILE__).substr(0, std::string(__FILE__).rfind("tests/language")) +
                               "include/azoth/expression/functions/";
    std::set<std::string> names;
    for (const char* const file : {"aggregates", "collections", "dates", "json", "math", "sets", "sql_json", "strings",
                                   "text_search", "uuids"}) {
        std::ifstream in(folder + file + ".hpp");
        std::stringstream text;
        text << in.rdbuf();
        std::string body = text.str();
        const std::size_t begin = std::max(body.find("namespace func {"), body.find("namespace azoth::func {"));
        REQUIRE(in);
        body = body.substr(std::min(body.find("namespace func {"), body.find("namespace azoth::func {")));
        static_cast<void>(begin);
        static const std::regex declaration(
            R"((?:auto|FunctionExpr<[^\n;()]*>|OrderedSet<[^\n;()]*>) ([a-z_0-9]+)\([^\n]*\{)");
        for (auto at = std::sregex_iterator(body.begin(), body.end(), declaration); at != std::sregex_iterator();
             ++at) {
            names.insert((*at)[1]);
        }
    }
    return names;
}

FunctionList all_functions() {
    FunctionList f;
    const auto& n = things.n;
    const auto& s = things.name;
    const auto& d = things.price;
    const auto x = cast(n, az::Double());
    const auto yes = n > 0;
    const auto doc = things.doc;
    const auto json = type_coerce<az::Value>(cast<az::Value>(doc, az::Json()), az::Json());
    const auto list = az::array(n, 2);
    const auto texts = cast<std::vector<std::string>>(az::array(s, "x"), az::Array(az::Text()));
    const auto order = az::order_by(things.id);
    const auto both = cast<std::int32_t>(n);
    f.add("gen_random_uuid", func::gen_random_uuid());
    f.add("uuidv7", func::uuidv7(), Call::compiled);
    f.add("uuid_extract_version", func::uuid_extract_version(func::gen_random_uuid()), Call::compiled);
    // Aggregates and windows
    f.add("count", func::count());
    f.add("count", func::count(n));
    f.add("sum", func::sum(n));
    f.add("avg", func::avg(d));
    f.add("min", func::min(s));
    f.add("max", func::max(n));
    f.add("any_value", func::any_value(n), Call::compiled);
    f.add("stddev", func::stddev(d));
    f.add("stddev_pop", func::stddev_pop(d));
    f.add("stddev_samp", func::stddev_samp(d));
    f.add("variance", func::variance(d));
    f.add("var_pop", func::var_pop(d));
    f.add("var_samp", func::var_samp(d));
    f.add("bit_and", func::bit_and(n));
    f.add("bit_or", func::bit_or(n));
    f.add("bit_xor", func::bit_xor(n));
    f.add("bool_and", func::bool_and(yes));
    f.add("bool_or", func::bool_or(yes));
    f.add("every", func::every(yes));
    f.add("corr", func::corr(x, x));
    f.add("covar_pop", func::covar_pop(x, x));
    f.add("covar_samp", func::covar_samp(x, x));
    f.add("regr_slope", func::regr_slope(x, x));
    f.add("regr_intercept", func::regr_intercept(x, x));
    f.add("array_agg", func::array_agg(n));
    f.add("string_agg", func::string_agg(s, ","));
    f.add("group_concat", func::group_concat(s, ","), Call::compiled);
    f.add("aggregate_strings", func::aggregate_strings(s, ","));
    f.add("percentile_cont", func::percentile_cont(0.5).within_group(n));
    f.add("percentile_disc", func::percentile_disc(0.5).within_group(n));
    f.add("percentile_disc", func::percentile_disc(std::vector<double>(2, 0.5)).within_group(n));
    f.add("mode", func::mode().within_group(n));
    f.add("rollup", func::rollup(n), Call::compiled);
    f.add("cube", func::cube(n), Call::compiled);
    f.add("grouping_sets", func::grouping_sets(n), Call::compiled);
    f.add("grouping", func::grouping(n), Call::compiled);
    f.add("row_number", func::row_number().over(order));
    f.add("rank", func::rank().over(order));
    f.add("rank", func::rank(3).within_group(n));
    f.add("dense_rank", func::dense_rank().over(order));
    f.add("dense_rank", func::dense_rank(3).within_group(n));
    f.add("percent_rank", func::percent_rank().over(order));
    f.add("percent_rank", func::percent_rank(3).within_group(n));
    f.add("cume_dist", func::cume_dist().over(order));
    f.add("cume_dist", func::cume_dist(3).within_group(n));
    f.add("ntile", func::ntile(2).over(order));
    f.add("first_value", func::first_value(n).over(order));
    f.add("last_value", func::last_value(n).over(order));
    f.add("nth_value", func::nth_value(n, 1).over(order));
    f.add("lag", func::lag(n).over(order));
    f.add("lead", func::lead(n, 1).over(order));
    // Numbers
    f.add("abs", func::abs(n));
    f.add("ceil", func::ceil(d));
    f.add("floor", func::floor(d));
    f.add("sign", func::sign(d));
    f.add("round", func::round(d, 1));
    f.add("trunc", func::trunc(d, 1));
    f.add("mod", func::mod(n, 2));
    f.add("mod", func::mod(n, az::Decimal("2.5")));
    f.add("power", func::power(x, 2.0));
    f.add("sqrt", func::sqrt(func::abs(x)));
    f.add("cbrt", func::cbrt(x));
    f.add("exp", func::exp(x));
    f.add("ln", func::ln(func::abs(x)));
    f.add("log", func::log(func::abs(x)));
    f.add("log10", func::log10(func::abs(x)));
    f.add("sin", func::sin(x));
    f.add("cos", func::cos(x));
    f.add("tan", func::tan(x));
    f.add("asin", func::asin(x * 0.0));
    f.add("acos", func::acos(x * 0.0));
    f.add("atan", func::atan(x));
    f.add("atan2", func::atan2(x, x));
    f.add("degrees", func::degrees(x));
    f.add("radians", func::radians(x));
    f.add("pi", func::pi());
    f.add("random", func::random());
    f.add("width_bucket", func::width_bucket(x, 0.0, 10.0, 5));
    f.add("coalesce", func::coalesce(things.m, n));
    f.add("nullif", func::nullif(n, 1));
    f.add("greatest", func::greatest(n, 1));
    f.add("least", func::least(n, 1));
    // Strings
    f.add("lower", func::lower(s));
    f.add("upper", func::upper(s));
    f.add("char_length", func::char_length(s));
    f.add("substring", func::substring(s, 1, 2));
    f.add("length", func::length(s));
    f.add("octet_length", func::octet_length(s));
    f.add("bit_length", func::bit_length(s));
    f.add("trim", func::trim(s));
    f.add("btrim", func::btrim(s, "x"));
    f.add("ltrim", func::ltrim(s));
    f.add("rtrim", func::rtrim(s));
    f.add("replace", func::replace(s, "a", "b"));
    f.add("translate", func::translate(s, "a", "b"));
    f.add("substr", func::substr(s, 1, 2));
    f.add("left", func::left(s, 1));
    f.add("right", func::right(s, 1));
    f.add("lpad", func::lpad(s, 5, "x"));
    f.add("rpad", func::rpad(s, 5, "x"));
    f.add("repeat", func::repeat(s, 2));
    f.add("reverse", func::reverse(s));
    f.add("initcap", func::initcap(s));
    f.add("strpos", func::strpos(s, "a"));
    f.add("instr", func::instr(s, "a"), Call::compiled);
    f.add("split_part", func::split_part(s, ",", 1));
    f.add("starts_with", func::starts_with(s, "a"));
    f.add("ascii", func::ascii(s));
    f.add("chr", func::chr(65));
    f.add("md5", func::md5(s));
    f.add("quote_literal", func::quote_literal(s));
    f.add("quote_ident", func::quote_ident(s));
    f.add("encode", func::encode(func::decode("00", "hex"), "hex"));
    f.add("decode", func::decode("00", "hex"));
    f.add("regexp_count", func::regexp_count(s, "a"));
    f.add("regexp_matches", func::regexp_matches(s, "a"));
    f.add("regexp_split_to_array", func::regexp_split_to_array(s, "a"));
    f.add("regexp_split_to_table", func::regexp_split_to_table(s, "a"));
    f.add("string_to_array", func::string_to_array(s, ","));
    f.add("string_to_table", func::string_to_table(s, ","));
    f.add("to_char", func::to_char(d, "9.9"));
    f.add("to_number", func::to_number("1.5", "9.9"));
    f.add("to_hex", func::to_hex(n));
    f.add("concat", func::concat(s, n));
    f.add("concat_ws", func::concat_ws("-", s, n));
    f.add("format", func::format("%s", s));
    // Times
    f.add("now", func::now());
    f.add("current_date", func::current_date());
    f.add("current_time", func::current_time());
    f.add("current_timestamp", func::current_timestamp());
    f.add("localtime", func::localtime());
    f.add("localtimestamp", func::localtimestamp());
    f.add("current_user", func::current_user(), Call::compiled);
    f.add("session_user", func::session_user(), Call::compiled);
    f.add("user", func::user(), Call::compiled);
    f.add("clock_timestamp", func::clock_timestamp());
    f.add("statement_timestamp", func::statement_timestamp());
    f.add("transaction_timestamp", func::transaction_timestamp());
    f.add("date_trunc", func::date_trunc("day", things.at));
    f.add("date_part", func::date_part("day", things.at));
    f.add("age", func::age(things.at, things.at));
    f.add("to_timestamp", func::to_timestamp(0.0));
    f.add("to_date", func::to_date("2024", "YYYY"));
    f.add("make_date", func::make_date(2024, 1, 1));
    f.add("make_time", func::make_time(1, 2, 3.0));
    f.add("make_timestamp", func::make_timestamp(2024, 1, 1, 1, 2, 3.0));
    f.add("make_interval", func::make_interval(1, 2));
    f.add("justify_days", func::justify_days(func::make_interval(1)));
    f.add("justify_hours", func::justify_hours(func::make_interval(1)));
    f.add("justify_interval", func::justify_interval(func::make_interval(1)));
    f.add("date", func::date(things.at), Call::compiled);
    f.add("datetime", func::datetime(things.at), Call::compiled);
    f.add("strftime", func::strftime("%Y", things.at), Call::compiled);
    f.add("julianday", func::julianday(things.at), Call::compiled);
    // Arrays and sets
    f.add("array_length", func::array_length(list, 1));
    f.add("cardinality", func::cardinality(list));
    f.add("array_ndims", func::array_ndims(list));
    f.add("array_position", func::array_position(list, 2));
    f.add("array_append", func::array_append(list, 3));
    f.add("array_prepend", func::array_prepend(3, list));
    f.add("array_remove", func::array_remove(list, 2));
    f.add("array_replace", func::array_replace(list, 2, 3));
    f.add("array_cat", func::array_cat(list, list));
    f.add("array_to_string", func::array_to_string(list, ","));
    f.add("generate_series", func::generate_series(1, 3));
    f.add("generate_subscripts", func::generate_subscripts(list, 1));
    f.add("unnest", func::unnest(list));
    static_cast<void>(texts);
    static_cast<void>(both);
    // JSON
    f.add("to_json", func::to_json(n));
    f.add("to_jsonb", func::to_jsonb(n));
    f.add("json_build_object", func::json_build_object("k", n));
    f.add("jsonb_build_object", func::jsonb_build_object("k", n));
    f.add("json_build_array", func::json_build_array(n));
    f.add("jsonb_build_array", func::jsonb_build_array(n));
    f.add("json_agg", func::json_agg(n));
    f.add("jsonb_agg", func::jsonb_agg(n));
    f.add("json_object_agg", func::json_object_agg(s, n));
    f.add("jsonb_object_agg", func::jsonb_object_agg(s, n));
    f.add("jsonb_strip_nulls", func::jsonb_strip_nulls(doc));
    f.add("json_typeof", func::json_typeof(json));
    f.add("jsonb_typeof", func::jsonb_typeof(doc));
    f.add("jsonb_pretty", func::jsonb_pretty(doc));
    f.add("json_object_keys", func::json_object_keys(json));
    f.add("jsonb_object_keys", func::jsonb_object_keys(doc));
    return f;
}

}  // namespace

TEST_CASE("every function of func:: is in the list of functions called here", "[unit]") {
    const FunctionList list = all_functions();
    // Functions that need a type of an extension, a document or a range have tests of their own.
    static const std::set<std::string> elsewhere{"isempty",
                                                 "lower_inc",
                                                 "upper_inc",
                                                 "lower_inf",
                                                 "upper_inf",
                                                 "range_merge",
                                                 "akeys",
                                                 "avals",
                                                 "defined",
                                                 "delete_",
                                                 "slice",
                                                 "row_to_json",
                                                 "jsonb_set",
                                                 "jsonb_insert",
                                                 "jsonb_path_query_first",
                                                 "jsonb_path_query_array",
                                                 "json_object",
                                                 "json_array",
                                                 "json_group_array",
                                                 "json_group_object",
                                                 "json_extract",
                                                 "json_set",
                                                 "json_array_length",
                                                 "jsonb_array_length",
                                                 "json_type",
                                                 "json_valid",
                                                 "json_extract_path_text",
                                                 "jsonb_extract_path_text",
                                                 "jsonb_path_exists",
                                                 "jsonb_path_match",
                                                 "json_array_elements",
                                                 "jsonb_array_elements",
                                                 "json_array_elements_text",
                                                 "jsonb_array_elements_text",
                                                 "to_tsvector",
                                                 "to_tsquery",
                                                 "plainto_tsquery",
                                                 "phraseto_tsquery",
                                                 "websearch_to_tsquery",
                                                 "ts_headline",
                                                 "ts_rank",
                                                 "ts_rank_cd",
                                                 "setweight",
                                                 "strip",
                                                 "numnode"};
    const std::set<std::string> declared = declared_functions();
    CHECK(declared.size() > 180);
    for (const std::string& name : declared) {
        INFO(name);
        CHECK((list.names().contains(name) || elsewhere.contains(name)));
    }
}

TEST_CASE("every function of func:: is a row of the table of known functions, and the reverse", "[unit]") {
    std::set<std::string> declared = declared_functions();
    declared.erase("delete_");  // delete is a keyword of C++
    declared.insert("delete");
    for (const std::string& name : declared) {
        INFO(name);
        CHECK(az::ast::find_known_function(name) != nullptr);
    }
    // Other names of ceil() and of one form of strpos(), for func::call().
    static const std::set<std::string_view> by_name_only{"ceiling", "position"};
    for (const az::ast::KnownFunction& row : az::ast::known_functions()) {
        INFO(row.name);
        CHECK(declared.contains(std::string(row.name)) != by_name_only.contains(row.name));
    }
}

TEST_CASE("a function's value has the declared type", "[engine]") {
    on_each_database([](az::AsyncConnection& conn, const az::Dialect& dialect) -> az::task<void> {
        if (dialect.name() != "postgresql" || !co_await azoth_tests::has_postgresql(conn, 15)) co_return;
        const FunctionList list = all_functions();
        co_await list.run(conn);
    });
}

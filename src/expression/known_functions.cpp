#include "expression/word_set.hpp"
#include <azoth/expression/known_function.hpp>

#include <array>
#include <cstddef>

// The short names that the table uses need a namespace of their own.
namespace azoth::ast::function_table {
namespace {

using enum FunctionKind;
using enum Purity;

constexpr FunctionSpelling call(std::string_view text) { return {text, CallForm::call}; }
constexpr FunctionSpelling star(std::string_view text) { return {text, CallForm::star}; }
constexpr FunctionSpelling from_for(std::string_view text) { return {text, CallForm::from_for}; }
constexpr FunctionSpelling verbatim(std::string_view text) { return {text, CallForm::verbatim}; }
constexpr FunctionSpelling absent(std::string_view text) { return {text, CallForm::absent}; }

constexpr KnownFunction row(std::string_view name, FunctionKind kind, Purity purity, FunctionSpelling generic,
                            FunctionSpelling postgresql, FunctionSpelling sqlite) {
    return {name, kind, purity, generic, postgresql, sqlite};
}
constexpr KnownFunction row(std::string_view name, FunctionKind kind, Purity purity, FunctionSpelling everywhere) {
    return row(name, kind, purity, everywhere, everywhere, everywhere);
}
// A function that every dialect calls by its name. azoth does not check whether a database has it: users can define
// more functions than the database provides.
constexpr KnownFunction row(std::string_view name, FunctionKind kind, Purity purity) {
    return row(name, kind, purity, call(name));
}

// With six digits after the seconds, the form in which times are stored, so that they can be compared.
// CURRENT_TIMESTAMP has no fractional digits.
constexpr std::string_view sqlite_timestamp = "STRFTIME('%Y-%m-%d %H:%M:%f000', 'now')";

// Name, kind, purity, and spellings: none (the name itself), one for all dialects, or one each for the generic dialect,
// PostgreSQL and SQLite.
constexpr auto functions = std::to_array<KnownFunction>({
    // Aggregates and windows: functions/aggregates.hpp
    row("count", aggregate, pure, star("count")),
    row("sum", aggregate, pure),
    row("avg", aggregate, pure),
    row("min", aggregate, pure),
    row("max", aggregate, pure),
    row("any_value", aggregate, pure, call("any_value"), call("any_value"), absent("any_value()")),
    row("stddev", aggregate, unknown),
    row("stddev_pop", aggregate, unknown),
    row("stddev_samp", aggregate, unknown),
    row("variance", aggregate, unknown),
    row("var_pop", aggregate, unknown),
    row("var_samp", aggregate, unknown),
    row("bit_and", aggregate, unknown),
    row("bit_or", aggregate, unknown),
    row("bit_xor", aggregate, unknown),
    row("bool_and", aggregate, pure),
    row("bool_or", aggregate, pure),
    row("every", aggregate, pure),
    row("corr", aggregate, unknown),
    row("covar_pop", aggregate, unknown),
    row("covar_samp", aggregate, unknown),
    row("regr_slope", aggregate, unknown),
    row("regr_intercept", aggregate, unknown),
    row("array_agg", aggregate, pure),
    row("string_agg", aggregate, pure),
    row("group_concat", aggregate, unknown),
    row("aggregate_strings", aggregate, unknown, call("aggregate_strings"), call("string_agg"), call("group_concat")),
    row("percentile_cont", aggregate, unknown),
    row("percentile_disc", aggregate, unknown),
    row("mode", aggregate, unknown),
    row("rollup", grouping, unknown, call("ROLLUP"), call("ROLLUP"), absent("rollup()")),
    row("cube", grouping, unknown, call("CUBE"), call("CUBE"), absent("cube()")),
    row("grouping_sets", grouping, unknown, call("GROUPING SETS"), call("GROUPING SETS"), absent("grouping_sets()")),
    row("grouping", scalar, unknown),
    row("row_number", window, pure),
    row("rank", window, pure),
    row("dense_rank", window, pure),
    row("percent_rank", window, pure),
    row("cume_dist", window, pure),
    row("ntile", window, pure),
    row("first_value", window, pure),
    row("last_value", window, pure),
    row("nth_value", window, pure),
    row("lag", window, pure),
    row("lead", window, pure),
    // Numbers, and any values: functions/math.hpp
    row("abs", scalar, pure),
    row("ceil", scalar, pure),
    row("floor", scalar, pure),
    row("sign", scalar, pure),
    row("round", scalar, pure),
    row("trunc", scalar, unknown),
    row("mod", scalar, pure),
    row("power", scalar, pure),
    row("sqrt", scalar, pure),
    row("cbrt", scalar, unknown),
    row("exp", scalar, pure),
    row("ln", scalar, pure),
    row("log", scalar, pure),
    row("log10", scalar, unknown),
    row("sin", scalar, unknown),
    row("cos", scalar, unknown),
    row("tan", scalar, unknown),
    row("asin", scalar, unknown),
    row("acos", scalar, unknown),
    row("atan", scalar, unknown),
    row("atan2", scalar, unknown),
    row("degrees", scalar, unknown),
    row("radians", scalar, unknown),
    row("pi", scalar, unknown),
    row("random", scalar, unknown),
    // UUIDs: functions/uuids.hpp
    row("gen_random_uuid", scalar, unknown, call("gen_random_uuid"), call("gen_random_uuid"),
        absent("gen_random_uuid()")),
    row("uuidv7", scalar, unknown, call("uuidv7"), call("uuidv7"), absent("uuidv7()")),
    row("uuid_extract_version", scalar, pure, call("uuid_extract_version"), call("uuid_extract_version"),
        absent("uuid_extract_version()")),
    row("width_bucket", scalar, unknown),
    row("coalesce", scalar, pure),
    row("nullif", scalar, pure),
    row("greatest", scalar, pure),
    row("least", scalar, pure),
    // Text: functions/strings.hpp
    row("lower", scalar, pure),
    row("upper", scalar, pure),
    row("char_length", scalar, pure, call("char_length"), call("char_length"), call("length")),
    row("substring", scalar, pure, call("substring"), from_for("SUBSTRING"), call("substring")),
    row("length", scalar, pure),
    row("octet_length", scalar, pure),
    row("bit_length", scalar, pure),
    row("trim", scalar, pure),
    row("btrim", scalar, pure),
    row("ltrim", scalar, pure),
    row("rtrim", scalar, pure),
    row("replace", scalar, pure),
    row("translate", scalar, unknown),
    row("substr", scalar, unknown),
    row("left", scalar, pure),
    row("right", scalar, pure),
    row("lpad", scalar, pure),
    row("rpad", scalar, pure),
    row("repeat", scalar, unknown),
    row("reverse", scalar, pure),
    row("initcap", scalar, pure),
    row("strpos", scalar, unknown),
    row("instr", scalar, unknown),
    row("split_part", scalar, unknown),
    row("starts_with", scalar, unknown),
    row("ascii", scalar, pure),
    row("chr", scalar, unknown),
    row("md5", scalar, unknown),
    row("quote_literal", scalar, unknown),
    row("quote_ident", scalar, unknown),
    row("encode", scalar, unknown),
    row("decode", scalar, unknown),
    row("regexp_count", scalar, unknown),
    row("regexp_matches", rows, unknown),
    row("regexp_split_to_array", scalar, unknown),
    row("string_to_array", scalar, unknown),
    row("to_char", scalar, unknown),
    row("to_number", scalar, unknown),
    row("to_hex", scalar, unknown),
    row("concat", scalar, pure),
    row("concat_ws", scalar, pure),
    row("format", scalar, unknown),
    // Times: functions/dates.hpp
    row("now", scalar, unknown, call("now"), call("now"), verbatim(sqlite_timestamp)),
    row("current_date", scalar, unknown, verbatim("CURRENT_DATE")),
    row("current_time", scalar, unknown, verbatim("CURRENT_TIME"), verbatim("CURRENT_TIME"),
        verbatim("STRFTIME('%H:%M:%f000+00:00', 'now')")),
    row("current_timestamp", scalar, unknown, verbatim("CURRENT_TIMESTAMP"), verbatim("CURRENT_TIMESTAMP"),
        verbatim(sqlite_timestamp)),
    row("localtime", scalar, unknown, verbatim("LOCALTIME"), verbatim("LOCALTIME"),
        verbatim("STRFTIME('%H:%M:%f000', 'now', 'localtime')")),
    row("localtimestamp", scalar, unknown, verbatim("LOCALTIMESTAMP"), verbatim("LOCALTIMESTAMP"),
        verbatim("STRFTIME('%Y-%m-%d %H:%M:%f000', 'now', 'localtime')")),
    row("current_user", scalar, unknown, verbatim("CURRENT_USER"), verbatim("CURRENT_USER"), absent("current_user")),
    row("session_user", scalar, unknown, verbatim("SESSION_USER"), verbatim("SESSION_USER"), absent("session_user")),
    row("user", scalar, unknown, verbatim("USER"), verbatim("USER"), absent("user")),
    row("clock_timestamp", scalar, unknown),
    row("statement_timestamp", scalar, unknown),
    row("transaction_timestamp", scalar, unknown),
    row("date_trunc", scalar, pure),
    row("date_part", scalar, pure),
    row("age", scalar, unknown),
    row("to_timestamp", scalar, unknown),
    row("to_date", scalar, unknown),
    row("make_date", scalar, unknown),
    row("make_time", scalar, unknown),
    row("make_timestamp", scalar, unknown),
    row("make_interval", scalar, unknown),
    row("justify_days", scalar, unknown),
    row("justify_hours", scalar, unknown),
    row("justify_interval", scalar, unknown),
    row("date", scalar, unknown),
    row("datetime", scalar, unknown),
    row("strftime", scalar, unknown),
    row("julianday", scalar, unknown),
    // Arrays, ranges, hstore: functions/collections.hpp
    row("array_length", scalar, pure),
    row("cardinality", scalar, pure),
    row("array_ndims", scalar, unknown),
    row("array_position", scalar, pure),
    row("array_append", scalar, unknown),
    row("array_prepend", scalar, unknown),
    row("array_remove", scalar, unknown),
    row("array_replace", scalar, unknown),
    row("array_cat", scalar, unknown),
    row("array_to_string", scalar, pure),
    row("isempty", scalar, unknown),
    row("lower_inc", scalar, unknown),
    row("upper_inc", scalar, unknown),
    row("lower_inf", scalar, unknown),
    row("upper_inf", scalar, unknown),
    row("range_merge", scalar, unknown),
    row("akeys", scalar, unknown),
    row("avals", scalar, unknown),
    row("defined", scalar, unknown),
    row("delete", scalar, unknown),
    row("slice", scalar, unknown),
    // Sets of rows: functions/sets.hpp
    row("generate_series", rows, unknown),
    row("generate_subscripts", rows, unknown),
    row("unnest", rows, unknown),
    row("json_array_elements", rows, unknown),
    row("jsonb_array_elements", rows, unknown),
    row("json_array_elements_text", rows, unknown),
    row("jsonb_array_elements_text", rows, unknown),
    row("json_object_keys", rows, unknown),
    row("jsonb_object_keys", rows, unknown),
    row("regexp_split_to_table", rows, unknown),
    row("string_to_table", rows, unknown),
    // JSON: functions/json.hpp
    row("to_json", scalar, unknown),
    row("to_jsonb", scalar, unknown),
    row("json_build_object", scalar, unknown),
    row("jsonb_build_object", scalar, unknown),
    row("json_build_array", scalar, unknown),
    row("jsonb_build_array", scalar, unknown),
    row("json_agg", aggregate, pure),
    row("jsonb_agg", aggregate, pure),
    row("json_object_agg", aggregate, unknown),
    row("jsonb_object_agg", aggregate, unknown),
    row("row_to_json", scalar, unknown),
    row("jsonb_set", scalar, unknown),
    row("jsonb_insert", scalar, unknown),
    row("jsonb_strip_nulls", scalar, unknown),
    row("jsonb_path_query_first", scalar, unknown),
    row("jsonb_path_query_array", scalar, unknown),
    row("json_object", scalar, unknown),
    row("json_array", scalar, unknown),
    row("json_group_array", aggregate, unknown),
    row("json_group_object", aggregate, unknown),
    row("json_extract", scalar, unknown),
    row("json_set", scalar, unknown),
    row("json_array_length", scalar, unknown),
    row("jsonb_array_length", scalar, unknown),
    row("json_typeof", scalar, unknown),
    row("jsonb_typeof", scalar, unknown),
    row("json_type", scalar, unknown),
    row("json_valid", scalar, unknown),
    row("jsonb_pretty", scalar, unknown),
    row("json_extract_path_text", scalar, unknown),
    row("jsonb_extract_path_text", scalar, unknown),
    row("jsonb_path_exists", scalar, unknown),
    row("jsonb_path_match", scalar, unknown),
    // Text search: functions/text_search.hpp
    row("to_tsvector", scalar, unknown),
    row("to_tsquery", scalar, unknown),
    row("plainto_tsquery", scalar, unknown),
    row("phraseto_tsquery", scalar, unknown),
    row("websearch_to_tsquery", scalar, unknown),
    row("ts_headline", scalar, unknown),
    row("ts_rank", scalar, unknown),
    row("ts_rank_cd", scalar, unknown),
    row("setweight", scalar, unknown),
    row("strip", scalar, unknown),
    row("numnode", scalar, unknown),
    // Not in func::, called by name
    row("ceiling", scalar, pure),
    row("position", scalar, pure),
});

constexpr WordSet<functions.size()> names([] {
    std::array<std::string_view, functions.size()> words;
    for (std::size_t i = 0; i < words.size(); ++i) words[i] = functions[i].name;
    return words;
}());

// If two rows had one name, the second would not be found.
static_assert([] {
    for (std::size_t i = 0; i < functions.size(); ++i) {
        if (names.find(functions[i].name) != i) return false;
    }
    return true;
}());

}  // namespace
}  // namespace azoth::ast::function_table

namespace azoth::ast {

std::span<const KnownFunction> known_functions() noexcept { return function_table::functions; }

const KnownFunction* find_known_function(std::string_view name) noexcept {
    const std::size_t place = function_table::names.find(name);
    return place == function_table::functions.size() ? nullptr : &function_table::functions[place];
}

}  // namespace azoth::ast

#include "hijack_twins.hpp"

#include "sql/text_lexer.hpp"

#include <algorithm>
#include <array>

namespace azoth_tests::hijack {
namespace {

// Leaves out what cannot be created: functions of internal types, operators of pseudo-types.
constexpr std::string_view attempt = R"(
CREATE FUNCTION public.attempt(command text) RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    EXECUTE command;
    RETURN true;
EXCEPTION WHEN OTHERS THEN
    RETURN false;
END $$)";

constexpr std::string_view hostile = R"(
CREATE FUNCTION public.hostile() RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF nextval('public.hostile_calls') > 20000 THEN
        RAISE EXCEPTION 'hijacked: too many hostile calls to go on';
    END IF;
    RETURN true;
END $$)";

constexpr std::string_view operators = R"(
SELECT public.attempt(format('CREATE FUNCTION public.%I(%s) RETURNS %s LANGUAGE plpgsql SET search_path = pg_catalog AS '
        '$b$ BEGIN PERFORM public.hostile(); RETURN %s OPERATOR(pg_catalog.%s) %s; END $b$', 'twin_' || oid,
        concat_ws(', ', left_type, right_type), format_type(oprresult, NULL),
        CASE WHEN oprleft <> 0 THEN '$1' END, oprname, CASE WHEN oprleft <> 0 THEN '$2' ELSE '$1' END))
    AND public.attempt(format('CREATE OPERATOR public.%s (FUNCTION = public.%I%s, RIGHTARG = %s)', oprname,
        'twin_' || oid, ', LEFTARG = ' || left_type, right_type)) AS made
FROM (SELECT *, CASE WHEN oprleft <> 0 THEN format_type(oprleft, NULL) END AS left_type,
    format_type(oprright, NULL) AS right_type FROM pg_operator WHERE oprnamespace = 'pg_catalog'::regnamespace) o)";

// Operand types for which pg_catalog has an operator only after an implicit cast: an exact match elsewhere is preferred
// even if pg_catalog is searched first.
constexpr std::string_view mixed_operators = R"(
SELECT public.attempt(format('CREATE FUNCTION public.%I(%s, %s) RETURNS %s LANGUAGE plpgsql SET search_path = '
        'pg_catalog AS $b$ BEGIN PERFORM public.hostile(); RETURN $1::text%s OPERATOR(pg_catalog.%s) $2::text%s; '
        'END $b$', name, l, r, result, cast_to, op, CASE WHEN result = 'int8' THEN cast_to END))
    AND public.attempt(format('CREATE OPERATOR public.%s (FUNCTION = public.%I, LEFTARG = %s, RIGHTARG = %s)', op,
        name, l, r)) AS made
FROM (SELECT *, 'mixed_' || row_number() OVER () AS name FROM
    unnest(ARRAY['=', '<>', '<', '>', '<=', '>=', '~', '!~', '~*', '!~*', '~~', '!~~', '~~*', '!~~*', '||', '+', '-',
        '*', '/', '->', '->>']) op CROSS JOIN LATERAL
    (SELECT CASE WHEN op = '||' OR op = '->>' THEN 'text' WHEN op = '->' THEN 'jsonb'
        WHEN op IN ('+', '-', '*', '/') THEN 'int8' ELSE 'boolean' END AS result,
        CASE WHEN op IN ('+', '-', '*', '/') THEN '::int8' WHEN op IN ('->', '->>') THEN '::jsonb' END AS cast_to)
    x CROSS JOIN
    unnest(ARRAY['oid', 'int2', 'int4', 'int8', '"char"', 'text', 'name', 'varchar', 'bpchar', 'regclass', 'regtype',
        'regproc', 'bool', 'jsonb', 'xid8']) l CROSS JOIN
    unnest(ARRAY['oid', 'int2', 'int4', 'int8', '"char"', 'text', 'name', 'varchar', 'bpchar', 'regclass', 'regtype',
        'regproc', 'bool', 'jsonb', 'xid8']) r
    WHERE op NOT IN ('->', '->>') OR l = 'jsonb') o
WHERE NOT EXISTS (SELECT FROM pg_operator WHERE oprnamespace = 'pg_catalog'::regnamespace AND oprname = op AND
    oprleft = l::regtype AND oprright = r::regtype))";

constexpr std::string_view functions = R"(
SELECT public.attempt(format('CREATE FUNCTION public.%I(%s) RETURNS %s LANGUAGE plpgsql SET search_path = pg_catalog AS '
        '$b$ BEGIN PERFORM public.hostile(); %s; END $b$', proname, pg_get_function_arguments(oid),
        pg_get_function_result(oid),
        CASE WHEN proretset THEN 'RETURN QUERY SELECT f.* FROM ' || call || ' f' WHEN prorettype = 'void'::regtype
            THEN 'PERFORM ' || call WHEN array_length(proallargtypes, 1) > 0 THEN 'RETURN' ELSE 'RETURN ' || call END))
    AS made
FROM (SELECT *, format('pg_catalog.%I(%s)', proname, (SELECT string_agg(CASE WHEN n = pronargs AND provariadic <> 0
    THEN 'VARIADIC ' ELSE '' END || '$' || n, ', ' ORDER BY n) FROM generate_series(1, pronargs) n)) AS call
    FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND (prokind = 'f' OR prokind IN ('a', 'w') AND pronargs > 0)
        AND prorettype <> 'trigger'::regtype) p)";

// Functions with arguments of any type can only be written in C.
constexpr std::array<std::string_view, 4> functions_of_any{
    "public.format(text, VARIADIC text[])", "public.concat(VARIADIC text[])", "public.concat_ws(text, VARIADIC text[])",
    "public.num_nulls(VARIADIC text[])"};

constexpr std::string_view types = R"(
SELECT public.attempt(format('CREATE DOMAIN public.%I AS pg_catalog.%I CHECK (public.hostile())', typname, typname))
    AS made
FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace AND typtype IN ('b', 'r') AND typcategory <> 'A')";

constexpr std::string_view relations = R"(
SELECT public.attempt(format('CREATE VIEW public.%I AS SELECT * FROM pg_catalog.%I WHERE public.hostile()', relname,
    relname)) AS made
FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind IN ('r', 'v'))";

struct Word {
    std::string text;
    std::size_t begin = 0;
    std::size_t end = 0;
};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

// Without quoted text, and without operators that name their schema.
std::string without_quoted(std::string_view sql) {
    constexpr std::string_view named = "OPERATOR(pg_catalog.";
    std::string text;
    for (std::size_t at = 0; at < sql.size();) {
        if (const std::size_t end = azoth::skip_quoted(sql, at); end != at) {
            text += sql[at] == '"' ? "quoted" : " ";
            at = end;
        } else if (sql.substr(at).starts_with(named)) {
            at = sql.find(')', at) + 1;
        } else {
            text += sql[at++];
        }
    }
    return text;
}

std::vector<Word> words_of(std::string_view sql) {
    std::vector<Word> words;
    for (std::size_t at = 0; at < sql.size();) {
        const std::size_t begin = at;
        while (at < sql.size() && azoth::is_word(sql[at])) ++at;
        if (at == begin) {
            ++at;
        } else {
            words.push_back({std::string(sql.substr(begin, at - begin)), begin, at});
        }
    }
    return words;
}

}  // namespace

std::vector<std::string> hostile_twins() {
    std::vector<std::string> statements{"CREATE SEQUENCE public.hostile_calls", std::string(attempt),
                                        std::string(hostile)};
    for (const std::string_view one : {operators, mixed_operators, functions}) statements.emplace_back(one);
    for (const std::string_view one : functions_of_any) {
        statements.push_back("CREATE FUNCTION " + std::string(one) +
                             " RETURNS text LANGUAGE plpgsql AS $$ BEGIN PERFORM public.hostile(); RETURN ''; END $$");
    }
    statements.emplace_back(
        "CREATE FUNCTION public.counted(bigint) RETURNS bigint LANGUAGE plpgsql SET search_path = pg_catalog AS $$ "
        "BEGIN PERFORM public.hostile(); RETURN $1 + 1; END $$");
    statements.emplace_back("CREATE AGGREGATE public.count(*) (SFUNC = public.counted, STYPE = bigint, INITCOND = 0)");
    // Must be last: from here on, public is a schema of traps.
    for (const std::string_view one : {types, relations}) statements.emplace_back(one);
    return statements;
}

std::string looked_up(std::string_view sql) {
    constexpr std::array<std::string_view, 7> operator_words{"IN",     "LIKE",  "ILIKE",  "BETWEEN",
                                                             "NULLIF", "USING", "SIMILAR"};
    // Words that may precede a parenthesis and are not functions that could be replaced.
    constexpr std::array<std::string_view, 20> constructs{
        "ARRAY", "CAST",     "COALESCE", "AND", "OR", "NOT",   "EXISTS", "LATERAL", "FROM", "WHEN",
        "ANY",   "GREATEST", "LEAST",    "AS",  "ON", "WHERE", "THEN",   "SELECT",  "ALL",  "VALUES"};
    constexpr std::array<std::string_view, 4> local_tables{"met", "views", "grants", "LATERAL"};
    const std::string text = without_quoted(sql);
    constexpr std::string_view operator_characters = "=<>~|+-/%^&#!@";
    for (std::size_t at = text.find_first_of(operator_characters); at != std::string::npos;
         at = text.find_first_of(operator_characters, at + 1)) {
        // The sign of a number is a part of it.
        const bool sign =
            text[at] == '-' && at > 0 && text[at - 1] == '(' && text[at + 1] >= '0' && text[at + 1] <= '9';
        if (!sign) return "operator: " + text.substr(at, 20);
    }
    for (std::size_t at = text.find("::"); at != std::string::npos; at = text.find("::", at + 2)) {
        if (!std::string_view(text).substr(at + 2).starts_with("pg_catalog.")) return "type: " + text.substr(at, 20);
    }
    const std::vector<Word> words = words_of(text);
    for (std::size_t i = 0; i < words.size(); ++i) {
        const Word& word = words[i];
        std::string upper = word.text;
        for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        const std::string next = i + 1 < words.size() ? words[i + 1].text : std::string();
        if (is_one_of(operator_words, upper)) return "operator: " + upper;
        if (upper == "CASE" && next != "WHEN") return "operator: CASE " + next;
        if (upper == "DISTINCT" && next == "FROM") return "operator: IS DISTINCT FROM";
        const char after = word.end < text.size() ? text[word.end] : ' ';
        const char before = word.begin == 0 ? ' ' : text[word.begin - 1];
        if (after == '(' && before != '.' && !is_one_of(constructs, upper)) {
            const std::size_t last = text.find_last_not_of(' ', word.begin == 0 ? 0 : word.begin - 1);
            const bool alias = (last != std::string::npos && text[last] == ')') || words[i - 1].text == "ORDINALITY";
            if (!alias) return "function: " + word.text;
        }
        if ((upper == "FROM" || upper == "JOIN") && !next.empty() && !is_one_of(local_tables, next)) {
            const Word& table = words[i + 1];
            const std::size_t parenthesis = text.find('(', word.end);
            const bool subquery = parenthesis < table.begin;
            if (!subquery && (table.end >= text.size() || text[table.end] != '.')) return "table: " + table.text;
        }
    }
    return {};
}

}  // namespace azoth_tests::hijack

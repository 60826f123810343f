#include "sql/effects.hpp"

#include "expression/word_set.hpp"

#include <array>

namespace azoth {
namespace {

constexpr WordSet effectless_functions(std::to_array<std::string_view>({"abs",
                                                                        "array_agg",
                                                                        "array_length",
                                                                        "array_position",
                                                                        "array_to_string",
                                                                        "ascii",
                                                                        "avg",
                                                                        "bit_length",
                                                                        "bool_and",
                                                                        "bool_or",
                                                                        "btrim",
                                                                        "cardinality",
                                                                        "ceil",
                                                                        "ceiling",
                                                                        "char_length",
                                                                        "coalesce",
                                                                        "concat",
                                                                        "concat_ws",
                                                                        "count",
                                                                        "cume_dist",
                                                                        "date_part",
                                                                        "date_trunc",
                                                                        "dense_rank",
                                                                        "every",
                                                                        "exp",
                                                                        "first_value",
                                                                        "floor",
                                                                        "greatest",
                                                                        "initcap",
                                                                        "json_agg",
                                                                        "jsonb_agg",
                                                                        "lag",
                                                                        "last_value",
                                                                        "lead",
                                                                        "least",
                                                                        "left",
                                                                        "length",
                                                                        "ln",
                                                                        "log",
                                                                        "lower",
                                                                        "lpad",
                                                                        "ltrim",
                                                                        "max",
                                                                        "min",
                                                                        "mod",
                                                                        "nth_value",
                                                                        "ntile",
                                                                        "nullif",
                                                                        "octet_length",
                                                                        "percent_rank",
                                                                        "position",
                                                                        "power",
                                                                        "rank",
                                                                        "replace",
                                                                        "reverse",
                                                                        "right",
                                                                        "round",
                                                                        "row_number",
                                                                        "rpad",
                                                                        "rtrim",
                                                                        "sign",
                                                                        "sqrt",
                                                                        "string_agg",
                                                                        "substring",
                                                                        "sum",
                                                                        "trim",
                                                                        "upper"}));

}  // namespace

bool is_effectless(std::string_view function) noexcept { return effectless_functions.contains(function); }

}  // namespace azoth

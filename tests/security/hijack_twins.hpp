#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace azoth_tests::hijack {

/// Statements, executed with `search_path = pg_catalog`, that make in the schema public a hostile twin of everything in
/// pg_catalog that a name or an operator can mean. Each twin takes a number of the sequence public.hostile_calls, then
/// does what its original does.
std::vector<std::string> hostile_twins();

/// Why an operator, function, type or table of a statement would be looked up in the search_path; empty: it has none
/// that is. Finds also what the statement did not come to execute.
std::string looked_up(std::string_view sql);

}  // namespace azoth_tests::hijack

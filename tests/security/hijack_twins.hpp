#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace azoth_tests::hijack {

/// Statements, executed with `search_path = pg_catalog`, that create in the schema public a hostile twin of everything
/// in pg_catalog to which a name or an operator can refer. Each twin takes a number of the sequence
/// public.hostile_calls, then does what its original does.
std::vector<std::string> hostile_twins();

/// Why an operator, function, type or table of a statement would be looked up in the search_path; empty: none would be.
/// Also finds parts of the statement that were not executed.
std::string looked_up(std::string_view sql);

}  // namespace azoth_tests::hijack

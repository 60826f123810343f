#pragma once

#include <azoth/export.hpp>

#include <string>
#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// A PostgreSQL statement whose operators and cast types are those of pg_catalog, independent of search_path: `=`
/// becomes `OPERATOR(pg_catalog.=)`, `::text` becomes `::pg_catalog.text`. Every statement that azoth sends on its own
/// is rewritten with it: otherwise a role that may create operators in a schema of the search_path could have its
/// functions called with the rights of azoth's user (CVE-2018-1058).
///
/// The statement must qualify the names of functions and tables itself, and must not use constructs that look up an
/// operator by its bare name: IN, LIKE, BETWEEN, NULLIF, IS DISTINCT FROM, USING, CASE with an operand. All operators
/// get the same precedence, so `a = (b || c)` needs its parentheses. `*` is not treated as an operator; types in casts
/// must be one word.
std::string pinned(std::string_view sql);

}  // namespace azoth

AZOTH_EXPORT_END

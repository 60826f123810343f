#pragma once

#include <azoth/export.hpp>

#include <string>
#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// A PostgreSQL statement whose operators and cast types are those of pg_catalog, whatever the search_path says: `=`
/// becomes `OPERATOR(pg_catalog.=)`, `::text` becomes `::pg_catalog.text`. Every statement that azoth sends by itself
/// goes through it, because a role that may create operators in a schema of the search_path would otherwise have its
/// functions called with the rights of azoth's user (CVE-2018-1058).
///
/// The statement qualifies the names of functions and tables itself, and has none of the constructs that look up an
/// operator by its bare name: IN, LIKE, BETWEEN, NULLIF, IS DISTINCT FROM, USING, CASE with an operand. All operators
/// get the same precedence, so `a = (b || c)` needs its parentheses. `*` is not an operator here, types of casts have
/// one word.
std::string pinned(std::string_view sql);

}  // namespace azoth

AZOTH_EXPORT_END

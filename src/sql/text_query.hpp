#pragma once

#include <azoth/export.hpp>
#include <azoth/sql/statement_text.hpp>

#include <initializer_list>
#include <string>
#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth::detail {

/// A query that azoth sends on its own, without parameters; all columns are text.
StatementText text_query(std::string sql, std::initializer_list<std::string_view> columns);

}  // namespace azoth::detail

AZOTH_EXPORT_END

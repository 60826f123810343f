#include "sql/text_query.hpp"

#include <utility>

namespace azoth::detail {

StatementText text_query(std::string sql, std::initializer_list<std::string_view> columns) {
    StatementText text;
    text.sql = std::move(sql);
    for (const std::string_view column : columns) text.columns.push_back(ResultColumn{std::string(column), Text()});
    text.kind = StatementKind::select;
    text.seal();
    return text;
}

}  // namespace azoth::detail

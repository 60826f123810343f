#include <azoth/sql/statement_text.hpp>

#include <functional>
#include <string_view>

namespace azoth {

void StatementText::seal() {
    hash = std::hash<std::string_view>{}(sql);
    for (const SqlType& type : parameter_types) hash = hash * 1099511628211ULL ^ wire_oid(type);
}

}  // namespace azoth

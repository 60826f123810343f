#include "engine/concealment.hpp"

#include "engine/condition_name.hpp"
#include "error_copy.hpp"
#include "sql/mask_literals.hpp"

#include <string>
#include <utility>

namespace azoth::detail {
namespace {

// azoth's own errors have no diagnostics except a SQLSTATE; their messages and hints contain no values.
bool comes_from_database(const Diagnostics& said) noexcept { return !said.severity.empty() || said.native_code != 0; }

void drop_texts(Diagnostics& said) {
    said.detail.clear();
    said.hint.clear();
    said.where.clear();
}

std::string described(const Diagnostics& said) {
    std::string text(said.connection_lost ? "the database ended the connection: "
                                          : "the database refused the statement: ");
    text += condition_name(said.sqlstate);
    if (said.sqlstate.empty()) text.append(" ").append(std::to_string(said.native_code));
    std::string named;
    const auto name = [&named](std::string_view what, std::string_view value) {
        if (value.empty()) return;
        if (!named.empty()) named += ", ";
        named.append(what).append(" \"").append(value).append("\"");
    };
    name("constraint", said.constraint);
    name("table", said.table);
    name("column", said.column);
    if (!named.empty()) text.append(" (").append(named).append(")");
    return text;
}

}  // namespace

Diagnostics conceal_error(Diagnostics said) {
    std::string hint = comes_from_database(said) ? std::string() : std::move(said.hint);
    if (comes_from_database(said)) said.message = described(said);
    drop_texts(said);
    said.hint = std::move(hint);
    return said;
}

Diagnostics conceal_notice(Diagnostics said) {
    said.message = "[hidden due to hide_parameters] ";
    said.message.append(condition_name(said.sqlstate)).append(" (").append(said.sqlstate).append(")");
    drop_texts(said);
    return said;
}

std::exception_ptr conceal_error(const std::exception_ptr& error) {
    return with_diagnostics(error, [](Diagnostics said) { return conceal_error(std::move(said)); });
}

std::exception_ptr with_masked_statement(const std::exception_ptr& error, std::string_view sql, Quoting quoting,
                                         std::string_view parameters) {
    return with_diagnostics(error, [&](Diagnostics said) {
        if (!said.statement.empty()) return said;
        MaskedText masked = mask_literals(sql, quoting, said.position);
        said.statement = std::move(masked.sql);
        said.position = masked.position;
        said.parameters = parameters;
        return said;
    });
}

}  // namespace azoth::detail

#include "copy_types.hpp"

#include "types/type_descriptor.hpp"
#include <azoth/error.hpp>
#include <azoth/types/text_form.hpp>
#include <azoth/types/type_error.hpp>
#include <azoth/types/type_table.hpp>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <utility>

namespace azoth::postgresql {
namespace {

constexpr std::string_view copy_head = "COPY ";
// Offset of the element type in an array's binary form: after the number of dimensions and a flag.
constexpr std::size_t element_at = 8;

bool is_one_of(Oid type, std::initializer_list<Oid> types) { return std::ranges::find(types, type) != types.end(); }

bool is_text(Oid type) { return is_one_of(type, {oid::text, oid::varchar, oid::bpchar, oid::name, oid::unknown}); }

bool is_number_of_object(Oid type) {
    const auto* const row = azoth::detail::descriptor_of_format(type);
    return row != nullptr && row->object_number;
}

// Whether two types have the same binary form.
bool same_form(Oid given, Oid column) {
    return given == column || (is_text(given) && is_text(column)) ||
           (is_text(given) && is_one_of(column, {oid::json, oid::xml})) ||
           (is_number_of_object(given) && is_number_of_object(column)) ||
           (is_one_of(given, {oid::inet, oid::cidr}) && is_one_of(column, {oid::inet, oid::cidr})) ||
           (is_one_of(given, {oid::bit, oid::varbit}) && is_one_of(column, {oid::bit, oid::varbit}));
}

const DatabaseType* made_type(Oid type, const RowDescription& columns) {
    return columns.types == nullptr ? nullptr : columns.types->find(type);
}

// A domain is written as its base type.
Oid without_domain(Oid type, const RowDescription& columns) {
    return columns.types == nullptr ? type : azoth::detail::base_format(*columns.types, type);
}

// Whether the type has no OID of its own, and its binary form is text.
bool is_label(const SqlType& type) {
    const auto& row = azoth::detail::descriptor(base_type(type));
    return row.format == oid::unspecified && row.text == azoth::detail::TextRole::bytes;
}

bool fits(const SqlType& given, Oid column, const RowDescription& columns) {
    const Oid form = is_label(given) ? oid::text : wire_oid(given);
    column = without_domain(column, columns);
    if (same_form(form, column)) return true;
    const DatabaseType* const made = made_type(column, columns);
    return is_text(form) && made != nullptr && made->form == DatabaseType::Form::text;
}

// The type of an array's elements; unspecified: it is not an array.
Oid element_of(Oid type, const RowDescription& columns) {
    if (const Oid built_in = element_oid(type); built_in != oid::unspecified) return built_in;
    const DatabaseType* const made = made_type(type, columns);
    return made != nullptr && made->form == DatabaseType::Form::array ? made->part : oid::unspecified;
}

std::optional<CopiedColumn> plan_array(const SqlType& given, Oid column, const RowDescription& columns) {
    const Oid element = element_of(without_domain(column, columns), columns);
    const SqlType& item = base_type(given).element();
    if (element == oid::unspecified || !fits(item, element, columns)) return std::nullopt;
    CopiedColumn plan;
    plan.element = element;
    if (wire_oid(given) == oid::unspecified) {
        plan.as = CopiedColumn::As::text_array;
    } else if (wire_oid(item) != element) {
        plan.as = CopiedColumn::As::array_of;
    }
    return plan;
}

std::string name_of(Oid type, const RowDescription& columns) {
    if (const DatabaseType* const made = made_type(type, columns)) return made->name;
    return azoth::type_name(type);
}

[[noreturn]] void refuse_type(const SqlType& given, const ColumnDescription& column, const RowDescription& columns) {
    Diagnostics d;
    d.sqlstate = "42804";
    d.message = "COPY cannot write to column \"" + column.name + "\": it is " + name_of(column.format, columns) +
                " in the database, and the program gives " + to_string(given);
    d.column = column.name;
    d.outcome = Outcome::not_sent;
    throw ProgrammingError(std::move(d));
}

[[noreturn]] void refuse_form(const SqlType& given, const ColumnDescription& column) {
    Diagnostics d;
    d.message = "COPY cannot write to column \"" + column.name + "\": values of type " + to_string(given) +
                " have no binary form";
    d.column = column.name;
    d.outcome = Outcome::not_sent;
    throw NotSupportedError(std::move(d));
}

// The text before the list of columns, and the list without its parentheses.
std::optional<std::pair<std::string_view, std::string_view>> cut_copy(std::string_view copy) {
    if (!copy.starts_with(copy_head)) return std::nullopt;
    copy.remove_prefix(copy_head.size());
    std::size_t open = std::string_view::npos;
    bool quoted = false;
    for (std::size_t i = 0; i < copy.size(); ++i) {
        if (copy[i] == '"') quoted = !quoted;
        if (quoted) continue;
        if (copy[i] == '(' && open == std::string_view::npos) open = i;
        if (copy[i] != ')' || open == std::string_view::npos) continue;
        return std::pair(copy.substr(0, open), copy.substr(open + 1, i - open - 1));
    }
    return std::nullopt;
}

}  // namespace

std::string query_of_copied(std::string_view copy) {
    const std::size_t end = copy.rfind(" FROM STDIN");
    if (end == std::string_view::npos) return {};
    const auto parts = cut_copy(copy.substr(0, end));
    if (!parts) return {};
    std::string query = "SELECT ";
    query.append(parts->second).append(" FROM ").append(parts->first);
    return query;
}

std::vector<CopiedColumn> plan_copy(const StatementText& statement, const RowDescription& columns) {
    std::vector<CopiedColumn> plans(statement.parameter_types.size());
    for (std::size_t i = 0; i < plans.size() && i < columns.columns.size(); ++i) {
        const SqlType& given = statement.parameter_types[i];
        const ColumnDescription& column = columns.columns[i];
        if (base_type(given).kind() == TypeKind::array) {
            const auto plan = plan_array(given, column.format, columns);
            if (!plan) refuse_type(given, column, columns);
            plans[i] = *plan;
        } else if (wire_oid(given) == oid::unspecified && !is_label(given)) {
            refuse_form(given, column);
        } else if (!fits(given, column.format, columns)) {
            refuse_type(given, column, columns);
        }
    }
    return plans;
}

bool CopiedRows::next(ParameterBuffer& into) {
    row_.clear();
    if (!rows_.next(row_)) return false;
    row_.for_each_at([&](std::size_t i, const std::byte* at, std::int32_t size) {
        const CopiedColumn plan = i < columns_.size() ? columns_[i] : CopiedColumn();
        if (at == nullptr || plan.as == CopiedColumn::As::given) return into.add(Cell{at, size, oid::text});
        value_.clear();
        if (plan.as == CopiedColumn::As::text_array) {
            const auto length = static_cast<std::size_t>(size);
            parse_text(value_, Array(Text()), std::string_view(reinterpret_cast<const char*>(at), length));
        } else {
            value_.append(at, static_cast<std::size_t>(size));
        }
        store_big_endian(value_.data() + element_at, plan.element);
        into.add(Cell{value_.data(), static_cast<std::int32_t>(value_.size()), oid::text});
    });
    return true;
}

}  // namespace azoth::postgresql

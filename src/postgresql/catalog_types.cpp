#include "postgresql/catalog_types.hpp"

#include "types/type_descriptor.hpp"
#include <azoth/error.hpp>

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

namespace azoth::postgresql {
namespace {

constexpr int header = 4;  // included in the modifier of a length

int length_of(int modifier) noexcept { return modifier < header ? -1 : modifier - header; }

SqlType numeric(int modifier) {
    if (modifier < header) return Numeric();
    const int precision = ((modifier - header) >> 16) & 0xffff;
    const int scale = (((modifier - header) & 0x7ff) ^ 1024) - 1024;
    // In Numeric, -1 means no scale.
    if (scale < 0) {
        return Numeric().spelled("NUMERIC(" + std::to_string(precision) + ", " + std::to_string(scale) + ')');
    }
    return Numeric(precision, scale);
}

// "interval day to second(3)"
SqlType interval_from(std::string_view spelling) {
    constexpr std::string_view word = "interval";
    spelling.remove_prefix(std::min(word.size(), spelling.size()));
    int precision = -1;
    if (const std::size_t open = spelling.find('('); open != std::string_view::npos) {
        precision = spelling[open + 1] - '0';
        spelling = spelling.substr(0, open);
    }
    std::string fields;
    for (const char c : spelling) {
        if (c != ' ' || !fields.empty()) fields += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return interval_type(fields, precision);
}

SqlType built_in(std::string_view name, int modifier, std::string_view spelling) {
    if (name == "varchar") return String(length_of(modifier));
    // Without a length it is not SQL's CHAR, whose length is 1.
    if (name == "bpchar") return modifier < header ? String().spelled("BPCHAR") : Char(length_of(modifier));
    if (name == "numeric") return numeric(modifier);
    if (name == "time") return Time(modifier);
    if (name == "timetz") return Time(with_timezone, modifier);
    if (name == "timestamp") return DateTime(modifier);
    if (name == "timestamptz") return DateTime(with_timezone, modifier);
    if (name == "bit") return SqlType(TypeKind::bit, modifier);
    if (name == "varbit") return SqlType(TypeKind::varbit, modifier);
    if (name == "interval") return interval_from(spelling);
    const auto rows = azoth::detail::descriptors();
    const auto is_it = [&](const auto& row) {
        return row.catalog_name == name && row.format != azoth::oid::unspecified;
    };
    const auto found = std::ranges::find_if(rows, is_it);
    // ROW is a type of expressions; no column has it.
    const bool usable = found != rows.end() && found->kind != TypeKind::null && found->kind != TypeKind::tuple;
    return usable ? SqlType(found->kind) : UserDefinedType(name, "pg_catalog");
}

}  // namespace

CatalogType read_type(detail::CatalogCells& cells) {
    CatalogType type;
    type.oid = cells.text();
    type.built_in = cells.flag();
    type.schema = cells.text();
    type.name = cells.text();
    type.modifier = static_cast<int>(cells.number().value_or(-1));
    type.element_oid = cells.text();
    type.element_built_in = cells.flag();
    type.element_schema = cells.text();
    type.element_name = cells.text();
    type.spelling = cells.text();
    type.dimensions = static_cast<int>(cells.number().value_or(0));
    return type;
}

void CatalogTypes::add(const CatalogRow& row) {
    detail::CatalogCells cells(row);
    const std::string oid = cells.text();
    const std::string relation = cells.text();
    Made made;
    made.in_scope = cells.flag();
    made.schema = cells.text();
    made.name = cells.text();
    made.kind = cells.text();
    made.labels = cells.list();
    made.base = read_type(cells);
    made.domain.default_sql = cells.text();
    made.domain.not_null = cells.flag();
    const std::vector<std::string> names = cells.list();
    const std::vector<std::string> conditions = cells.list();
    made.collation = cells.text();
    for (std::size_t i = 0; i < names.size() && i < conditions.size(); ++i) {
        if (i == 0) {
            made.domain.constraint = names[i];
            made.domain.check_sql = conditions[i];
        } else {
            made.domain.more_checks.emplace_back(names[i], conditions[i]);
        }
    }
    if (made.kind == "c") composite_oids_.emplace(relation, oid);
    made_.emplace(oid, std::move(made));
}

bool CatalogTypes::add_field(const std::string& relation, std::string name, CatalogType type) {
    const auto found = composite_oids_.find(relation);
    if (found == composite_oids_.end()) return false;
    made_.at(found->second).fields.emplace_back(std::move(name), std::move(type));
    return true;
}

SqlType CatalogTypes::describe(Made& made) {
    if (made.described) return *made.described;
    // No type of a database contains itself; an answer that claims so must not cause endless recursion.
    if (std::exchange(made.begun, true)) return UserDefinedType(made.name, made.schema);
    try {
        made.described = describe_new(made);
    } catch (const ArgumentError&) {
        // It has more parts, or deeper ones, than azoth's types may have.
        made.described = UserDefinedType(made.name, made.schema);
    }
    return *made.described;
}

SqlType CatalogTypes::part(const CatalogType& type) {
    if (depth_ == max_type_depth) return UserDefinedType(type.name, type.schema);
    ++depth_;
    SqlType described = describe(type);
    --depth_;
    return described;
}

SqlType CatalogTypes::describe_new(const Made& made) {
    if (made.kind == "e") return Enum(made.name, made.labels, made.schema);
    if (made.kind == "c") {
        std::vector<std::pair<std::string, SqlType>> fields;
        for (const auto& [name, type] : made.fields) fields.emplace_back(name, part(type));
        return Composite(made.name, std::move(fields), made.schema);
    }
    TypeDetail extended = Domain(made.name, part(made.base), made.schema).detail();
    extended.domain = made.domain;
    extended.collation = made.collation;
    return SqlType(TypeKind::domain, std::move(extended));
}

SqlType CatalogTypes::describe(const std::string& oid, bool is_built_in, const std::string& schema,
                               const std::string& name, int modifier, const std::string& spelling) {
    if (const auto found = made_.find(oid); found != made_.end()) return describe(found->second);
    if (is_built_in) return built_in(name, modifier, spelling);
    if (const auto* const row = azoth::detail::descriptor_of_extension(name)) return SqlType(row->kind);
    return UserDefinedType(name, schema);
}

SqlType CatalogTypes::describe(const CatalogType& type) {
    if (type.element_oid.empty()) {
        return describe(type.oid, type.built_in, type.schema, type.name, type.modifier, type.spelling);
    }
    const std::string element_spelling = type.spelling.substr(0, type.spelling.find('['));
    return Array(describe(type.element_oid, type.element_built_in, type.element_schema, type.element_name,
                          type.modifier, element_spelling),
                 type.dimensions > 1 ? type.dimensions : -1);
}

void CatalogTypes::list(const CatalogType& type, std::vector<SqlType>& types) {
    const auto found = made_.find(type.element_oid.empty() ? type.oid : type.element_oid);
    // Types that are nested more deeply are listed in the order of their names.
    constexpr int deepest = 1000;
    if (found == made_.end() || list_depth_ == deepest) return;
    ++list_depth_;
    list(found->second, types);
    --list_depth_;
}

void CatalogTypes::list(Made& made, std::vector<SqlType>& types) {
    if (made.listed) return;
    made.listed = true;
    if (made.kind == "d") list(made.base, types);
    for (const auto& [name, type] : made.fields) list(type, types);
    if (made.in_scope) types.push_back(describe(made));
}

std::vector<SqlType> CatalogTypes::in_scope() {
    std::vector<Made*> by_name;
    for (auto& [oid, made] : made_) by_name.push_back(&made);
    std::ranges::sort(by_name, {}, [](const Made* made) { return std::tie(made->schema, made->name); });
    std::vector<SqlType> types;
    for (Made* const made : by_name) list(*made, types);
    return types;
}

}  // namespace azoth::postgresql

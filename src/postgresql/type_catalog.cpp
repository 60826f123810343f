#include "type_catalog.hpp"

#include "sql/pinned.hpp"
#include "types/type_descriptor.hpp"
#include <azoth/error.hpp>
#include <azoth/types/array_codec.hpp>
#include <azoth/types/number_codecs.hpp>
#include <azoth/types/text_codecs.hpp>
#include <azoth/types/wire_reader.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace azoth::postgresql {
namespace {

using Form = DatabaseType::Form;

// Everything of which the queried types consist, in one round trip. An array type is the one that its element names,
// not any type with elements. For the function that writes the binary form, its C name is returned, which is the same
// in every schema in which an extension may be.
constexpr std::string_view query_head =
    "WITH RECURSIVE met (oid) AS ("
    "SELECT pg_catalog.unnest($1) "
    "UNION "
    "SELECT part.oid FROM met JOIN pg_catalog.pg_type t ON t.oid = met.oid "
    "LEFT JOIN pg_catalog.pg_range r ON ";
constexpr std::string_view query_middle =
    " CROSS JOIN LATERAL ("
    "SELECT t.typelem AS oid UNION ALL SELECT t.typbasetype UNION ALL SELECT r.rngtypid UNION ALL SELECT r.rngsubtype "
    "UNION ALL SELECT a.atttypid FROM pg_catalog.pg_attribute a "
    "WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) part "
    "WHERE part.oid >= 10000) "
    "SELECT t.oid, t.typname::text, n.nspname::text, t.typtype::text, coalesce(e.oid, 0), t.typbasetype, "
    "coalesce(r.rngtypid, 0), coalesce(r.rngsubtype, 0), coalesce(p.prosrc, ''), "
    "ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a "
    "WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum), "
    "ARRAY(SELECT a.atttypid FROM pg_catalog.pg_attribute a "
    "WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) "
    "FROM met JOIN pg_catalog.pg_type t ON t.oid = met.oid JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace "
    "LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND e.typarray = t.oid "
    "LEFT JOIN pg_catalog.pg_proc p ON p.oid = t.typsend "
    "LEFT JOIN pg_catalog.pg_range r ON ";

// PostgreSQL has multiranges since version 14.
constexpr std::string_view join_range(int server_version) noexcept {
    return server_version >= 140000 ? "(t.oid = r.rngtypid OR t.oid = r.rngmultitypid)" : "t.oid = r.rngtypid";
}

constexpr std::size_t answered_columns = 11;

template <class T>
T read(const RowBuffer& answer, std::size_t row, std::size_t column) {
    return Codec<T>::decode(answer.cell(row, column));
}

Form form_of_base(std::string_view send) noexcept {
    for (const std::string_view text : {"textsend", "varcharsend", "bpcharsend", "enum_send", "namesend"}) {
        if (send == text) return Form::text;
    }
    for (const std::string_view versioned : {"ltree_send", "lquery_send", "ltxtq_send"}) {
        if (send == versioned) return Form::versioned_text;
    }
    return send == "hstore_send" ? Form::hstore : Form::opaque;
}

struct Row {
    DatabaseType type;
    std::vector<std::string> field_names;
    bool is_enum = false;
    bool described = false;  // `type.type` is what it will be
};

Row read_row(const RowBuffer& answer, std::size_t at) {
    const auto kind = read<std::string_view>(answer, at, 3);
    const auto element = read<Oid>(answer, at, 4);
    const auto send = read<std::string_view>(answer, at, 8);
    Row row;
    DatabaseType& type = row.type;
    type.name = read<std::string>(answer, at, 1);
    type.schema = read<std::string>(answer, at, 2);
    if (element != 0) {
        type.form = Form::array;
        type.part = element;
    } else if (kind == "d") {
        type.form = Form::domain;
        type.part = read<Oid>(answer, at, 5);
    } else if (kind == "c") {
        type.form = Form::record;
        row.field_names = read<std::vector<std::string>>(answer, at, 9);
        type.fields = read<std::vector<Oid>>(answer, at, 10);
        row.field_names.resize(type.fields.size());  // a server may send too few
    } else if (kind == "m") {
        type.form = Form::multirange;
        type.part = read<Oid>(answer, at, 6);
    } else if (kind == "r") {
        type.form = Form::range;
        type.part = read<Oid>(answer, at, 7);
    } else {
        row.is_enum = kind == "e";
        type.form = row.is_enum ? Form::text : form_of_base(send);
    }
    return row;
}

// Translates the types into azoth's, each after its parts.
class Describer {
public:
    explicit Describer(std::unordered_map<Oid, Row>& rows, const TypeTable& known) : rows_(rows), known_(known) {}

    SqlType describe(Oid oid) {
        const auto found = rows_.find(oid);
        if (found == rows_.end()) {
            const DatabaseType* const known = known_.find(oid);
            return known == nullptr ? type_of_format(oid) : known->type;
        }
        Row& row = found->second;
        if (!row.described) {
            row.described = true;
            row.type.type = describe(row);
        }
        return row.type.type;
    }

private:
    // A part that is nested deeper than azoth's types may be belongs to no known type; it is read as text.
    SqlType part(Oid oid) {
        if (depth_ == max_type_depth) return {};
        ++depth_;
        SqlType type = describe(oid);
        --depth_;
        return type;
    }
    SqlType describe(const Row& row) {
        try {
            return describe_form(row);
        } catch (const ArgumentError&) {
            // It has more parts than azoth's types may have.
            return UserDefinedType(row.type.name, row.type.schema);
        }
    }
    SqlType describe_form(const Row& row) {
        const DatabaseType& type = row.type;
        switch (type.form) {
            case Form::array: return Array(part(type.part));
            case Form::domain: return Domain(type.name, part(type.part), type.schema);
            case Form::hstore: return SqlType(TypeKind::hstore);
            case Form::text:
                if (row.is_enum) return Enum(type.name, {}, type.schema);
                break;
            case Form::record: {
                std::vector<std::pair<std::string, SqlType>> fields;
                for (std::size_t i = 0; i < type.fields.size(); ++i) {
                    fields.emplace_back(row.field_names[i], part(type.fields[i]));
                }
                return Composite(type.name, std::move(fields), type.schema);
            }
            default: break;
        }
        if (const auto* const known = azoth::detail::descriptor_of_extension(type.name)) return SqlType(known->kind);
        return UserDefinedType(type.name, type.schema);
    }

    std::unordered_map<Oid, Row>& rows_;
    const TypeTable& known_;
    std::uint16_t depth_ = 0;  // of nested descriptions
};

void find_at_depth(const Cell& cell, const TypeTable& types, UnknownTypes& unknown, int depth);

void add_unknown(Oid format, const TypeTable& types, UnknownTypes& unknown) {
    if (!is_plain(format) && types.find(format) == nullptr) unknown.add(format);
}

void find_in_array(const Cell& cell, const TypeTable& types, UnknownTypes& unknown, int depth) {
    azoth::detail::ArrayReader reader(cell, "array");
    for (std::size_t left = reader.size(); left > 0 && !unknown.is_full(); --left) {
        const Cell element = reader.next();
        add_unknown(element.type, types, unknown);
        if (!names_formats(element.type, types)) return;  // all have this type
        if (!element.is_null()) find_at_depth(element, types, unknown, depth);
    }
}

void find_in_row(const Cell& cell, const TypeTable& types, UnknownTypes& unknown, int depth) {
    WireReader reader(cell, "record");
    const std::size_t before = unknown.size();
    const std::size_t count = reader.count(2 * sizeof(std::int32_t));
    for (std::size_t left = count; left > 0 && !unknown.is_full(); --left) {
        const auto format = reader.get<Oid>();
        add_unknown(format, types, unknown);
        const Cell field = reader.cell(format);
        if (!field.is_null() && names_formats(format, types)) find_at_depth(field, types, unknown, depth);
    }
    const DatabaseType* const holder = types.find(cell.type);
    if (holder == nullptr) return;
    if (unknown.size() != before || holder->fields.size() != count) unknown.add(cell.type);
}

// A server can nest rows without limit, with twelve bytes for each level, and could exhaust the stack.
void find_at_depth(const Cell& cell, const TypeTable& types, UnknownTypes& unknown, int depth) {
    if (depth == max_walk_depth) return;
    const Cell known{cell.data, cell.size, cell.type, &types};
    const DatabaseType* const made = types.find(cell.type);
    const bool is_row = cell.type == oid::record || (made != nullptr && made->form == Form::record);
    try {
        if (is_row) {
            find_in_row(known, types, unknown, depth + 1);
        } else {
            find_in_array(known, types, unknown, depth + 1);
        }
    } catch (const DataError&) {
    }
}

// Whether the chain of parts of a type ends. In PostgreSQL no type contains itself, but a server's answer may claim it.
// False for a chain that is longer than the permitted depth of azoth's types.
bool has_end(Oid type, const std::unordered_map<Oid, DatabaseType>& types) {
    for (int steps = 0; steps < max_type_depth; ++steps) {
        const auto found = types.find(type);
        if (found == types.end() || found->second.part == oid::unspecified) return true;
        type = found->second.part;
    }
    return false;
}

}  // namespace

std::shared_ptr<const TypeTable> TypeCatalog::table() const {
    const std::lock_guard lock(mutex_);
    return table_;
}

void TypeCatalog::learn(const RowBuffer& answer) {
    if (answer.column_count() != answered_columns) return;  // not an answer to the type query
    std::unordered_map<Oid, Row> rows;
    for (std::size_t i = 0; i < answer.size(); ++i) rows.emplace(read<Oid>(answer, i, 0), read_row(answer, i));
    const std::lock_guard lock(mutex_);
    Describer describer(rows, *table_);
    for (const auto& [oid, row] : rows) describer.describe(oid);
    std::unordered_map<Oid, DatabaseType> types = table_->all();
    for (auto& [oid, row] : rows) types.insert_or_assign(oid, std::move(row.type));
    std::vector<Oid> endless;
    for (const auto& [oid, row] : rows) {
        if (!has_end(oid, types)) endless.push_back(oid);
    }
    for (const Oid oid : endless) types.erase(oid);
    table_ = std::make_shared<const TypeTable>(std::move(types));
}

StatementText type_query(int server_version) {
    StatementText text;
    for (const std::string_view part : {query_head, join_range(server_version), query_middle}) text.sql += part;
    text.sql += join_range(server_version);
    text.sql = pinned(text.sql);
    text.parameter_types.push_back(Array(SqlType(TypeKind::oid)));
    text.prepare = false;
    text.seal();
    return text;
}

bool is_plain(Oid format) noexcept {
    // Types below `first_assigned` that azoth does not know are rows of catalogues and types that clients do not need.
    return azoth::detail::descriptor_of_format(format) != nullptr ||
           azoth::detail::descriptor_of_elements(format) != nullptr;
}

bool is_row(Oid format) noexcept { return format == oid::record || format == array_oid(oid::record); }

bool names_formats(Oid format, const TypeTable& types) noexcept {
    for (int steps = 0; steps < max_type_depth; ++steps) {
        if (is_row(format)) return true;
        const DatabaseType* const made = types.find(format);
        if (made == nullptr) return false;
        if (made->form != Form::array) return made->form == Form::record;
        format = made->part;
    }
    return false;
}

void find_unknown(const Cell& cell, const TypeTable& types, UnknownTypes& unknown) {
    find_at_depth(cell, types, unknown, 0);
}

}  // namespace azoth::postgresql

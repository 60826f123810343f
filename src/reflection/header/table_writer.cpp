#include "reflection/header/table_writer.hpp"

#include "reflection/build_table.hpp"
#include "reflection/header/cpp_text.hpp"

#include <algorithm>
#include <utility>

namespace azoth::detail {
namespace {

constexpr std::size_t max_struct_columns = 100;
constexpr std::size_t line_length = 120;

std::string joined(const std::vector<std::string>& parts, std::string_view separator = ", ") {
    std::string text;
    for (const std::string& part : parts) {
        if (!text.empty()) text += separator;
        text += part;
    }
    return text;
}

std::string literals(const std::vector<std::string>& names) {
    std::vector<std::string> quoted;
    for (const std::string& name : names) quoted.push_back(cpp_literal(name));
    return joined(quoted);
}

/// `head{a, b}tail`, with each part on its own line if one line is too long.
std::string braced(const std::string& indent, const std::string& head, const std::vector<std::string>& parts,
                   const std::string& tail) {
    std::string line = indent + head + '{' + joined(parts) + '}' + tail;
    if (line.size() <= line_length) return line + '\n';
    return indent + head + "{\n" + indent + "    " + joined(parts, ",\n" + indent + "    ") + '}' + tail + '\n';
}

std::string name_argument(const NamedInfo& info) {
    std::string text;
    if (!info.name.empty()) text += ".name(" + cpp_literal(info.name) + ')';
    if (!info.comment.empty()) text += ".comment(" + cpp_literal(info.comment) + ')';
    return text;
}

std::string constraint(const ConstraintInfo& info) {
    std::string text = name_argument(info);
    if (info.deferrable) text += *info.deferrable ? ".deferrable()" : ".deferrable(false)";
    if (!info.initially.empty()) text += ".initially(" + cpp_literal(info.initially) + ')';
    if (info.not_valid) text += ".not_valid()";
    if (info.not_enforced) text += ".not_enforced()";
    return text;
}

std::string number(std::int64_t value) {
    // The smallest integer has no literal: a literal has no sign, and its absolute value is out of range.
    if (value == INT64_MIN) return "INT64_MIN";
    return std::to_string(value);
}

std::string literal_column(const std::string& sql) { return "az::literal_column(" + cpp_literal(sql) + ')'; }

// A colon in the SQL of a view is escaped, because it begins no parameter.
std::string view_text(const std::string& sql) {
    std::string escaped;
    bool quoted = false;
    for (const char c : sql) {
        if (c == '"') quoted = !quoted;
        if (c == ':' && !quoted) escaped += '\\';
        escaped += c;
    }
    return cpp_literal(escaped);
}

std::string cpp_sequence_options(const SequenceOptions& options) {
    std::string text;
    const auto add = [&](const char* name, const std::optional<std::int64_t>& value) {
        if (!value) return;
        text += name;
        text += '(' + number(*value) + ')';
    };
    add(".start", options.start);
    add(".increment", options.increment);
    add(".minvalue", options.minvalue);
    add(".maxvalue", options.maxvalue);
    add(".cache", options.cache);
    if (options.cycle) text += *options.cycle ? ".cycle()" : ".cycle(false)";
    return text;
}

}  // namespace

std::string cpp_sequence(const SequenceInfo& sequence, const CppTypes& types) {
    std::string text = "az::Sequence(" + cpp_literal(sequence.name) + ')';
    if (!sequence.schema.empty()) text += ".schema(" + cpp_literal(sequence.schema) + ')';
    if (!sequence.data_type.is_null()) text += ".data_type(" + types.expression(sequence.data_type) + ')';
    return text + cpp_sequence_options(sequence.options);
}

TableWriter::TableWriter(const ReflectedTable& table, const ReflectedSchema& schema, const CppTypes& types,
                         std::string metadata, const std::string& metadata_schema)
    : table_(table),
      schema_(schema),
      types_(types),
      metadata_(std::move(metadata)),
      other_schema_(table.schema != metadata_schema),
      dynamic_(table.columns.empty() || table.columns.size() > max_struct_columns) {}

std::string TableWriter::write(const std::string& shape, const std::string& variable) {
    CppNames names;
    names.take(shape);
    for (const ReflectedColumn& column : table_.columns) {
        members_.push_back(member(column));
        members_.back().name = names.take(cpp_identifier(column.name));
    }
    if (table_.kind != TableKind::table) return view(shape, variable);
    return dynamic_ ? without_struct(variable) : with_struct(shape, variable);
}

bool TableWriter::is_own_foreign_key(const ReflectedForeignKey& key) const {
    return schema_.find(key.referred_schema.empty() ? key.referred_table
                                                    : key.referred_schema + '.' + key.referred_table) != nullptr;
}

std::string TableWriter::key_options(const ReflectedForeignKey& key) const {
    std::string text;
    if (!key.on_delete.empty()) {
        text += ".on_delete(" + cpp_literal(key.on_delete);
        if (!key.on_delete_columns.empty()) text += ", " + literals(key.on_delete_columns);
        text += ')';
    }
    if (!key.on_update.empty()) text += ".on_update(" + cpp_literal(key.on_update) + ')';
    if (!key.match.empty()) text += ".match(" + cpp_literal(key.match) + ')';
    return text + constraint(key);
}

void TableWriter::add_foreign_key(const ReflectedColumn& column, Member& member) const {
    for (const ReflectedForeignKey& key : table_.foreign_keys) {
        if (key.columns.size() != 1 || key.columns.front() != column.name || key.targets.empty()) continue;
        if (is_own_foreign_key(key)) {
            member.options.push_back("az::ForeignKey(" + cpp_literal(key.targets.front()) + ')' + key_options(key));
        } else {
            member.comment += "references " + key.targets.front() + ", which isn't declared here; ";
        }
    }
}

TableWriter::Member TableWriter::member(const ReflectedColumn& column) {
    Member result;
    const auto& keys = table_.primary_key.columns;
    const bool key = std::ranges::find(keys, column.name) != keys.end();
    result.type = types_.value_type(column.type);
    const bool value = dynamic_ || result.type == "az::Value";
    if (is_unknown(column.type)) {
        result.comment = column.type_sql + " is not known to azoth: its values are read as text; ";
    }
    if (value || !types_.is_implied(column.type)) result.options.push_back(types_.expression(column.type));
    if (key) result.options.emplace_back("az::primary_key");
    if (value) {
        if (!column.nullable && !key && !column.identity) result.options.emplace_back("az::not_null");
        if (column.nullable && key) result.options.emplace_back("az::null");
    } else if (column.nullable) {
        result.type = "std::optional<" + result.type + '>';
        if (key) result.options.emplace_back("az::null");
    }
    if (!column.nullable && (!column.not_null.name.empty() || column.not_null.not_valid)) {
        result.options.push_back("az::NotNullConstraint(" +
                                 (column.not_null.name.empty() ? "" : cpp_literal(column.not_null.name)) + ')' +
                                 (column.not_null.not_valid ? ".not_valid()" : ""));
    }
    if (column.identity) {
        result.options.push_back(std::string("az::Identity()") + (column.identity->always ? ".always()" : "") +
                                 cpp_sequence_options(column.identity->options));
        if (column.nullable) result.options.emplace_back("az::null");
    }
    const bool integer = column.type.kind() == TypeKind::small_integer || column.type.kind() == TypeKind::integer ||
                         column.type.kind() == TypeKind::big_integer;
    const bool serial = column.is_serial();
    const bool by_itself =
        key && keys.size() == 1 && std::ranges::none_of(table_.foreign_keys, [&](const ReflectedForeignKey& foreign) {
            return std::ranges::find(foreign.columns, column.name) != foreign.columns.end();
        });
    if (serial && !by_itself) result.options.emplace_back("az::autoincrement(true)");
    if (key && integer && !column.autoincrement) result.options.emplace_back("az::autoincrement(false)");
    const ReflectedSequence* const sequence = serial ? nullptr : schema_.sequence_of(table_, column);
    if (sequence != nullptr) {
        result.options.push_back(cpp_sequence(*sequence, types_));
        for (DdlHook& hook : ownership_hooks(*sequence)) hooks_.push_back(std::move(hook));
    }
    if (!serial && !column.default_sql.empty()) {
        result.options.push_back("az::server_default(" + literal_column(column.default_sql) + ')');
    }
    if (!column.computed_sql.empty()) {
        result.options.push_back("az::Computed(" + cpp_literal(column.computed_sql) + ").persisted(" +
                                 (column.computed_stored ? "true" : "false") + ')');
    }
    if (!column.on_conflict_not_null.empty()) {
        result.options.push_back("az::sqlite::on_conflict_not_null(" + cpp_literal(column.on_conflict_not_null) + ')');
    }
    add_foreign_key(column, result);
    if (!column.comment.empty()) result.options.push_back("az::comment(" + cpp_literal(column.comment) + ')');
    return result;
}

std::string TableWriter::with_struct(const std::string& shape, const std::string& variable) const {
    std::string text = "struct " + shape + " {\n";
    for (std::size_t i = 0; i < members_.size(); ++i) {
        const Member& each = members_[i];
        if (!each.comment.empty()) text += cpp_comment(each.comment.substr(0, each.comment.size() - 2), "    ");
        std::vector<std::string> parts{cpp_literal(table_.columns[i].name)};
        parts.insert(parts.end(), each.options.begin(), each.options.end());
        text += braced("    ", "az::Column<" + each.type + "> " + each.name, parts, ";");
    }
    text += "};\n";
    std::vector<std::string> parts{cpp_literal(table_.name), metadata_};
    for (std::string& item : items()) parts.push_back(std::move(item));
    return text + braced("", "inline const az::Table<" + shape + "> " + variable, parts, ";");
}

std::string TableWriter::without_struct(const std::string& variable) const {
    std::vector<std::string> parts{cpp_literal(table_.name), metadata_};
    for (std::size_t i = 0; i < members_.size(); ++i) {
        std::vector<std::string> column{cpp_literal(table_.columns[i].name)};
        column.insert(column.end(), members_[i].options.begin(), members_[i].options.end());
        parts.push_back("az::Column{" + joined(column) + '}');
    }
    for (std::string& item : items()) parts.push_back(std::move(item));
    return braced("", "inline const az::Table<> " + variable, parts, ";");
}

std::string TableWriter::view(const std::string& shape, const std::string& variable) const {
    if (dynamic_) return cpp_comment("The view " + table_.name + " has too many columns, or none.");
    std::string text = "struct " + shape + " {\n";
    std::vector<std::string> types;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < members_.size(); ++i) {
        const ReflectedColumn& column = table_.columns[i];
        std::vector<std::string> parts{cpp_literal(column.name)};
        if (!types_.is_implied(column.type)) parts.push_back(types_.expression(column.type));
        if (!column.comment.empty()) parts.push_back("az::comment(" + cpp_literal(column.comment) + ')');
        text += braced("    ", "az::Column<" + members_[i].type + "> " + members_[i].name, parts, ";");
        types.push_back(members_[i].type);
        names.push_back(cpp_literal(column.name));
    }
    text += "};\n";
    std::vector<std::string> parts{
        cpp_literal(table_.name), metadata_,
        "az::text(" + view_text(table_.definition_sql) + ").columns<" + joined(types) + ">(" + joined(names) + ')'};
    if (table_.kind == TableKind::materialized_view) parts.emplace_back("az::materialized");
    for (std::string& item : items()) parts.push_back(std::move(item));
    return text + braced("", "inline const az::View<" + shape + "> " + variable, parts, ";");
}

std::vector<std::string> TableWriter::items() const {
    std::vector<std::string> items;
    const PrimaryKeyInfo& key = table_.primary_key;
    const bool plain = key.include.empty() && !key.deferrable && key.initially.empty() && key.comment.empty() &&
                       key.on_conflict.empty() && (key.name.empty() || key.name == table_.name + "_pkey");
    if (!key.columns.empty() && (key.columns.size() > 1 || !plain)) {
        std::string text = "az::PrimaryKeyConstraint(" + literals(key.columns) + ')';
        if (!key.include.empty()) text += ".include(" + literals(key.include) + ')';
        if (key.without_overlaps) text += ".without_overlaps()";
        if (!key.on_conflict.empty()) text += ".on_conflict(" + cpp_literal(key.on_conflict) + ')';
        items.push_back(text + constraint(key));
    }
    for (const UniqueInfo& unique : table_.unique_constraints) {
        std::string text = "az::UniqueConstraint(" + literals(unique.columns) + ')';
        if (!unique.include.empty()) text += ".include(" + literals(unique.include) + ')';
        if (unique.nulls_not_distinct) text += ".nulls_not_distinct()";
        if (unique.without_overlaps) text += ".without_overlaps()";
        if (!unique.on_conflict.empty()) text += ".on_conflict(" + cpp_literal(unique.on_conflict) + ')';
        items.push_back(text + constraint(unique));
    }
    for (const ReflectedCheck& check : table_.checks) {
        items.push_back("az::CheckConstraint(" + cpp_literal(check.condition_sql) + ')' +
                        (check.no_inherit ? ".no_inherit()" : "") + constraint(check));
    }
    for (const ReflectedExclude& exclude : table_.exclusions) {
        std::string text = "az::ExcludeConstraint()";
        for (const ReflectedIndexElement& each : exclude.elements) {
            text += ".element(" + element(each) + ", " + cpp_literal(each.with);
            if (!each.operator_class.empty() && !each.column.empty()) text += ", " + cpp_literal(each.operator_class);
            text += ')';
        }
        text += ".using_(" + cpp_literal(exclude.method) + ')';
        if (!exclude.where_sql.empty()) text += ".where(" + cpp_literal(exclude.where_sql) + ')';
        items.push_back(text + constraint(exclude));
    }
    for (const ReflectedForeignKey& foreign : table_.foreign_keys) {
        if (foreign.columns.size() == 1 || !is_own_foreign_key(foreign)) continue;
        items.push_back("az::ForeignKeyConstraint({" + literals(foreign.columns) + "}, {" + literals(foreign.targets) +
                        "})" + (foreign.period ? ".period()" : "") + key_options(foreign));
    }
    for (const ReflectedIndex& each : table_.indexes) items.push_back(index(each));
    add_options(items);
    for (const DdlHook& hook : hooks_) {
        items.push_back(std::string(hook.when == DdlEvent::after_create ? "az::after_create" : "az::before_drop") +
                        "(az::DdlText{" + cpp_literal(hook.ddl.text) + ", {" + literals(hook.ddl.dialects) + "}})");
    }
    if (!table_.comment.empty()) items.push_back("az::comment(" + cpp_literal(table_.comment) + ')');
    return items;
}

void TableWriter::add_options(std::vector<std::string>& items) const {
    const TableOptions& options = table_.options;
    if (other_schema_) items.push_back("az::schema(" + cpp_literal(table_.schema) + ')');
    for (const std::string& word : options.prefixes) items.push_back("az::prefix(" + cpp_literal(word) + ')');
    if (!options.depends_on.empty()) items.push_back("az::depends_on(" + literals(options.depends_on) + ')');
    if (!options.inherits.empty()) items.push_back("az::postgresql::inherits(" + literals(options.inherits) + ')');
    if (!options.partition_by.empty()) {
        items.push_back("az::postgresql::partition_by(" + cpp_literal(options.partition_by) + ')');
    }
    if (!options.partition_of.empty()) {
        items.push_back("az::postgresql::partition_of(" + cpp_literal(options.partition_of) + ", " +
                        cpp_literal(options.partition_bound) + ')');
    }
    if (!options.access_method.empty()) {
        items.push_back("az::postgresql::access_method(" + cpp_literal(options.access_method) + ')');
    }
    if (!options.tablespace.empty()) {
        items.push_back("az::postgresql::tablespace(" + cpp_literal(options.tablespace) + ')');
    }
    for (const auto& [name, value] : options.with) {
        items.push_back("az::postgresql::with(" + cpp_literal(name) + ", " + cpp_literal(value) + ')');
    }
    if (options.strict) items.emplace_back("az::sqlite::strict");
    if (options.without_rowid) items.emplace_back("az::sqlite::without_rowid");
    if (options.sqlite_autoincrement) items.emplace_back("az::sqlite::autoincrement");
}

std::string TableWriter::handle(const std::string& column) const {
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
        if (table_.columns[i].name != column) continue;
        return dynamic_ ? "t[" + cpp_literal(column) + ']' : "t." + members_[i].name;
    }
    return {};
}

// The operator class of an expression is written with the expression.
std::string TableWriter::element(const ReflectedIndexElement& each) const {
    const bool ordered = each.descending || each.nulls_first.has_value();
    std::string text;
    if (each.column.empty()) {
        text = literal_column(each.expression_sql +
                              (each.operator_class.empty() ? std::string() : ' ' + each.operator_class));
    } else {
        text = ordered ? handle(each.column) : cpp_literal(each.column);
    }
    if (each.descending) text += ".desc()";
    if (each.nulls_first && !each.descending) text += ".asc()";
    if (each.nulls_first) text += *each.nulls_first ? ".nulls_first()" : ".nulls_last()";
    return text;
}

bool TableWriter::needs_handle(const ReflectedIndex& index) const {
    return std::ranges::any_of(index.elements, [](const ReflectedIndexElement& each) {
        return !each.column.empty() && (each.descending || each.nulls_first);
    });
}

std::string TableWriter::index(const ReflectedIndex& index) const {
    std::string text = "az::Index(" + cpp_literal(index.name);
    std::string classes;
    for (const ReflectedIndexElement& each : index.elements) {
        text += ", " + element(each);
        if (each.column.empty() || each.operator_class.empty()) continue;
        classes += ".ops(" + cpp_literal(each.column) + ", " + cpp_literal(each.operator_class) + ')';
    }
    text += ')' + classes;
    if (index.unique) text += ".unique()";
    if (!index.method.empty()) text += ".using_(" + cpp_literal(index.method) + ')';
    if (!index.include.empty()) text += ".include(" + literals(index.include) + ')';
    if (!index.where_sql.empty()) text += ".where(" + cpp_literal(index.where_sql) + ')';
    for (const auto& [name, value] : index.with) {
        text += ".with(" + cpp_literal(name) + ", " + cpp_literal(value) + ')';
    }
    if (!index.tablespace.empty()) text += ".tablespace(" + cpp_literal(index.tablespace) + ')';
    if (index.nulls_not_distinct) text += ".nulls_not_distinct()";
    if (!index.comment.empty()) text += ".comment(" + cpp_literal(index.comment) + ')';
    return needs_handle(index) ? "[](const auto& t) { return " + text + "; }" : text;
}

}  // namespace azoth::detail

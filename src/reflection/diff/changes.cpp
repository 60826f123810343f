#include "reflection/diff/changes.hpp"

#include <algorithm>
#include <ostream>
#include <utility>

namespace azoth {

using ChangeAction = SchemaChange::Action;
using Object = SchemaChange::Object;

namespace detail {
namespace {

SchemaChange change(ChangeAction action, Object object, std::string table, std::string name) {
    SchemaChange result;
    result.action = action;
    result.object = object;
    result.table = std::move(table);
    result.name = std::move(name);
    result.loses_data = action == ChangeAction::drop && (object == Object::table || object == Object::column);
    return result;
}

void add_what(std::string& what, const std::string& text) { what += (what.empty() ? "" : ", ") + text; }

std::string shown(const std::string& sql) { return sql.empty() ? "none" : sql; }

// A type in a form for comparison: unquoted names in one case, without blanks beside brackets and commas. (SQLite
// returns types as they were declared.)
std::string folded(std::string_view type) {
    std::string text;
    bool quoted = false;
    for (const char c : type) {
        if (c == '"') quoted = !quoted;
        const bool after_mark = !text.empty() && (text.back() == '(' || text.back() == ',');
        if (!quoted && c == ' ' && (text.empty() || after_mark || text.back() == ' ')) continue;
        const bool mark = !quoted && (c == '(' || c == ')' || c == ',');
        if (mark && !text.empty() && text.back() == ' ') text.pop_back();
        text += !quoted && c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return text;
}

// Whether every value of one type is a value of the other, as far as their names show.
bool is_wider(const SqlType& from, const SqlType& to) {
    const auto rank = [](const SqlType& type) {
        switch (type.kind()) {
            case TypeKind::small_integer: return 1;
            case TypeKind::integer: return 2;
            case TypeKind::big_integer: return 3;
            case TypeKind::numeric: return type.precision() < 0 ? 4 : 0;
            default: return 0;
        }
    };
    if (rank(from) > 0 && rank(to) > 0) return rank(from) <= rank(to);
    const auto is_text = [](const SqlType& type) {
        return type.kind() == TypeKind::string || type.kind() == TypeKind::text;
    };
    if (is_text(from) && is_text(to)) return to.length() < 0 || (from.length() >= 0 && from.length() <= to.length());
    return from.kind() == to.kind() && from.length() >= 0 && from.length() <= to.length() && from.scale() == to.scale();
}

class TableChanges {
public:
    TableChanges(const ReflectedTable& from, const ReflectedTable& to) : from_(from), to_(to), name_(to.full_name()) {}

    std::vector<SchemaChange> find() {
        for (const ReflectedColumn& column : from_.columns) {
            if (to_.find(column.name) == nullptr) add(ChangeAction::drop, Object::column, column.name);
        }
        for (const ReflectedColumn& column : to_.columns) {
            const ReflectedColumn* const before = from_.find(column.name);
            if (before == nullptr) {
                // Existing rows have no value for it.
                const bool has_value = column.nullable || !column.default_sql.empty() || column.autoincrement ||
                                       !column.computed_sql.empty();
                add(ChangeAction::add, Object::column, column.name).loses_data = !has_value;
            } else {
                compare(*before, column);
            }
        }
        compare_keys();
        compare(Object::unique_constraint, from_.unique_constraints, to_.unique_constraints);
        compare(Object::check, from_.checks, to_.checks);
        compare(Object::exclusion, from_.exclusions, to_.exclusions);
        compare(Object::foreign_key, from_.foreign_keys, to_.foreign_keys);
        compare(Object::index, from_.indexes, to_.indexes);
        if (from_.comment != to_.comment) add(ChangeAction::alter, Object::comment, {});
        TableOptions a = from_.options;
        TableOptions b = to_.options;
        // The tables of a view are part of its definition.
        a.depends_on.clear();
        b.depends_on.clear();
        if (!(a == b)) add(ChangeAction::alter, Object::options, {});
        return std::move(changes_);
    }

private:
    SchemaChange& add(ChangeAction action, Object object, std::string name) {
        return changes_.emplace_back(change(action, object, name_, std::move(name)));
    }

    void compare(const ReflectedColumn& a, const ReflectedColumn& b) {
        std::string what;
        bool loses = false;
        if (folded(a.type_sql) != folded(b.type_sql) || a.type.detail().collation != b.type.detail().collation) {
            add_what(what, "type " + a.type_sql + " to " + b.type_sql);
            loses = !is_wider(a.type, b.type);
        }
        if (a.nullable != b.nullable) {
            add_what(what, b.nullable ? "null" : "not null");
            loses = loses || (!b.nullable && !b.not_null.not_valid);
        }
        if (!a.nullable && !b.nullable && a.not_null.name != b.not_null.name) {
            add_what(what, "not null named " + (b.not_null.name.empty() ? "by PostgreSQL" : b.not_null.name));
        }
        if (a.default_sql != b.default_sql) {
            add_what(what, "default " + shown(a.default_sql) + " to " + shown(b.default_sql));
        }
        if (!(a.identity == b.identity)) add_what(what, "identity");
        if (a.autoincrement != b.autoincrement && a.identity.has_value() == b.identity.has_value()) {
            add_what(what, b.autoincrement ? "numbered" : "not numbered");
        }
        if (a.computed_sql != b.computed_sql || a.computed_stored != b.computed_stored) {
            // Computed values replace the stored ones.
            loses = loses || (a.computed_sql.empty() && !b.computed_sql.empty());
            const auto kind = [](const ReflectedColumn& c) {
                return shown(c.computed_sql) + (c.computed_sql.empty() ? ""
                                                : c.computed_stored    ? " stored"
                                                                       : " virtual");
            };
            add_what(what, a.computed_sql == b.computed_sql
                               ? "computed " + kind(a) + " to " + kind(b)
                               : "computed " + shown(a.computed_sql) + " to " + shown(b.computed_sql));
        }
        if (a.on_conflict_not_null != b.on_conflict_not_null) add_what(what, "on conflict");
        if (!what.empty()) {
            SchemaChange& altered = add(ChangeAction::alter, Object::column, b.name);
            altered.what = std::move(what);
            altered.loses_data = loses;
        }
        if (a.comment != b.comment) add(ChangeAction::alter, Object::comment, b.name);
    }

    void compare_keys() {
        const PrimaryKeyInfo& a = from_.primary_key;
        const PrimaryKeyInfo& b = to_.primary_key;
        if (a == b) return;
        const ChangeAction action = a.columns.empty()   ? ChangeAction::add
                                    : b.columns.empty() ? ChangeAction::drop
                                                        : ChangeAction::alter;
        add(action, Object::primary_key_constraint, b.columns.empty() ? a.name : b.name);
    }

    // Unnamed constraints and indexes, as in SQLite, are identified by their definition.
    template <class Info>
    void compare(Object object, const std::vector<Info>& from, const std::vector<Info>& to) {
        std::vector<Info> added;
        for (const Info& info : to) {
            if (std::ranges::find(from, info) == from.end()) added.push_back(info);
        }
        for (const Info& info : from) {
            if (std::ranges::find(to, info) != to.end()) continue;
            const auto same = std::ranges::find_if(
                added, [&](const Info& other) { return !info.name.empty() && other.name == info.name; });
            if (same == added.end()) {
                add(ChangeAction::drop, object, info.name);
                continue;
            }
            Info plain = info;
            plain.comment = same->comment;
            add(ChangeAction::alter, plain == *same ? Object::comment : object, info.name);
            added.erase(same);
        }
        for (const Info& info : added) add(ChangeAction::add, object, info.name);
    }

    const ReflectedTable& from_;
    const ReflectedTable& to_;
    std::string name_;
    std::vector<SchemaChange> changes_;
};

void compare_types(const ReflectedSchema& from, const ReflectedSchema& to, std::vector<SchemaChange>& changes) {
    const auto find = [](const std::vector<SqlType>& types, const SqlType& wanted) {
        return std::ranges::find_if(types, [&](const SqlType& t) { return type_name(t) == type_name(wanted); });
    };
    for (const SqlType& type : to.types) {
        const auto before = find(from.types, type);
        if (before == from.types.end()) {
            changes.push_back(change(ChangeAction::add, Object::type, {}, type_name(type)));
        } else if (!(*before == type)) {
            SchemaChange& altered =
                changes.emplace_back(change(ChangeAction::alter, Object::type, {}, type_name(type)));
            for (const std::string& label : before->detail().labels) {
                const auto& labels = type.detail().labels;
                altered.loses_data = altered.loses_data || std::ranges::find(labels, label) == labels.end();
            }
        }
    }
    for (const SqlType& type : from.types) {
        if (find(to.types, type) == to.types.end()) {
            changes.push_back(change(ChangeAction::drop, Object::type, {}, type_name(type)));
        }
    }
}

// Sequences that number a column are created and dropped with it.
void compare_sequences(const ReflectedSchema& from, const ReflectedSchema& to, std::vector<SchemaChange>& changes) {
    const auto find = [](const std::vector<ReflectedSequence>& all, const ReflectedSequence& wanted) {
        return std::ranges::find_if(all, [&](const ReflectedSequence& each) {
            return each.owner_table.empty() && each.full_name() == wanted.full_name();
        });
    };
    for (const ReflectedSequence& sequence : to.sequences) {
        if (!sequence.owner_table.empty()) continue;
        const auto before = find(from.sequences, sequence);
        if (before == from.sequences.end()) {
            changes.push_back(change(ChangeAction::add, Object::sequence, {}, sequence.full_name()));
        } else if (!(*before == sequence)) {
            changes.push_back(change(ChangeAction::alter, Object::sequence, {}, sequence.full_name()));
        }
    }
    for (const ReflectedSequence& sequence : from.sequences) {
        if (sequence.owner_table.empty() && find(to.sequences, sequence) == to.sequences.end()) {
            changes.push_back(change(ChangeAction::drop, Object::sequence, {}, sequence.full_name()));
        }
    }
}

}  // namespace

std::string type_name(const SqlType& type) {
    const TypeDetail& detail = type.detail();
    return detail.schema.empty() ? detail.name : detail.schema + '.' + detail.name;
}

std::vector<SchemaChange> table_changes(const ReflectedTable& from, const ReflectedTable& to) {
    return TableChanges(from, to).find();
}

std::vector<SchemaChange> schema_changes(const ReflectedSchema& from, const ReflectedSchema& to) {
    std::vector<SchemaChange> changes;
    compare_types(from, to, changes);
    compare_sequences(from, to, changes);
    const auto object = [](const ReflectedTable& table) {
        return table.kind == TableKind::table ? Object::table : Object::view;
    };
    for (const ReflectedTable& table : to.tables) {
        const ReflectedTable* const before = from.find(table.full_name());
        if (before == nullptr) {
            changes.push_back(change(ChangeAction::add, object(table), table.full_name(), {}));
        } else if (table.kind != TableKind::table) {
            if (before->kind != table.kind || before->definition_sql != table.definition_sql) {
                changes.push_back(change(ChangeAction::alter, Object::view, table.full_name(), {}));
            }
        } else {
            for (SchemaChange& each : table_changes(*before, table)) changes.push_back(std::move(each));
        }
    }
    for (const ReflectedTable& table : from.tables) {
        if (to.find(table.full_name()) == nullptr) {
            changes.push_back(change(ChangeAction::drop, object(table), table.full_name(), {}));
        }
    }
    return changes;
}

}  // namespace detail

std::string to_string(const SchemaChange& change) {
    constexpr const char* actions[] = {"add", "drop", "alter"};
    constexpr const char* objects[] = {"table",     "view",  "column",  "primary key", "foreign key", "unique", "check",
                                       "exclusion", "index", "comment", "type",        "sequence",    "options"};
    std::string text = actions[static_cast<std::size_t>(change.action)];
    text += ' ';
    text += objects[static_cast<std::size_t>(change.object)];
    text += ' ';
    text += change.table;
    if (!change.table.empty() && !change.name.empty()) text += '.';
    text += change.name;
    if (!change.what.empty()) text += ": " + change.what;
    if (change.loses_data) text += " (may lose data)";
    return text;
}

std::ostream& operator<<(std::ostream& out, const SchemaChange& change) { return out << to_string(change); }

bool SchemaDiff::loses_data() const noexcept {
    return std::ranges::any_of(changes, [](const SchemaChange& change) { return change.loses_data; });
}

}  // namespace azoth

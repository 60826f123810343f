#include "reflection/diff/changes.hpp"
#include <azoth/reflection/reflect.hpp>
#include <azoth/sql/catalog.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace azoth {
namespace {

using ChangeAction = SchemaChange::Action;
using Object = SchemaChange::Object;

void append_statements(std::vector<std::string>& statements, std::vector<std::string> more) {
    for (std::string& statement : more) statements.push_back(std::move(statement));
}

TablePtr table_in(const MetaData& metadata, const std::string& full_name) { return TablePtr(metadata.find(full_name)); }

/// Writes the statements that change one schema into another.
class Script {
public:
    Script(const ReflectedSchema& from, const ReflectedSchema& to, const Dialect& dialect)
        : from_(from), now_(from), to_(to), dialect_(dialect), catalog_(dialect.catalog()) {
        add_reflected(from_metadata_, from);
        add_reflected(to_metadata_, to);
    }

    std::vector<std::string> write(const std::vector<SchemaChange>& changes) {
        // Views are dropped before the tables that they use, and created after them.
        const std::set<std::string> views = dropped_views(changes);
        drop_views(views);
        for (const SchemaChange& change : changes) {
            if (change.object == Object::type && change.action == ChangeAction::alter) alter_type(change.name);
            if (change.object == Object::sequence && change.action == ChangeAction::alter) alter_sequence(change.name);
        }
        const AlterScript tables = alter_tables();
        append_statements(statements_, tables.first);
        append_statements(statements_, create(changes, {Object::table, Object::type, Object::sequence}));
        append_statements(statements_, tables.then);
        append_statements(statements_, drop(changes, {Object::table, Object::type, Object::sequence}));
        create_views(changes, views);
        append_statements(statements_, tables.last);
        if (!statements_.empty()) catalog_.enclose(statements_, altered_);
        return std::move(statements_);
    }

private:
    static bool is_among(const SchemaChange& change, const std::vector<Object>& objects) {
        return std::ranges::find(objects, change.object) != objects.end();
    }
    static void note(ExistingObjects& objects, const SchemaChange& change) {
        if (change.object == Object::type) {
            objects.add("t", change.name);
        } else {
            objects.add("r", change.table.empty() ? change.name : change.table);
        }
    }

    // The views that change or are dropped, those over columns that change, and those over such views.
    std::set<std::string> dropped_views(const std::vector<SchemaChange>& changes) const {
        std::set<std::string> gone;
        std::set<std::string> altered_types;
        for (const SchemaChange& change : changes) {
            if (change.object == Object::view && change.action != ChangeAction::add) gone.insert(change.table);
            if (change.object == Object::type && change.action == ChangeAction::alter)
                altered_types.insert(change.name);
        }
        std::set<std::string> moved = gone;
        for (const ReflectedTable& table : from_.tables) {
            if (table.kind != TableKind::table) continue;
            const ReflectedTable* const after = to_.find(table.full_name());
            const bool held = after != nullptr && catalog_.view_is_in_the_way(table, *after);
            if (held || uses_type(table, altered_types)) moved.insert(table.full_name());
        }
        for (bool more = true; more;) {
            more = false;
            for (const ReflectedTable& view : from_.tables) {
                if (view.kind == TableKind::table || gone.contains(view.full_name())) continue;
                const auto& below = view.options.depends_on;
                const bool moves = std::ranges::any_of(below, [&](const auto& name) { return moved.contains(name); });
                if (!moves) continue;
                gone.insert(view.full_name());
                moved.insert(view.full_name());
                more = true;
            }
        }
        return gone;
    }
    static bool uses_type(const ReflectedTable& table, const std::set<std::string>& types) {
        return !types.empty() && std::ranges::any_of(table.columns, [&](const ReflectedColumn& column) {
            const bool array = column.type.kind() == TypeKind::array;
            return types.contains(detail::type_name(array ? column.type.element() : column.type));
        });
    }
    void drop_views(const std::set<std::string>& views) {
        if (views.empty()) return;
        ExistingObjects existing;
        for (const std::string& name : views) existing.add("r", name);
        append_statements(statements_, dialect_.drop_all(from_metadata_, existing));
    }
    // Creates the new views, and those that were only dropped temporarily, with the objects attached to them.
    void create_views(const std::vector<SchemaChange>& changes, const std::set<std::string>& dropped) {
        std::set<std::string> wanted;
        for (const SchemaChange& change : changes) {
            if (change.object == Object::view && change.action == ChangeAction::add) wanted.insert(change.table);
        }
        for (const std::string& name : dropped) {
            if (to_.find(name) != nullptr) wanted.insert(name);
        }
        if (wanted.empty()) return;
        ExistingObjects existing = all_existing();
        for (const ReflectedTable& table : to_.tables) {
            if (!wanted.contains(table.full_name())) existing.add("r", table.full_name());
        }
        append_statements(statements_, dialect_.create_all(to_metadata_, existing));
        for (const std::string& name : dropped) {
            const ReflectedTable* const before = from_.find(name);
            if (before != nullptr && wanted.contains(name)) append_statements(statements_, before->attached_sql);
        }
    }
    ExistingObjects all_existing() const {
        ExistingObjects existing;
        for (const ReflectedSequence& sequence : to_.sequences) existing.add("r", sequence.full_name());
        for (const SqlType& type : to_.types) existing.add("t", detail::type_name(type));
        return existing;
    }

    // All tables that exist or that are not created in this step.
    std::vector<std::string> create(const std::vector<SchemaChange>& changes, const std::vector<Object>& objects) {
        const auto is_wanted = [&](Object object, const std::string& name) {
            return std::ranges::any_of(changes, [&](const SchemaChange& change) {
                return change.action == ChangeAction::add && change.object == object && is_among(change, objects) &&
                       (change.table.empty() ? change.name : change.table) == name;
            });
        };
        ExistingObjects existing;
        for (const ReflectedTable& table : to_.tables) {
            const Object object = table.kind == TableKind::table ? Object::table : Object::view;
            if (!is_wanted(object, table.full_name())) existing.add("r", table.full_name());
        }
        for (const ReflectedSequence& sequence : to_.sequences) {
            const bool with_column = !sequence.owner_table.empty() && !is_wanted(Object::table, sequence.owner_table);
            const bool alone = sequence.owner_table.empty() && !is_wanted(Object::sequence, sequence.full_name());
            if (with_column || alone) existing.add("r", sequence.full_name());
        }
        for (const SqlType& type : to_.types) {
            const std::string name = detail::type_name(type);
            if (!is_wanted(Object::type, name)) existing.add("t", name);
        }
        return dialect_.create_all(to_metadata_, existing);
    }

    std::vector<std::string> drop(const std::vector<SchemaChange>& changes, const std::vector<Object>& objects) {
        ExistingObjects existing;
        bool any = false;
        for (const SchemaChange& change : changes) {
            if (change.action != ChangeAction::drop || !is_among(change, objects)) continue;
            note(existing, change);
            any = true;
        }
        return any ? dialect_.drop_all(from_metadata_, existing) : std::vector<std::string>();
    }

    AlterScript alter_tables() {
        AlterScript script;
        for (const ReflectedTable& table : to_.tables) {
            const ReflectedTable* const before = now_.find(table.full_name());
            if (before == nullptr || table.kind != TableKind::table || before->kind != table.kind) continue;
            if (detail::table_changes(*before, table).empty()) continue;
            altered_ = true;
            catalog_.alter_table(AlteredTable{*before, table, table_in(from_metadata_, table.full_name()),
                                              table_in(to_metadata_, table.full_name())},
                                 script);
        }
        return script;
    }

    void alter_type(const std::string& name) {
        const auto find = [&](const std::vector<SqlType>& types) {
            return std::ranges::find_if(types, [&](const SqlType& type) { return detail::type_name(type) == name; });
        };
        append_statements(statements_, catalog_.alter_type(*find(from_.types), *find(to_.types), now_));
    }
    void alter_sequence(const std::string& name) {
        const auto find = [&](const std::vector<ReflectedSequence>& sequences) {
            return std::ranges::find_if(sequences, [&](const ReflectedSequence& s) { return s.full_name() == name; });
        };
        append_statements(statements_, catalog_.alter_sequence(*find(from_.sequences), *find(to_.sequences)));
    }

    const ReflectedSchema& from_;
    ReflectedSchema now_;  // without what changes of types have dropped
    const ReflectedSchema& to_;
    const Dialect& dialect_;
    const Catalog& catalog_;
    MetaData from_metadata_;
    MetaData to_metadata_;
    std::vector<std::string> statements_;
    bool altered_ = false;
};

/// Removes what is not to be compared.
class Filter {
public:
    Filter(const ReflectedSchema& from, const ReflectedSchema& to, const DiffOptions& options)
        : from_(from), to_(to), options_(options) {}

    ReflectedSchema apply(const ReflectedSchema& schema) const {
        ReflectedSchema kept = schema;
        std::vector<const ReflectedTable*> gone;
        for (const ReflectedTable& table : schema.tables) {
            if (!is_wanted(table)) gone.push_back(&table);
        }
        std::erase_if(kept.tables, [&](const ReflectedTable& table) { return !is_wanted(table); });
        std::erase_if(kept.sequences, [&](const ReflectedSequence& sequence) {
            if (sequence.owner_table.empty()) return options_.include && !options_.include(sequence.full_name());
            return std::ranges::any_of(gone,
                                       [&](const auto* table) { return table->full_name() == sequence.owner_table; });
        });
        std::erase_if(kept.types, [&](const SqlType& type) {
            const auto uses = [&](const ReflectedTable& table) { return uses_type(table, type); };
            return std::ranges::any_of(gone, [&](const auto* table) { return uses(*table); }) &&
                   std::ranges::none_of(from_.tables,
                                        [&](const auto& table) { return is_wanted(table) && uses(table); }) &&
                   std::ranges::none_of(to_.tables, [&](const auto& table) { return is_wanted(table) && uses(table); });
        });
        return kept;
    }

private:
    bool is_wanted(const ReflectedTable& table) const {
        const std::string name = table.full_name();
        const bool on_both = from_.find(name) != nullptr && to_.find(name) != nullptr;
        if (!on_both && table.name == options_.migrations_table) return false;
        return !options_.include || options_.include(name);
    }
    static bool is_made_of(const SqlType& used, const SqlType& type) {
        if (used.kind() == type.kind() && detail::type_name(used) == detail::type_name(type)) return true;
        return std::ranges::any_of(used.detail().elements, [&](const SqlType& part) { return is_made_of(part, type); });
    }
    static bool uses_type(const ReflectedTable& table, const SqlType& type) {
        return std::ranges::any_of(table.columns, [&](const auto& column) { return is_made_of(column.type, type); });
    }

    const ReflectedSchema& from_;
    const ReflectedSchema& to_;
    const DiffOptions& options_;
};

// Ignores differences that do not change the schema: the sequence of a SERIAL column is identified by its owner, not by
// its name, and it does not matter whether a constraint was checked for existing rows.
void adopt(const ReflectedSchema& from, ReflectedSchema& to) {
    const auto adopt_validity = [](const auto& before, auto& after) {
        for (auto& constraint : after) {
            for (const auto& other : before) {
                if (other.name == constraint.name && !other.name.empty()) constraint.not_valid = other.not_valid;
            }
        }
    };
    for (ReflectedTable& table : to.tables) {
        const ReflectedTable* const before = from.find(table.full_name());
        if (before == nullptr) continue;
        for (ReflectedColumn& column : table.columns) {
            const ReflectedColumn* const other = before->find(column.name);
            if (other == nullptr) continue;
            if (other->is_serial() && column.is_serial()) column.default_sql = other->default_sql;
            if (other->nullable || column.nullable) continue;
            column.not_null.not_valid = other->not_null.not_valid;
            // Where no name is wanted, any will do.
            if (column.not_null.name.empty()) column.not_null.name = other->not_null.name;
        }
        adopt_validity(before->foreign_keys, table.foreign_keys);
        adopt_validity(before->checks, table.checks);
        table.attached_sql = before->attached_sql;
    }
}

}  // namespace

SchemaDiff compare(const ReflectedSchema& all_from, const ReflectedSchema& all_to, const Dialect& dialect,
                   const DiffOptions& options) {
    const Filter filter(all_from, all_to, options);
    const ReflectedSchema from = filter.apply(all_from);
    ReflectedSchema to = filter.apply(all_to);
    adopt(from, to);
    SchemaDiff diff;
    diff.changes = detail::schema_changes(from, to);
    if (diff.changes.empty()) return diff;
    diff.up = Script(from, to, dialect).write(diff.changes);
    diff.down = Script(to, from, dialect).write(detail::schema_changes(to, from));
    return diff;
}

}  // namespace azoth

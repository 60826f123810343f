#include "reflection/diff/changes.hpp"
#include <azoth/driver/catalog.hpp>
#include <azoth/reflection/reflect.hpp>

#include <algorithm>
#include <utility>

namespace azoth {
namespace {

using Action = SchemaChange::Action;
using Object = SchemaChange::Object;

void append_statements(std::vector<std::string>& statements, std::vector<std::string> more) {
    for (std::string& statement : more) statements.push_back(std::move(statement));
}

TablePtr table_in(const MetaData& metadata, const std::string& full_name) { return TablePtr(metadata.find(full_name)); }

/// Writes the statements that lead from one schema to another.
class Script {
public:
    Script(const ReflectedSchema& from, const ReflectedSchema& to, const Dialect& dialect)
        : from_(from), to_(to), dialect_(dialect), catalog_(dialect.catalog()) {
        add_reflected(from_metadata_, from);
        add_reflected(to_metadata_, to);
    }

    std::vector<std::string> write(const std::vector<SchemaChange>& changes) {
        // Views go before what they are over, and come after it.
        append_statements(statements_, drop(changes, {Object::view}, true));
        for (const SchemaChange& change : changes) {
            if (change.object == Object::type && change.action == Action::alter) alter_type(change.name);
            if (change.object == Object::sequence && change.action == Action::alter) alter_sequence(change.name);
        }
        const AlterScript tables = alter_tables();
        append_statements(statements_, tables.first);
        append_statements(statements_, create(changes, {Object::table, Object::type, Object::sequence}));
        append_statements(statements_, tables.then);
        append_statements(statements_, tables.last);
        append_statements(statements_, drop(changes, {Object::table, Object::type, Object::sequence}, false));
        append_statements(statements_, create(changes, {Object::view}));
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

    // All that is there already, or isn't to be created in this step.
    std::vector<std::string> create(const std::vector<SchemaChange>& changes, const std::vector<Object>& objects) {
        const auto is_wanted = [&](Object object, const std::string& name) {
            return std::ranges::any_of(changes, [&](const SchemaChange& change) {
                const bool comes =
                    change.action == Action::add || (change.action == Action::alter && object == Object::view);
                return comes && change.object == object && is_among(change, objects) &&
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

    std::vector<std::string> drop(const std::vector<SchemaChange>& changes, const std::vector<Object>& objects,
                                  bool altered_too) {
        ExistingObjects existing;
        bool any = false;
        for (const SchemaChange& change : changes) {
            const bool goes = change.action == Action::drop || (altered_too && change.action == Action::alter);
            if (!goes || !is_among(change, objects)) continue;
            note(existing, change);
            any = true;
        }
        return any ? dialect_.drop_all(from_metadata_, existing) : std::vector<std::string>();
    }

    AlterScript alter_tables() {
        AlterScript script;
        for (const ReflectedTable& table : to_.tables) {
            const ReflectedTable* const before = from_.find(table.full_name());
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
        append_statements(statements_, catalog_.alter_type(*find(from_.types), *find(to_.types), from_));
    }
    void alter_sequence(const std::string& name) {
        const auto find = [&](const std::vector<ReflectedSequence>& sequences) {
            return std::ranges::find_if(sequences, [&](const ReflectedSequence& s) { return s.full_name() == name; });
        };
        append_statements(statements_, catalog_.alter_sequence(*find(from_.sequences), *find(to_.sequences)));
    }

    const ReflectedSchema& from_;
    const ReflectedSchema& to_;
    const Dialect& dialect_;
    const Catalog& catalog_;
    MetaData from_metadata_;
    MetaData to_metadata_;
    std::vector<std::string> statements_;
    bool altered_ = false;
};

}  // namespace

SchemaDiff compare(const ReflectedSchema& from, const ReflectedSchema& to, const Dialect& dialect) {
    SchemaDiff diff;
    diff.changes = detail::schema_changes(from, to);
    if (diff.changes.empty()) return diff;
    diff.up = Script(from, to, dialect).write(diff.changes);
    diff.down = Script(to, from, dialect).write(detail::schema_changes(to, from));
    return diff;
}

}  // namespace azoth

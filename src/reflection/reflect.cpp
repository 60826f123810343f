#include "reflection/build_table.hpp"
#include "reflection/load.hpp"
#include <azoth/error.hpp>
#include <azoth/reflection/inspector.hpp>
#include <azoth/reflection/reflect.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace azoth {
namespace {

std::string full_name(const std::string& schema, const std::string& name) {
    return schema.empty() ? name : schema + '.' + name;
}

/// Which tables are added: the requested ones, followed by those that their foreign keys refer to. It gets one schema
/// at a time.
class Selection {
public:
    Selection(const MetaData& metadata, const ReflectOptions& options)
        : options_(options), schema_(options.schema.value_or(metadata.schema())) {
        waiting_.insert(schema_);
    }

    /// The schema that must be loaded next; empty if there is none.
    std::optional<std::string> next_schema() const {
        return waiting_.empty() ? std::nullopt : std::optional(*waiting_.begin());
    }
    void add(const std::string& name, ReflectedSchema loaded) {
        waiting_.erase(name);
        const ReflectedSchema& schema = loaded_.insert_or_assign(name, std::move(loaded)).first->second;
        if (name == schema_ && chosen_.empty()) choose(schema);
        follow();
    }
    void build(MetaData& metadata) const {
        for (const auto& [name, table] : chosen_) {
            if (metadata.find(table->full_name()) == nullptr) detail::build_table(*table, loaded_.at(name), metadata);
        }
        if (options_.only.empty()) add_rest(metadata, loaded_.at(schema_));
    }
    std::string full_name_of(const std::string& table) const { return full_name(schema_, table); }

    /// Adds sequences that number no column, and types.
    static void add_rest(MetaData& metadata, const ReflectedSchema& schema) {
        for (const ReflectedSequence& sequence : schema.sequences) {
            const auto same = [&](const SequenceInfo& known) { return known.full_name() == sequence.full_name(); };
            if (!sequence.owner_table.empty() || std::ranges::any_of(metadata.sequences(), same)) continue;
            metadata.add(static_cast<const SequenceInfo&>(sequence));
        }
        for (const SqlType& type : schema.types) {
            if (std::ranges::find(metadata.types(), type) == metadata.types().end()) metadata.add(type);
        }
    }

private:
    void choose(const ReflectedSchema& schema) {
        if (!options_.only.empty()) {
            for (const std::string& name : options_.only) {
                const ReflectedTable* const table = schema.find(full_name(schema_, name));
                if (table == nullptr) throw NoSuchTableError("there is no table \"" + full_name(schema_, name) + '"');
                chosen_.emplace_back(schema_, table);
            }
            return;
        }
        for (const ReflectedTable& table : schema.tables) {
            if (table.is_temporary || (table.kind != TableKind::table && !options_.views)) continue;
            chosen_.emplace_back(schema_, &table);
        }
    }
    // A referred table that does not exist in its schema is left out.
    void follow() {
        if (!options_.resolve_foreign_keys) return;
        for (std::size_t i = 0; i < chosen_.size(); ++i) {
            for (const ReflectedForeignKey& key : chosen_[i].second->foreign_keys) {
                const auto schema = loaded_.find(key.referred_schema);
                if (schema == loaded_.end()) {
                    waiting_.insert(key.referred_schema);
                    continue;
                }
                const ReflectedTable* const target =
                    schema->second.find(full_name(key.referred_schema, key.referred_table));
                if (target != nullptr && !is_chosen(*target)) chosen_.emplace_back(key.referred_schema, target);
            }
        }
    }

    bool is_chosen(const ReflectedTable& table) const {
        return std::ranges::any_of(chosen_, [&](const auto& choice) { return choice.second == &table; });
    }

    const ReflectOptions& options_;
    std::string schema_;
    std::set<std::string> waiting_;
    std::map<std::string, ReflectedSchema> loaded_;
    std::vector<std::pair<std::string, const ReflectedTable*>> chosen_;  // with its loaded schema
};

task<void> reflect_into(detail::ConnectionPtr connection, MetaData& metadata, ReflectOptions options) {
    Selection selection(metadata, options);
    while (const std::optional<std::string> schema = selection.next_schema()) {
        std::vector<std::string> names;
        names.push_back(*schema);
        selection.add(*schema, co_await detail::load_schemas(connection, std::move(names)));
    }
    selection.build(metadata);
}

Table<> known_table(const MetaData& metadata, const std::string& name, const ReflectOptions& options) {
    const std::string full = full_name(options.schema.value_or(metadata.schema()), name);
    const ast::TableNode* const table = metadata.find(full);
    if (table == nullptr) throw NoSuchTableError("there is no table \"" + full + '"');
    return Table<>(ast::FromPtr(table));
}

bool knows(const MetaData& metadata, const std::string& name, const ReflectOptions& options) {
    return metadata.find(full_name(options.schema.value_or(metadata.schema()), name)) != nullptr;
}

task<Table<>> reflect_one(detail::ConnectionPtr connection, MetaData& metadata, std::string name,
                          ReflectOptions options) {
    if (!knows(metadata, name, options)) {
        ReflectOptions of_one = options;
        of_one.only.assign(1, name);
        co_await reflect_into(std::move(connection), metadata, std::move(of_one));
    }
    co_return known_table(metadata, name, options);
}

}  // namespace

task<void> reflect(MetaData& metadata, const AsyncConnection& connection, const ReflectOptions& options) {
    return reflect_into(detail::ConnectionAccess::state(connection), metadata, options);
}

void reflect(MetaData& metadata, Connection& connection, const ReflectOptions& options) {
    Selection selection(metadata, options);
    while (const std::optional<std::string> schema = selection.next_schema()) {
        selection.add(*schema, read_schemas(connection, {*schema}));
    }
    selection.build(metadata);
}

task<Table<>> reflect_table(std::string name, MetaData& metadata, const AsyncConnection& connection,
                            const ReflectOptions& options) {
    return reflect_one(detail::ConnectionAccess::state(connection), metadata, std::move(name), options);
}

Table<> reflect_table(const std::string& name, MetaData& metadata, Connection& connection,
                      const ReflectOptions& options) {
    if (!knows(metadata, name, options)) {
        ReflectOptions of_one = options;
        of_one.only.assign(1, name);
        reflect(metadata, connection, of_one);
    }
    return known_table(metadata, name, options);
}

void add_reflected(MetaData& metadata, const ReflectedSchema& schema) {
    for (const ReflectedTable& table : schema.tables) {
        if (metadata.find(table.full_name()) == nullptr) detail::build_table(table, schema, metadata);
    }
    Selection::add_rest(metadata, schema);
}

}  // namespace azoth

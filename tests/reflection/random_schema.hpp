#pragma once

#include <azoth/azoth.hpp>
#include <azoth/reflection.hpp>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace azoth_tests {

/// A view of a random schema: over some columns of a table.
struct RandomView {
    std::string schema;
    std::string name;
    std::string table;  ///< full name
    std::vector<std::string> columns;

    std::string full_name() const { return schema.empty() ? name : schema + '.' + name; }
};

/// A schema as plain data, from which a MetaData is made.
class RandomSchema {
public:
    azoth::ReflectedSchema tables;
    std::vector<RandomView> views;

    void declare(azoth::MetaData& meta) const {
        azoth::add_reflected(meta, tables);
        for (const RandomView& view : views) {
            const azoth::Table<> table{azoth::ast::FromPtr(meta.find(view.table))};
            const auto column = [&](std::size_t i) { return table[view.columns[i]]; };
            if (view.columns.size() == 1) {
                declare(meta, view, azoth::select(column(0)));
            } else if (view.columns.size() == 2) {
                declare(meta, view, azoth::select(column(0), column(1)));
            } else {
                declare(meta, view, azoth::select(column(0), column(1), column(2)));
            }
        }
    }

private:
    static void declare(azoth::MetaData& meta, const RandomView& view, const azoth::Statement& query) {
        const azoth::View<> declared(view.name, meta, query, azoth::schema(view.schema));
    }
};

/// Makes random schemas for a database, and random changes of them.
class RandomSchemas {
public:
    RandomSchemas(std::uint64_t seed, bool postgresql) : random_(seed), postgresql_(postgresql) {}

    RandomSchema make() {
        RandomSchema made;
        if (postgresql_) {
            schemas_ = {pick(schema_names()), std::string()};
            for (int i = below(3); i > 0; --i) made.tables.types.push_back(enumeration("mood " + std::to_string(i)));
        }
        for (int i = 1 + below(3); i > 0; --i) made.tables.tables.push_back(table(made.tables, i));
        for (int i = below(3); i > 0; --i) made.views.push_back(view(made, i));
        return made;
    }

    /// Makes one change that keeps the rows, except those it drops; returns its name.
    std::string change(RandomSchema& schema) {
        while (true) {
            azoth::ReflectedTable& table = pick(schema.tables.tables);
            const std::string full_name = table.full_name();
            const std::string name = try_change(schema, table, below(20));
            if (!name.empty()) return name + " of " + full_name;
        }
    }

    static std::vector<std::string> schema_names() { return {"random_plain", "Random Shop", "select", "r\"q"}; }

    int below(int limit) { return static_cast<int>(random_() % static_cast<std::uint64_t>(limit)); }
    template <class T>
    T& pick(std::vector<T>& from) {
        return from[static_cast<std::size_t>(below(static_cast<int>(from.size())))];
    }
    std::string pick(std::vector<std::string>&& from) { return pick(from); }

private:
    using Column = azoth::ReflectedColumn;
    using Table = azoth::ReflectedTable;

    bool one_of(int n) { return below(n) == 0; }
    std::string fresh(const std::string& what) {
        return pick({what + ' ', what + "_", std::string(1, static_cast<char>(what[0] - 'a' + 'A')) + what,
                     what + "\"'"}) +
               std::to_string(++count_);
    }

    azoth::SqlType enumeration(const std::string& name) {
        return azoth::Enum(name, {"sad", "it's", "ok", "Odd one"}, pick(schemas_));
    }

    Column column(const azoth::ReflectedSchema& schema) {
        Column made;
        made.name = fresh("c");
        const int kind = below(postgresql_ && !schema.types.empty() ? 9 : 7);
        switch (kind) {
            case 0: made.type = azoth::BigInteger(); break;
            case 1: made.type = azoth::String(20); break;
            case 2: made.type = azoth::Text(); break;
            case 3: made.type = azoth::Numeric(9, 2); break;
            case 4: made.type = azoth::Boolean(); break;
            case 5: made.type = azoth::Date(); break;
            case 6: made.type = azoth::Integer(); break;
            default: {
                std::vector<azoth::SqlType> types = schema.types;
                made.type = pick(types);
                if (kind == 8) made.type = azoth::Array(made.type);
            }
        }
        made.nullable = !one_of(3);
        if (one_of(3)) made.default_sql = default_of(made.type);
        return made;
    }
    std::string default_of(const azoth::SqlType& type) {
        switch (type.kind()) {
            case azoth::TypeKind::boolean: return postgresql_ ? "true" : "1";
            case azoth::TypeKind::date: return "'2020-02-02'";
            case azoth::TypeKind::string:
            case azoth::TypeKind::text: return "'a; -- (b'";
            case azoth::TypeKind::enumeration: return "'ok'";
            case azoth::TypeKind::array: return "'{ok}'";
            default: return std::to_string(1 + below(5));
        }
    }

    Table table(const azoth::ReflectedSchema& schema, int number) {
        Table made;
        made.name = fresh("t");
        made.schema = postgresql_ ? pick(schemas_) : std::string();
        Column key;
        key.name = pick({"id", "Id", "key \"1\""});
        key.type = postgresql_ && one_of(2) ? azoth::SqlType(azoth::BigInteger()) : azoth::SqlType(azoth::Integer());
        key.nullable = false;
        key.autoincrement = true;
        if (postgresql_ && one_of(2)) key.identity = azoth::IdentityInfo{one_of(2), {}};
        made.columns.push_back(key);
        for (int i = 1 + below(5); i > 0; --i) made.columns.push_back(column(schema));
        made.primary_key.columns = {key.name};
        if (postgresql_) {
            made.primary_key.name = "pk " + std::to_string(++count_);
            made.primary_key.name_is_final = true;
        }
        made.options.sqlite_autoincrement = !postgresql_ && one_of(2);
        for (int i = below(3); i > 0; --i) add_check(made);
        if (one_of(2)) add_unique(made);
        for (int i = below(3); i > 0; --i) add_index(made);
        if (number > 0 && !schema.tables.empty() && one_of(2)) add_key(made, schema.tables.back());
        return made;
    }

    static bool is_number(const Column& column) {
        const azoth::TypeKind kind = column.type.kind();
        return kind == azoth::TypeKind::integer || kind == azoth::TypeKind::big_integer ||
               kind == azoth::TypeKind::numeric;
    }
    static std::string quoted(const std::string& name) {
        std::string text = "\"";
        for (const char c : name) text += c == '"' ? std::string("\"\"") : std::string(1, c);
        return text + '"';
    }
    static void name(azoth::NamedInfo& info, std::string name) {
        info.name = std::move(name);
        info.name_is_final = true;
    }
    void add_check(Table& table) {
        Column& column = pick(table.columns);
        azoth::ReflectedCheck check;
        name(check, fresh("k"));
        if (is_number(column)) {
            check.condition_sql = quoted(column.name) + " > " + std::to_string(-1 - below(5));
        } else if (column.type.kind() == azoth::TypeKind::enumeration) {
            check.condition_sql = quoted(column.name) + " <> 'Odd one'";
        } else {
            check.condition_sql = quoted(column.name) + " IS NOT NULL OR 1 = 1";
        }
        table.checks.push_back(check);
    }
    void add_unique(Table& table) {
        // PostgreSQL drops one over the primary key, and a duplicate.
        Column& column = pick(table.columns);
        const bool known = std::ranges::any_of(table.unique_constraints, [&](const azoth::UniqueInfo& other) {
            return other.columns.front() == column.name;
        });
        if (!is_number(column) || known || column.name == table.columns.front().name) return;
        azoth::UniqueInfo unique;
        name(unique, fresh("u"));
        unique.columns = {column.name};
        table.unique_constraints.push_back(unique);
    }
    void add_index(Table& table) {
        Column& column = pick(table.columns);
        azoth::ReflectedIndex index;
        name(index, fresh("x"));
        azoth::ReflectedIndexElement element;
        element.column = column.name;
        element.descending = one_of(3);
        index.elements.push_back(element);
        if (one_of(3) && column.type.kind() == azoth::TypeKind::enumeration) {
            index.where_sql = quoted(column.name) + " = 'ok'";
        } else if (one_of(3) && is_number(column)) {
            index.where_sql = quoted(column.name) + " > 3";
        }
        table.indexes.push_back(index);
    }
    void add_key(Table& table, const Table& target) {
        Column column;
        column.name = fresh("f");
        column.type = target.columns.front().type;
        table.columns.push_back(column);
        azoth::ReflectedForeignKey key;
        name(key, fresh("r"));
        key.columns = {column.name};
        key.referred_schema = target.schema;
        key.referred_table = target.name;
        key.referred_columns = {target.columns.front().name};
        key.targets = {target.full_name() + '.' + target.columns.front().name};
        key.target_columns.resize(1);
        if (one_of(2)) key.on_delete = "CASCADE";
        table.foreign_keys.push_back(key);
    }
    RandomView view(RandomSchema& schema, int number) {
        const Table& table = pick(schema.tables.tables);
        RandomView made{
            postgresql_ ? pick(schemas_) : std::string(), fresh("v") + std::to_string(number), table.full_name(), {}};
        for (const Column& column : table.columns) {
            if (made.columns.size() < 3 && (made.columns.empty() || one_of(2))) made.columns.push_back(column.name);
        }
        return made;
    }

    // Whether the name occurs outside of the column itself.
    static bool is_used(const RandomSchema& schema, const Table& table, const Column& column) {
        const std::string name = quoted(column.name);
        const auto among = [&](const std::vector<std::string>& names) {
            return std::ranges::find(names, column.name) != names.end();
        };
        const auto mentions = [&](const std::string& text) { return text.find(name) != std::string::npos; };
        return among(table.primary_key.columns) ||
               std::ranges::any_of(table.checks, [&](const auto& c) { return mentions(c.condition_sql); }) ||
               std::ranges::any_of(table.unique_constraints, [&](const auto& u) { return among(u.columns); }) ||
               std::ranges::any_of(table.foreign_keys, [&](const auto& k) { return among(k.columns); }) ||
               std::ranges::any_of(
                   table.indexes,
                   [&](const auto& i) { return i.elements.front().column == column.name || mentions(i.where_sql); }) ||
               std::ranges::any_of(schema.views, [&](const RandomView& view) {
                   return view.table == table.full_name() && among(view.columns);
               });
    }

    template <class Infos>
    std::string drop_one(Infos& infos, const std::string& what) {
        if (infos.empty()) return {};
        infos.erase(infos.begin() + below(static_cast<int>(infos.size())));
        return what;
    }

    // Not the last one of its schema: a schema with only types keeps its other objects.
    std::string drop_view(RandomSchema& schema) {
        if (schema.views.empty()) return {};
        const RandomView view = pick(schema.views);
        const auto beside = [&](const auto& other) { return other.schema == view.schema; };
        if (std::ranges::none_of(schema.tables.tables, beside) && std::ranges::count_if(schema.views, beside) < 2) {
            return {};
        }
        std::erase_if(schema.views, [&](const RandomView& other) { return other.full_name() == view.full_name(); });
        return "drop view";
    }

    std::string try_change(RandomSchema& schema, Table& table, int which) {
        Column& any = table.columns[static_cast<std::size_t>(1 + below(static_cast<int>(table.columns.size()) - 1))];
        Column& key = table.columns.front();
        switch (which) {
            case 0: {
                Column added = column(schema.tables);
                if (!added.nullable && added.default_sql.empty()) added.default_sql = default_of(added.type);
                table.columns.push_back(added);
                return "add column";
            }
            case 1:
                if (is_used(schema, table, any) || table.columns.size() < 3) return {};
                if (!any.nullable && any.default_sql.empty()) return {};
                std::erase_if(table.columns, [name = any.name](const Column& c) { return c.name == name; });
                return "drop column";
            case 2:
                if (any.type.kind() != azoth::TypeKind::integer || is_used_by_key(table, any)) return {};
                any.type = azoth::BigInteger();
                return "wider integer";
            case 3:
                if (any.type.kind() != azoth::TypeKind::string) return {};
                any.type = one_of(2) ? azoth::SqlType(azoth::Text()) : azoth::SqlType(azoth::String(30));
                return "wider string";
            case 4:
                if (is_used_by_key(table, any)) return {};
                any.nullable = !any.nullable;
                return "nullable";
            case 5:
                if (is_used_by_key(table, any)) return {};
                any.default_sql = any.default_sql.empty() ? default_of(any.type) : std::string();
                return "default";
            case 6: add_check(table); return "add check";
            case 7: return drop_one(table.checks, "drop check");
            case 8: {
                const std::size_t before = table.unique_constraints.size();
                add_unique(table);
                return before == table.unique_constraints.size() ? std::string() : "add unique";
            }
            case 9: return drop_one(table.unique_constraints, "drop unique");
            case 10: add_index(table); return "add index";
            case 11: return drop_one(table.indexes, "drop index");
            case 12: return drop_view(schema);
            case 13: schema.views.push_back(view(schema, 9)); return "add view";
            case 14: schema.tables.tables.push_back(this->table(schema.tables, 0)); return "add table";
            case 15: return drop_one(table.foreign_keys, "drop foreign key");
            case 16:
                if (!postgresql_) return {};
                if (key.identity) {
                    key.identity.reset();
                } else {
                    key.identity = azoth::IdentityInfo{one_of(2), {}};
                }
                return "serial or identity";
            case 17: return change_enum(schema);
            case 18:
                if (!postgresql_) return {};
                any.comment = any.comment.empty() ? "it's a \\ comment" : "";
                return "comment";
            default: {
                if (!is_number(any) || is_used_by_key(table, any)) return {};
                Column computed;
                computed.name = fresh("g");
                computed.type = azoth::Numeric(20, 2);
                computed.computed_sql = quoted(any.name) + " * 2";
                computed.computed_stored = true;
                table.columns.push_back(computed);
                return "add computed column";
            }
        }
    }
    static bool is_used_by_key(const Table& table, const Column& column) {
        return std::ranges::any_of(table.foreign_keys,
                                   [&](const auto& key) { return key.columns.front() == column.name; });
    }
    std::string change_enum(RandomSchema& schema) {
        if (schema.tables.types.empty()) return {};
        azoth::SqlType& type = pick(schema.tables.types);
        const azoth::SqlType before = type;
        std::vector<std::string> labels = type.detail().labels;
        if (one_of(2)) {
            labels.insert(labels.begin() + below(static_cast<int>(labels.size()) + 1), "more");
        } else {
            std::ranges::reverse(labels);
            std::erase(labels, "it's");
        }
        type = azoth::Enum(type.detail().name, labels, type.detail().schema);
        for (Table& table : schema.tables.tables) {
            for (Column& column : table.columns) {
                const bool array = column.type.kind() == azoth::TypeKind::array;
                if ((array ? column.type.element() : column.type) == before) {
                    column.type = array ? azoth::SqlType(azoth::Array(type)) : type;
                }
            }
        }
        return "enum";
    }

    std::mt19937_64 random_;
    bool postgresql_;
    std::vector<std::string> schemas_{std::string()};
    int count_ = 0;
};

}  // namespace azoth_tests

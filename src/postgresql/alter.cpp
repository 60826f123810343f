#include "postgresql/alter.hpp"

#include "postgresql/ddl_compiler.hpp"
#include "postgresql/type_names.hpp"
#include <azoth/error.hpp>
#include <azoth/expression/ast.hpp>

#include <algorithm>

namespace azoth::postgresql {
namespace {

PostgresqlDdlCompiler compiler() { return PostgresqlDdlCompiler(CompileOptions()); }

// Column definitions end in it.
std::string identity_text(const AlteredTable& table, const std::string& column) {
    const std::string definition = compiler().column_definition(*table.to_table, *table.to_table->find(column));
    const std::size_t at = definition.rfind(" GENERATED ");
    return definition.substr(at);
}

// The constraint of a table that has a name.
const TableConstraint* find_constraint(const ast::TableNode& table, const std::string& name) {
    for (const TableConstraint& constraint : table.constraints) {
        const bool same = std::visit([&](const auto& info) { return info.name == name; }, constraint);
        if (same) return &constraint;
    }
    return nullptr;
}

class TableAlterer {
public:
    TableAlterer(const AlteredTable& table, AlterScript& script)
        : table_(table), script_(script), name_(qualified(table.to.schema, table.to.name)) {}

    void run() {
        // What depends on columns goes first and comes last.
        constraints(table_.from.foreign_keys, table_.to.foreign_keys, script_.first, script_.last);
        std::vector<std::string> added;
        constraints(table_.from.checks, table_.to.checks, script_.then, added);
        constraints(table_.from.exclusions, table_.to.exclusions, script_.then, added);
        constraints(table_.from.unique_constraints, table_.to.unique_constraints, script_.then, added);
        primary_key(added);
        indexes(added);
        columns();
        options();
        for (std::string& statement : added) script_.then.push_back(std::move(statement));
        comments();
    }

private:
    void alter(const std::string& what) { script_.then.push_back("ALTER TABLE " + name_ + ' ' + what); }

    // A comment of its own doesn't make a constraint another one.
    template <class Info>
    static bool has(const std::vector<Info>& infos, const Info& wanted) {
        return std::ranges::any_of(infos, [&](Info info) {
            info.comment = wanted.comment;
            return info == wanted;
        });
    }

    template <class Info>
    void constraints(const std::vector<Info>& from, const std::vector<Info>& to, std::vector<std::string>& dropped,
                     std::vector<std::string>& added) {
        for (const Info& info : from) {
            if (has(to, info)) continue;
            dropped.push_back(compiler().compile(ddl::DropConstraint{table_.from_table, info, false, false}));
        }
        for (const Info& info : to) {
            const TableConstraint* const constraint =
                has(from, info) ? nullptr : find_constraint(*table_.to_table, info.name);
            if (constraint == nullptr) continue;
            std::visit(
                [&](const auto& known) {
                    added.push_back(compiler().compile(ddl::AddConstraint{table_.to_table, known}));
                },
                *constraint);
        }
    }

    void primary_key(std::vector<std::string>& added) {
        PrimaryKeyInfo before = table_.from.primary_key;
        const PrimaryKeyInfo& after = table_.to.primary_key;
        before.comment = after.comment;
        if (before == after) return;
        if (!before.columns.empty()) {
            script_.then.push_back(compiler().compile(ddl::DropConstraint{table_.from_table, before, false, false}));
        }
        if (!after.columns.empty()) {
            added.insert(added.begin(), compiler().compile(ddl::AddConstraint{table_.to_table, after}));
        }
    }

    void indexes(std::vector<std::string>& added) {
        for (const ReflectedIndex& index : table_.from.indexes) {
            if (has(table_.to.indexes, index)) continue;
            IndexInfo named;
            named.name = index.name;
            script_.then.push_back(compiler().compile(ddl::DropIndex{table_.from_table, named, false, false}));
        }
        for (const ReflectedIndex& index : table_.to.indexes) {
            if (has(table_.from.indexes, index)) continue;
            for (const IndexInfo& known : table_.to_table->indexes) {
                if (known.name != index.name) continue;
                added.push_back(compiler().compile(ddl::CreateIndex{table_.to_table, known, false}));
            }
        }
    }

    void columns() {
        for (const ReflectedColumn& column : table_.from.columns) {
            if (table_.to.find(column.name) == nullptr) alter("DROP COLUMN " + quoted_identifier(column.name));
        }
        for (const ReflectedColumn& column : table_.to.columns) {
            const ReflectedColumn* const before = table_.from.find(column.name);
            if (before == nullptr) {
                add(column);
            } else if (before->computed_sql != column.computed_sql) {
                // There is no other way of computing it anew.
                alter("DROP COLUMN " + quoted_identifier(column.name));
                add(column);
            } else {
                change(*before, column);
            }
        }
    }

    void add(const ReflectedColumn& column) {
        alter("ADD COLUMN " + compiler().column_definition(*table_.to_table, *table_.to_table->find(column.name)));
    }

    void change(const ReflectedColumn& before, const ReflectedColumn& after) {
        const std::string column = "ALTER COLUMN " + quoted_identifier(after.name) + ' ';
        const bool retyped =
            before.type_sql != after.type_sql || before.type.detail().collation != after.type.detail().collation;
        if (before.identity && !(before.identity == after.identity)) alter(column + "DROP IDENTITY");
        // A default may not fit the new type, and is set again behind it.
        const bool default_changed = before.default_sql != after.default_sql || before.is_serial() != after.is_serial();
        if (!before.default_sql.empty() && (default_changed || retyped)) alter(column + "DROP DEFAULT");
        if (retyped) {
            const std::string type = type_name(after.type);
            std::string cast = type.substr(0, type.find(" COLLATE "));
            alter(column + "TYPE " + type + " USING " + quoted_identifier(after.name) + "::text::" + cast);
        }
        if (before.nullable != after.nullable) alter(column + (after.nullable ? "DROP NOT NULL" : "SET NOT NULL"));
        if (!after.default_sql.empty() && (default_changed || retyped)) {
            if (after.is_serial() && !before.is_serial()) add_sequence(after);
            alter(column + "SET DEFAULT " + after.default_sql);
        }
        if (after.identity && !(before.identity == after.identity)) {
            alter(column + "ADD" + identity_text(table_, after.name));
        }
    }

    // What SERIAL makes: the default says its name.
    void add_sequence(const ReflectedColumn& column) {
        const std::size_t open = column.default_sql.find('\'');
        const std::size_t close = column.default_sql.rfind('\'');
        if (open == std::string::npos || close <= open) return;
        const std::string sequence = column.default_sql.substr(open + 1, close - open - 1);
        script_.then.push_back("CREATE SEQUENCE " + sequence);
        script_.then.push_back("ALTER SEQUENCE " + sequence + " OWNED BY " + name_ + '.' +
                               quoted_identifier(column.name));
    }

    void options() {
        const TableOptions& before = table_.from.options;
        const TableOptions& after = table_.to.options;
        for (const auto& [parameter, value] : before.with) {
            const auto same = [&](const auto& other) { return other.first == parameter; };
            if (std::ranges::none_of(after.with, same)) alter("RESET (" + parameter + ')');
        }
        for (const auto& [parameter, value] : after.with) {
            const std::pair both(parameter, value);
            if (std::ranges::find(before.with, both) == before.with.end()) {
                alter("SET (" + parameter + " = " + literal(value) + ')');
            }
        }
        if (before.prefixes != after.prefixes) alter(after.prefixes.empty() ? "SET LOGGED" : "SET UNLOGGED");
        if (before.tablespace != after.tablespace) {
            alter("SET TABLESPACE " + (after.tablespace.empty() ? "pg_default" : quoted_identifier(after.tablespace)));
        }
    }

    void comment(ddl::SetComment::On on, const std::string& name, const std::string& before, const std::string& after) {
        if (before == after) return;
        std::optional<std::string> text;
        if (!after.empty()) text = after;
        script_.then.push_back(compiler().compile(ddl::SetComment{on, table_.to_table, name, {}, std::move(text)}));
    }

    template <class Info>
    void comments_of(ddl::SetComment::On on, const std::vector<Info>& from, const std::vector<Info>& to) {
        for (const Info& info : to) {
            // A new one is there without a comment.
            const auto before = std::ranges::find_if(from, [&](const Info& other) {
                Info plain = other;
                plain.comment = info.comment;
                return plain == info;
            });
            comment(on, info.name, before == from.end() ? std::string() : before->comment, info.comment);
        }
    }

    void comments() {
        using On = ddl::SetComment::On;
        comment(On::table, {}, table_.from.comment, table_.to.comment);
        for (const ReflectedColumn& column : table_.to.columns) {
            const ReflectedColumn* const before = table_.from.find(column.name);
            const bool same = before != nullptr && before->computed_sql == column.computed_sql;
            comment(On::column, column.name, same ? before->comment : std::string(), column.comment);
        }
        comments_of(On::constraint, table_.from.checks, table_.to.checks);
        comments_of(On::constraint, table_.from.unique_constraints, table_.to.unique_constraints);
        comments_of(On::constraint, table_.from.exclusions, table_.to.exclusions);
        comments_of(On::index, table_.from.indexes, table_.to.indexes);
    }

    const AlteredTable& table_;
    AlterScript& script_;
    std::string name_;
};

// Columns that are of a type, or arrays of it.
void each_column_of(const SqlType& type, const ReflectedSchema& schema, const auto& visit) {
    const auto is_it = [&](const SqlType& other) {
        return other.kind() == type.kind() && other.detail().name == type.detail().name &&
               other.detail().schema == type.detail().schema;
    };
    for (const ReflectedTable& table : schema.tables) {
        if (table.kind != TableKind::table) continue;
        for (const ReflectedColumn& column : table.columns) {
            const bool array = column.type.kind() == TypeKind::array;
            if (is_it(array ? column.type.element() : column.type)) visit(table, column, array);
        }
    }
}

std::vector<std::string> alter_enum(const SqlType& from, const SqlType& to, const ReflectedSchema& schema) {
    const std::vector<std::string>& before = from.detail().labels;
    const std::vector<std::string>& after = to.detail().labels;
    const std::string name = qualified(to.detail().schema, to.detail().name);
    std::vector<std::string> statements;
    // Labels can be added; that they are in order, and all still there, is what else it takes.
    std::size_t found = 0;
    for (const std::string& label : after) {
        if (found < before.size() && before[found] == label) ++found;
    }
    if (found == before.size()) {
        std::size_t at = 0;
        for (std::size_t i = 0; i < after.size(); ++i) {
            if (at < before.size() && before[at] == after[i]) {
                ++at;
                continue;
            }
            std::string text = "ALTER TYPE " + name + " ADD VALUE " + literal(after[i]);
            if (i > 0) {
                text += " AFTER " + literal(after[i - 1]);
            } else if (!before.empty()) {
                text += " BEFORE " + literal(before.front());
            }
            statements.push_back(std::move(text));
        }
        return statements;
    }
    const std::string old = to.detail().name + "_before";
    statements.push_back("ALTER TYPE " + name + " RENAME TO " + quoted_identifier(old));
    statements.push_back(compiler().compile(ddl::CreateType{to}));
    each_column_of(to, schema, [&](const ReflectedTable& table, const ReflectedColumn& column, bool array) {
        const std::string alter = "ALTER TABLE " + qualified(table.schema, table.name) + " ALTER COLUMN " +
                                  quoted_identifier(column.name) + ' ';
        const std::string brackets = array ? "[]" : "";
        if (!column.default_sql.empty()) statements.push_back(alter + "DROP DEFAULT");
        statements.push_back(alter + "TYPE " + name + brackets + " USING " + quoted_identifier(column.name) + "::text" +
                             brackets + "::" + name + brackets);
        const bool gone = std::ranges::any_of(before, [&](const std::string& label) {
            return std::ranges::find(after, label) == after.end() &&
                   column.default_sql.find(literal(label)) != std::string::npos;
        });
        if (!column.default_sql.empty() && !gone) statements.push_back(alter + "SET DEFAULT " + column.default_sql);
    });
    statements.push_back("DROP TYPE " + qualified(to.detail().schema, old));
    return statements;
}

std::vector<std::string> alter_domain(const SqlType& from, const SqlType& to) {
    const DomainDetail& before = from.detail().domain;
    const DomainDetail& after = to.detail().domain;
    const std::string alter = "ALTER DOMAIN " + qualified(to.detail().schema, to.detail().name) + ' ';
    std::vector<std::string> statements;
    if (before.default_sql != after.default_sql) {
        statements.push_back(alter + (after.default_sql.empty() ? "DROP DEFAULT" : "SET DEFAULT " + after.default_sql));
    }
    if (before.not_null != after.not_null) {
        statements.push_back(alter + (after.not_null ? "SET NOT NULL" : "DROP NOT NULL"));
    }
    if (before.check_sql != after.check_sql || before.constraint != after.constraint) {
        if (!before.check_sql.empty())
            statements.push_back(alter + "DROP CONSTRAINT " + quoted_identifier(before.constraint));
        if (!after.check_sql.empty()) {
            statements.push_back(alter + "ADD CONSTRAINT " + quoted_identifier(after.constraint) + " CHECK (" +
                                 after.check_sql + ')');
        }
    }
    return statements;
}

}  // namespace

void alter_table(const AlteredTable& table, AlterScript& script) { TableAlterer(table, script).run(); }

std::vector<std::string> alter_type(const SqlType& from, const SqlType& to, const ReflectedSchema& schema) {
    if (from.kind() == TypeKind::enumeration && to.kind() == from.kind()) return alter_enum(from, to, schema);
    const bool same_base =
        from.kind() == TypeKind::domain && to.kind() == from.kind() && from.element() == to.element();
    if (same_base) return alter_domain(from, to);
    throw UnsupportedCompilationError("postgresql can't change what the type " + to_string(to) + " is made of");
}

std::vector<std::string> alter_sequence(const SequenceInfo& from, const SequenceInfo& to) {
    const std::string name = qualified(to.schema, to.name);
    std::vector<std::string> statements;
    if (!(from.options == to.options) || !(from.data_type == to.data_type)) {
        const SequenceOptions& options = to.options;
        const auto limit = [](const char* word, const std::optional<std::int64_t>& value) {
            return value ? std::string(" ").append(word).append(" ").append(std::to_string(*value))
                         : std::string(" NO ").append(word);
        };
        std::string text = "ALTER SEQUENCE " + name + " AS ";
        text += to.data_type.is_null() ? "bigint" : type_name(to.data_type);
        text += " INCREMENT BY " + std::to_string(options.increment.value_or(1));
        text += limit("MINVALUE", options.minvalue) + limit("MAXVALUE", options.maxvalue);
        const bool down = options.increment.value_or(1) < 0;
        const std::int64_t first = down ? options.maxvalue.value_or(-1) : options.minvalue.value_or(1);
        text += " START WITH " + std::to_string(options.start.value_or(first));
        text += " CACHE " + std::to_string(options.cache.value_or(1));
        text += options.cycle.value_or(false) ? " CYCLE" : " NO CYCLE";
        statements.push_back(std::move(text));
    }
    if (from.comment != to.comment) {
        statements.push_back("COMMENT ON SEQUENCE " + name + " IS " +
                             (to.comment.empty() ? std::string("NULL") : literal(to.comment)));
    }
    return statements;
}

}  // namespace azoth::postgresql

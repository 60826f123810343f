#include "postgresql/alter.hpp"

#include "postgresql/ddl_compiler.hpp"
#include "postgresql/not_null_name.hpp"
#include "postgresql/type_names.hpp"
#include "sql/text_lexer.hpp"
#include <azoth/error.hpp>
#include <azoth/expression/ast.hpp>

#include <algorithm>

namespace azoth::postgresql {
namespace {

PostgresqlDdlCompiler compiler() { return PostgresqlDdlCompiler(CompileOptions()); }

// The end of a column definition: its identity, or a named NOT NULL.
std::string identity_text(const AlteredTable& table, const std::string& column) {
    const std::string definition = compiler().column_definition(*table.to_table, *table.to_table->find(column));
    const std::size_t at = definition.rfind(" GENERATED ");
    const ReflectedColumn* const after = table.to.find(column);
    const bool named = after != nullptr && !after->not_null.name.empty();
    const std::size_t end = named ? definition.rfind(" CONSTRAINT ") : std::string::npos;
    return definition.substr(at, end == std::string::npos ? end : end - at);
}

// The constraint of a table by its name.
const TableConstraint* find_constraint(const ast::TableNode& table, const std::string& name) {
    for (const TableConstraint& constraint : table.constraints) {
        const bool same = std::visit([&](const auto& info) { return info.name == name; }, constraint);
        if (same) return &constraint;
    }
    return nullptr;
}

// Whether a column is dropped and added: what computes it becomes another. A virtual column has no values that could
// stay.
bool is_made_anew(const ReflectedColumn& before, const ReflectedColumn& after) {
    const bool keeps_values = before.computed_stored && after.computed_sql.empty();
    return !keeps_values &&
           (before.computed_sql != after.computed_sql || before.computed_stored != after.computed_stored);
}

class TableAlterer {
public:
    TableAlterer(const AlteredTable& table, AlterScript& script)
        : table_(table), script_(script), name_(qualified(table.to.schema, table.to.name)) {}

    void run() {
        // Dependent objects are dropped first and created last.
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

    // A change of its comment does not make a constraint a different one.
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
            } else if (before->computed_stored && column.computed_sql.empty()) {
                // The stored values are kept.
                alter("ALTER COLUMN " + quoted_identifier(column.name) + " DROP EXPRESSION");
                change(*before, column);
            } else if (is_made_anew(*before, column)) {
                // PostgreSQL has no other way to compute the values again.
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
        const bool numbered_anew = after.identity && !(before.identity == after.identity);
        const bool identity_goes = before.identity && !(before.identity == after.identity);
        const bool serial_goes = before.is_serial() && !after.is_serial();
        const bool serial_comes = after.is_serial() && !before.is_serial();
        // A default may not fit the new type, so it is set again after the type.
        const bool default_changed = before.default_sql != after.default_sql || before.is_serial() != after.is_serial();
        if (!before.default_sql.empty() && (default_changed || retyped)) alter(column + "DROP DEFAULT");
        // The new counter continues at the value of the old one.
        if (identity_goes && serial_comes) {
            // Both counters may have the same name.
            create_sequence(former_counter(), after);
            continue_at(literal(former_counter()) + "::pg_catalog.regclass", identity_sequence(before), {});
        }
        if (serial_goes && numbered_anew) {
            script_.then.push_back("ALTER SEQUENCE " + sequence_name(before) + " OWNED BY NONE");
            script_.then.push_back("ALTER SEQUENCE " + sequence_name(before) + " RENAME TO " + counter_name);
        }
        if (identity_goes && !numbered_anew) alter(column + "DROP IDENTITY");
        if (identity_goes && serial_comes) {
            script_.then.push_back("ALTER SEQUENCE " + former_counter() + " RENAME TO " +
                                   name_alone(sequence_name(after)));
        }
        if (serial_goes && !numbered_anew) script_.then.push_back("DROP SEQUENCE " + sequence_name(before));
        if (retyped) {
            const std::string type = type_name(after.type);
            std::string cast = type.substr(0, type.find(" COLLATE "));
            alter(column + "TYPE " + type + " USING " + quoted_identifier(after.name) + "::pg_catalog.text::" + cast);
            if (before.is_serial() && after.is_serial()) {
                script_.then.push_back("ALTER SEQUENCE " + sequence_name(before) + " AS " + type);
            }
        }
        if (before.nullable != after.nullable && (after.nullable ? !numbered_anew : true)) {
            const NotNullInfo& added = after.not_null;
            if (after.nullable) {
                alter(column + "DROP NOT NULL");
            } else if (added.name.empty() && !added.not_valid) {
                alter(column + "SET NOT NULL");
            } else {
                alter("ADD " + (added.name.empty() ? "" : "CONSTRAINT " + quoted_identifier(added.name) + ' ') +
                      "NOT NULL " + quoted_identifier(after.name) + (added.not_valid ? " NOT VALID" : ""));
            }
        } else if (!after.nullable && before.not_null.name != after.not_null.name) {
            alter("RENAME CONSTRAINT " + not_null_name(before) + " TO " + not_null_name(after));
        }
        if (!after.default_sql.empty() && (default_changed || retyped)) {
            if (serial_comes && !identity_goes) {
                create_sequence(sequence_name(after), after);
                continue_after_rows(literal(sequence_name(after)) + "::pg_catalog.regclass", after, SequenceOptions());
            }
            if (serial_comes) own_sequence(after);
            alter(column + "SET DEFAULT " + after.default_sql);
        }
        if (!numbered_anew) return;
        if (identity_goes) {
            change_identity(column, *before.identity, *after.identity);
            return;
        }
        alter(column + "ADD" + identity_text(table_, after.name));
        if (serial_goes) {
            continue_at(identity_sequence(after), literal(former_counter()) + "::pg_catalog.regclass",
                        after.identity->options);
            script_.then.push_back("DROP SEQUENCE " + former_counter());
        } else {
            continue_after_rows(identity_sequence(after), after, after.identity->options);
        }
    }

    std::string not_null_name(const ReflectedColumn& column) const {
        const std::string& name = column.not_null.name;
        return quoted_identifier(name.empty() ? made_not_null_name(table_.to.name, column.name) : name);
    }

    // The counter is kept; its options are changed.
    void change_identity(const std::string& column, const IdentityInfo& before, const IdentityInfo& after) {
        if (before.always != after.always) {
            alter(column + "SET GENERATED " + (after.always ? "ALWAYS" : "BY DEFAULT"));
        }
        if (before.options == after.options) return;
        const SequenceOptions& options = after.options;
        const auto limit = [](const char* word, const std::optional<std::int64_t>& value) {
            return value ? std::string(" SET ").append(word).append(" ").append(std::to_string(*value))
                         : std::string(" SET NO ").append(word);
        };
        const bool down = options.increment.value_or(1) < 0;
        const std::int64_t first = down ? options.maxvalue.value_or(-1) : options.minvalue.value_or(1);
        alter(column + "SET INCREMENT BY " + std::to_string(options.increment.value_or(1)) +
              limit("MINVALUE", options.minvalue) + limit("MAXVALUE", options.maxvalue) + " SET START WITH " +
              std::to_string(options.start.value_or(first)) + " SET CACHE " +
              std::to_string(options.cache.value_or(1)) +
              (options.cycle.value_or(false) ? " SET CYCLE" : " SET NO CYCLE"));
    }

    // A SERIAL column's default contains the name of its sequence.
    static std::string sequence_name(const ReflectedColumn& column) {
        const std::size_t open = column.default_sql.find('\'');
        const std::size_t close = column.default_sql.rfind('\'');
        if (open == std::string::npos || close <= open) return {};
        std::string name;
        for (std::size_t i = open + 1; i < close; ++i) {
            name += column.default_sql[i];
            if (column.default_sql[i] == '\'') ++i;
        }
        return name;
    }
    // The name of the counter while one way of numbering replaces another.
    static constexpr const char* counter_name = "azoth_counter";
    std::string former_counter() const { return qualified(table_.to.schema, counter_name); }
    // The name without its schema.
    static std::string name_alone(const std::string& written) {
        std::size_t begin = 0;
        bool quoted = false;
        for (std::size_t i = 0; i < written.size(); ++i) {
            if (written[i] == '"') quoted = !quoted;
            if (written[i] == '.' && !quoted) begin = i + 1;
        }
        return written.substr(begin);
    }
    void create_sequence(const std::string& name, const ReflectedColumn& column) {
        std::string text = "CREATE SEQUENCE " + name;
        if (column.type.kind() != TypeKind::big_integer) text += " AS " + type_name(column.type);
        script_.then.push_back(std::move(text));
    }
    void own_sequence(const ReflectedColumn& column) {
        script_.then.push_back("ALTER SEQUENCE " + sequence_name(column) + " OWNED BY " + name_ + '.' +
                               quoted_identifier(column.name));
    }
    std::string identity_sequence(const ReflectedColumn& column) const {
        return "pg_catalog.pg_get_serial_sequence(" + literal(name_) + ", " + literal(column.name) + ')';
    }
    void continue_at(const std::string& sequence, const std::string& counter, const SequenceOptions& options) {
        std::string next = "pg_catalog.nextval(" + counter + ')';
        if (options.minvalue) next = "GREATEST(" + next + ", " + std::to_string(*options.minvalue) + ')';
        if (options.maxvalue) next = "LEAST(" + next + ", " + std::to_string(*options.maxvalue) + ')';
        script_.then.push_back("SELECT pg_catalog.setval(" + sequence + ", " + next + ", false)");
    }
    // Existing rows already have numbers.
    void continue_after_rows(const std::string& sequence, const ReflectedColumn& column,
                             const SequenceOptions& options) {
        const bool down = options.increment.value_or(1) < 0;
        const std::int64_t first = down ? options.start.value_or(options.maxvalue.value_or(-1))
                                        : options.start.value_or(options.minvalue.value_or(1));
        const std::string last =
            std::string(down ? "pg_catalog.min(" : "pg_catalog.max(") + quoted_identifier(column.name) + ')';
        script_.then.push_back("SELECT pg_catalog.setval(" + sequence + ", " + last + ") FROM " + name_ + " HAVING " +
                               last + (down ? " OPERATOR(pg_catalog.<=) " : " OPERATOR(pg_catalog.>=) ") +
                               std::to_string(first));
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
        script_.then.push_back(
            compiler().compile(ddl::SetComment{on, table_.to_table, name, {}, std::move(text), false}));
    }

    template <class Info>
    void comments_of(ddl::SetComment::On on, const std::vector<Info>& from, const std::vector<Info>& to) {
        for (const Info& info : to) {
            // A new object exists without a comment.
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
            const bool same = before != nullptr && !is_made_anew(*before, column);
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

}  // namespace

bool view_is_in_the_way(const ReflectedTable& from, const ReflectedTable& to) {
    return std::ranges::any_of(from.columns, [&](const ReflectedColumn& before) {
        const ReflectedColumn* const after = to.find(before.name);
        return after == nullptr || after->type_sql != before.type_sql ||
               after->type.detail().collation != before.type.detail().collation || is_made_anew(before, *after);
    });
}

void alter_table(const AlteredTable& table, AlterScript& script) { TableAlterer(table, script).run(); }

}  // namespace azoth::postgresql

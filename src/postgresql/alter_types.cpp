#include "postgresql/alter.hpp"
#include "postgresql/ddl_compiler.hpp"
#include "postgresql/type_names.hpp"
#include "sql/text_lexer.hpp"
#include <azoth/error.hpp>

#include <algorithm>

namespace azoth::postgresql {
namespace {

PostgresqlDdlCompiler type_compiler() { return PostgresqlDdlCompiler(CompileOptions()); }

// Whether a column is of a type, or an array of it.
bool is_of_type(const ReflectedColumn& column, const SqlType& type) {
    const bool array = column.type.kind() == TypeKind::array;
    const SqlType& other = array ? column.type.element() : column.type;
    return other.kind() == type.kind() && other.detail().name == type.detail().name &&
           other.detail().schema == type.detail().schema;
}

// Whether a condition may refer to columns or a type: one of their names is among its words.
bool mentions(std::string_view text, const std::vector<std::string>& names) {
    return std::ranges::any_of(names, [&](const std::string& name) {
        for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
            const bool begins = at == 0 || !is_word(text[at - 1]);
            const std::size_t end = at + name.size();
            if (begins && (end == text.size() || !is_word(text[end]))) return true;
        }
        return false;
    });
}

/// Drops the parts of a table that keep columns from getting another type, and removes them from the known state of the
/// table, so that they are added again after the type has changed.
class Obstacles {
public:
    Obstacles(ReflectedTable& table, std::vector<std::string> names, std::vector<std::string>& statements)
        : table_(table),
          names_(std::move(names)),
          statements_(statements),
          alter_("ALTER TABLE " + qualified(table.schema, table.name) + ' ') {}

    void drop() {
        drop_constraints(table_.checks, [&](const ReflectedCheck& check) { return mentions(check.condition_sql); });
        drop_constraints(table_.foreign_keys, [&](const ReflectedForeignKey& key) { return any(key.columns); });
        drop_constraints(table_.exclusions, [&](const ReflectedExclude& one) {
            return mentions(one.where_sql) || any_element(one.elements);
        });
        std::erase_if(table_.indexes, [&](const ReflectedIndex& index) {
            if (!mentions(index.where_sql) && !any_element(index.elements)) return false;
            statements_.push_back("DROP INDEX " + qualified(table_.schema, index.name));
            return true;
        });
        std::erase_if(table_.columns, [&](const ReflectedColumn& column) {
            if (column.computed_sql.empty() || !mentions(column.computed_sql)) return false;
            statements_.push_back(alter_ + "DROP COLUMN " + quoted_identifier(column.name));
            return true;
        });
    }

private:
    bool mentions(const std::string& text) const { return postgresql::mentions(text, names_); }
    bool any(const std::vector<std::string>& columns) const {
        return std::ranges::any_of(columns, [&](const std::string& c) { return mentions(c); });
    }
    bool any_element(const std::vector<ReflectedIndexElement>& elements) const {
        return std::ranges::any_of(
            elements, [&](const ReflectedIndexElement& e) { return mentions(e.expression_sql) || mentions(e.column); });
    }
    template <class Info, class Predicate>
    void drop_constraints(std::vector<Info>& infos, const Predicate& stands_in_the_way) {
        std::erase_if(infos, [&](const Info& info) {
            if (!stands_in_the_way(info)) return false;
            statements_.push_back(alter_ + "DROP CONSTRAINT " + quoted_identifier(info.name));
            return true;
        });
    }

    ReflectedTable& table_;
    std::vector<std::string> names_;
    std::vector<std::string>& statements_;
    std::string alter_;
};

std::vector<std::string> alter_enum(const SqlType& from, const SqlType& to, ReflectedSchema& schema) {
    const std::vector<std::string>& before = from.detail().labels;
    const std::vector<std::string>& after = to.detail().labels;
    const std::string name = qualified(to.detail().schema, to.detail().name);
    std::vector<std::string> statements;
    // Labels can only be added: the old ones must all exist, in the same order.
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
    std::vector<std::string> alterations;
    for (ReflectedTable& table : schema.tables) {
        if (table.kind != TableKind::table) continue;
        std::vector<std::string> names{to.detail().name};
        for (const ReflectedColumn& column : table.columns) {
            if (is_of_type(column, to)) names.push_back(column.name);
        }
        Obstacles(table, names, statements).drop();
        for (ReflectedColumn& column : table.columns) {
            const std::string alter = "ALTER TABLE " + qualified(table.schema, table.name) + " ALTER COLUMN " +
                                      quoted_identifier(column.name) + ' ';
            const bool typed = is_of_type(column, to);
            if (!column.default_sql.empty() && (typed || mentions(column.default_sql, {to.detail().name}))) {
                statements.push_back(alter + "DROP DEFAULT");
                column.default_sql.clear();
            }
            if (!typed || !table.options.partition_of.empty()) continue;
            const std::string brackets = column.type.kind() == TypeKind::array ? "[]" : "";
            alterations.push_back(alter + "TYPE " + name + brackets + " USING " + quoted_identifier(column.name) +
                                  "::pg_catalog.text" + brackets + "::" + name + brackets);
        }
    }
    statements.push_back("ALTER TYPE " + name + " RENAME TO " + quoted_identifier(old));
    statements.push_back(type_compiler().compile(ddl::CreateType{to}));
    for (std::string& statement : alterations) statements.push_back(std::move(statement));
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
    const auto checks = [](const DomainDetail& domain) {
        auto all = domain.more_checks;
        if (!domain.check_sql.empty()) all.emplace(all.begin(), domain.constraint, domain.check_sql);
        return all;
    };
    const auto old_checks = checks(before);
    const auto new_checks = checks(after);
    for (const auto& check : old_checks) {
        if (std::ranges::find(new_checks, check) != new_checks.end()) continue;
        statements.push_back(alter + "DROP CONSTRAINT " + quoted_identifier(check.first));
    }
    for (const auto& check : new_checks) {
        if (std::ranges::find(old_checks, check) != old_checks.end()) continue;
        statements.push_back(alter + "ADD CONSTRAINT " + quoted_identifier(check.first) + " CHECK (" + check.second +
                             ')');
    }
    return statements;
}

}  // namespace

std::vector<std::string> alter_type(const SqlType& from, const SqlType& to, ReflectedSchema& schema) {
    if (from.kind() == TypeKind::enumeration && to.kind() == from.kind()) return alter_enum(from, to, schema);
    // A base type that is user-defined may have changed, too; it is altered separately.
    const auto is_same_base = [](const SqlType& a, const SqlType& b) {
        const bool named = a.kind() == TypeKind::domain || a.kind() == TypeKind::enumeration;
        return a == b || (named && a.kind() == b.kind() && a.detail().name == b.detail().name &&
                          a.detail().schema == b.detail().schema);
    };
    const bool same_base =
        from.kind() == TypeKind::domain && to.kind() == from.kind() && is_same_base(from.element(), to.element());
    if (same_base) return alter_domain(from, to);
    throw UnsupportedCompilationError("postgresql cannot change the structure of type " + to_string(to) +
                                      ". Create a new type and convert the columns.");
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

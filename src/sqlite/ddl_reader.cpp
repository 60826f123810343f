#include "sqlite/ddl_reader.hpp"

#include "sqlite/ddl_tokens.hpp"
#include "types/ascii.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <unordered_map>
#include <utility>

namespace azoth::sqlite {
namespace {

constexpr std::array<std::string_view, 11> column_constraints{
    "CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "GENERATED", "AS"};
constexpr std::array<std::string_view, 5> table_constraints{"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"};

template <std::size_t N>
bool is_one_of(const std::string& word, const std::array<std::string_view, N>& words) {
    return std::ranges::find(words, std::string_view(word)) != words.end();
}

std::string take_on_conflict(DdlCursor& cursor) {
    if (cursor.peek().keyword != "ON") return {};
    cursor.next();
    cursor.take("CONFLICT");
    return cursor.next().keyword;
}

// "CASCADE", "SET NULL", ...; NO ACTION is the default.
std::string take_action(DdlCursor& cursor) {
    std::string action = cursor.next().keyword;
    if (action == "SET" || action == "NO") action += ' ' + cursor.next().keyword;
    return action == "NO ACTION" ? std::string() : action;
}

class TableReader {
public:
    explicit TableReader(ReflectedTable& table) : table_(table) {
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            by_name_.emplace(ascii::to_lower(table.columns[i].name), i);
        }
    }

    bool has_descending_key() const noexcept { return descending_key_; }

    void read(DdlCursor& cursor) {
        while (!cursor.done() && cursor.peek().keyword != "(") cursor.next();
        for (DdlCursor& part : cursor.take_parts()) {
            // A constraint may follow a column without a comma.
            if (!is_one_of(part.peek().keyword, table_constraints)) read_column(part);
            while (!part.done()) {
                const std::size_t before = part.position();
                read_constraint(part, nullptr);
                if (part.position() == before) part.next();
            }
        }
    }

private:
    void read_column(DdlCursor& cursor) {
        const std::string name = cursor.next().text;
        const auto found = by_name_.find(ascii::to_lower(name));
        if (found == by_name_.end()) return;
        ReflectedColumn& column = table_.columns[found->second];
        while (!cursor.done() && !is_one_of(cursor.peek().keyword, column_constraints)) {
            if (cursor.take_parentheses().empty()) cursor.next();
        }
        while (!cursor.done()) {
            const std::size_t before = cursor.position();
            read_constraint(cursor, &column);
            if (cursor.position() == before) cursor.next();
        }
    }

    void read_constraint(DdlCursor& cursor, ReflectedColumn* column) {
        ConstraintInfo common;
        common.name_is_final = true;
        if (cursor.take("CONSTRAINT")) common.name = cursor.next().text;
        if (cursor.take("PRIMARY")) {
            cursor.take("KEY");
            read_primary_key(cursor, std::move(common), column);
        } else if (cursor.take("UNIQUE")) {
            UniqueInfo& unique = table_.unique_constraints.emplace_back();
            static_cast<ConstraintInfo&>(unique) = std::move(common);
            unique.columns = columns_of(cursor, column);
            unique.on_conflict = take_on_conflict(cursor);
        } else if (cursor.take("CHECK")) {
            ReflectedCheck& check = table_.checks.emplace_back();
            static_cast<ConstraintInfo&>(check) = std::move(common);
            check.condition_sql = cursor.take_parentheses();
            take_on_conflict(cursor);
        } else if (cursor.take("FOREIGN")) {
            cursor.take("KEY");
            std::vector<std::string> columns = cursor.take_names();
            cursor.take("REFERENCES");
            read_foreign_key(cursor, std::move(common), std::move(columns));
        } else if (column != nullptr) {
            read_column_constraint(cursor, std::move(common), *column);
        }
    }

    void read_column_constraint(DdlCursor& cursor, ConstraintInfo common, ReflectedColumn& column) {
        if (cursor.take("REFERENCES")) {
            read_foreign_key(cursor, std::move(common), {column.name});
        } else if (cursor.take("NOT")) {
            if (cursor.take("NULL")) column.on_conflict_not_null = take_on_conflict(cursor);
        } else if (cursor.take("NULL")) {
            take_on_conflict(cursor);
        } else if (cursor.take("COLLATE")) {
            column.type = column.type.with_collation(cursor.next().text);
        } else if (cursor.take("DEFAULT")) {
            if (!cursor.take_parentheses().empty()) return;
            if (!cursor.take("-")) cursor.take("+");
            cursor.next();
            while (cursor.take(".")) cursor.next();
        } else if (cursor.peek().keyword == "GENERATED" || cursor.peek().keyword == "AS") {
            if (cursor.take("GENERATED")) cursor.take("ALWAYS");
            cursor.take("AS");
            column.computed_sql = cursor.take_parentheses();
            if (!cursor.take("STORED")) cursor.take("VIRTUAL");
        }
    }

    void read_primary_key(DdlCursor& cursor, ConstraintInfo common, const ReflectedColumn* column) {
        static_cast<ConstraintInfo&>(table_.primary_key) = std::move(common);
        table_.primary_key.columns = columns_of(cursor, column);
        const bool descending = !cursor.take("ASC") && cursor.take("DESC");
        // At the column, DESC makes the key an index beside the rowid; in a table constraint it does not.
        if (descending && column != nullptr) descending_key_ = true;
        table_.primary_key.on_conflict = take_on_conflict(cursor);
        if (cursor.take("AUTOINCREMENT")) table_.options.sqlite_autoincrement = true;
    }

    void read_foreign_key(DdlCursor& cursor, ConstraintInfo common, std::vector<std::string> columns) {
        ReflectedForeignKey& key = table_.foreign_keys.emplace_back();
        static_cast<ConstraintInfo&>(key) = std::move(common);
        for (std::string& name : columns) key.columns.push_back(spelled(name));
        key.referred_schema = table_.schema;
        key.referred_table = cursor.next().text;
        key.referred_columns = cursor.take_names();
        while (!cursor.done()) {
            if (cursor.take("ON")) {
                const bool deleted = cursor.next().keyword == "DELETE";
                (deleted ? key.on_delete : key.on_update) = take_action(cursor);
            } else if (cursor.take("MATCH")) {
                key.match = cursor.next().keyword;
            } else if (cursor.take("DEFERRABLE")) {
                key.deferrable = true;
                if (cursor.take("INITIALLY")) key.initially = cursor.next().keyword;
            } else if (cursor.peek().keyword == "NOT") {
                DdlCursor ahead = cursor;
                ahead.next();
                if (ahead.peek().keyword != "DEFERRABLE") return;
                cursor.next();
                cursor.next();
                if (cursor.take("INITIALLY")) cursor.next();
            } else {
                return;
            }
        }
    }

    std::vector<std::string> columns_of(DdlCursor& cursor, const ReflectedColumn* column) const {
        if (column != nullptr) return {column->name};
        std::vector<std::string> names;
        for (const std::string& name : cursor.take_names()) names.push_back(spelled(name));
        return names;
    }
    // The spelling of the name at its column.
    std::string spelled(const std::string& name) const {
        const auto found = by_name_.find(ascii::to_lower(name));
        return found == by_name_.end() ? name : table_.columns[found->second].name;
    }

    ReflectedTable& table_;
    std::unordered_map<std::string, std::size_t> by_name_;  // names in lower case, indexes of columns
    bool descending_key_ = false;
};

ReflectedIndexElement read_element(DdlCursor cursor) {
    ReflectedIndexElement element;
    std::string text = cursor.rest();
    const DdlToken first = cursor.next();
    bool plain = first.is_name;
    while (!cursor.done()) {
        const DdlToken& token = cursor.next();
        const bool direction = token.keyword == "ASC" || token.keyword == "DESC";
        if (!direction || !cursor.done()) {
            plain = false;
            continue;
        }
        element.descending = token.keyword == "DESC";
        text.resize(text.size() - token.keyword.size());
        while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) text.pop_back();
    }
    (plain ? element.column : element.expression_sql) = plain ? first.text : text;
    return element;
}

}  // namespace

bool same_name(std::string_view a, std::string_view b) noexcept {
    const auto lower = [](char c) { return ascii::to_lower(c); };
    return std::ranges::equal(a, b, {}, lower, lower);
}

bool read_create_table(std::string_view sql, ReflectedTable& table) {
    const std::vector<DdlToken> tokens = ddl_tokens(sql);
    DdlCursor cursor(sql, tokens, 0, tokens.size());
    TableReader reader(table);
    reader.read(cursor);
    return !reader.has_descending_key();
}

void read_table_options(std::string_view sql, TableOptions& options) {
    const std::vector<DdlToken> tokens = ddl_tokens(sql);
    for (std::size_t at = tokens.size(); at > 0 && tokens[at - 1].keyword != ")"; --at) {
        if (tokens[at - 1].keyword == "STRICT") options.strict = true;
        if (tokens[at - 1].keyword == "WITHOUT") options.without_rowid = true;
    }
}

ReflectedIndex read_create_index(std::string_view sql) {
    const std::vector<DdlToken> tokens = ddl_tokens(sql);
    DdlCursor cursor(sql, tokens, 0, tokens.size());
    ReflectedIndex index;
    cursor.take("CREATE");
    index.unique = cursor.take("UNIQUE");
    while (!cursor.done() && cursor.peek().keyword != "(") cursor.next();
    for (const DdlCursor& part : cursor.take_parts()) index.elements.push_back(read_element(part));
    if (cursor.take("WHERE")) index.where_sql = cursor.rest();
    return index;
}

std::string read_create_view(std::string_view sql) {
    const std::vector<DdlToken> tokens = ddl_tokens(sql);
    DdlCursor cursor(sql, tokens, 0, tokens.size());
    // CREATE [TEMP] VIEW name [(columns)] AS
    while (!cursor.done() && cursor.next().keyword != "VIEW") {
    }
    cursor.next();
    while (!cursor.done()) {
        if (cursor.take("AS")) break;
        if (cursor.take_parentheses().empty()) cursor.next();
    }
    return cursor.rest();
}

}  // namespace azoth::sqlite

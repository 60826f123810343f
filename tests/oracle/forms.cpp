#include "catch.hpp"
#include "oracle/case.hpp"
#include "oracle/database.hpp"
#include "oracle/values.hpp"
#include <azoth/error.hpp>
#include <azoth/sql/statement_node.hpp>
#include <azoth/sql/view.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <iostream>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

// Every query of the oracle in other forms: with literals instead of parameters, as a view, as a subquery. Its rows
// must be the same.

namespace {

namespace az = azoth;
namespace json = boost::json;

// Cases whose result differs in another form, for reasons outside of azoth.
const std::map<std::string, std::string>& exceptions() {
    static const std::map<std::string, std::string> all{
        {"typ-011", "in a select list SQLAlchemy's text shows no types"},
        {"lit-001", "recorded with literals, of which one has lost its type"},
        {"lit-009", "recorded with a literal that has lost its type"},
        {"sub-018", "recorded with the type of the array's elements"},
        {"cte-017", "a statement that changes rows is neither a view nor a subquery"},
    };
    return all;
}

// The recorded properties of the cases other than their rows.
struct Recorded {
    std::set<std::string> unordered;
    std::map<std::string, std::vector<std::string>> types;
};

Recorded recorded_forms() {
    Recorded recorded;
    std::istringstream in(oracle::read_data("cases.jsonl"));
    for (std::string line; std::getline(in, line);) {
        if (line.empty()) continue;
        const json::object entry = json::parse(line).as_object();
        const std::string id(entry.at("id").as_string());
        const auto* const flag = entry.if_contains("unordered");
        if (flag != nullptr && flag->is_bool() && flag->as_bool()) recorded.unordered.insert(id);
        if (entry.at("pg").is_null()) continue;
        if (const auto* const types = entry.at("pg").as_object().if_contains("types"); types && types->is_array()) {
            for (const auto& type : types->as_array()) recorded.types[id].emplace_back(type.as_string());
        }
    }
    return recorded;
}

bool is_query(const az::Statement& statement) {
    return dynamic_cast<const az::ast::SelectNode*>(statement.node().get()) != nullptr ||
           dynamic_cast<const az::ast::CompoundNode*>(statement.node().get()) != nullptr;
}

az::ParameterBuffer parameters_of(const az::Compiled& compiled, const oracle::Case& entry) {
    az::ParameterBuffer buffer;
    for (const auto& bind : compiled.binds) {
        const auto given = bind->unique ? entry.execute.end() : entry.execute.find(bind->key);
        buffer.add(given != entry.execute.end() ? given->second : bind->value);
    }
    return buffer;
}

class Forms {
public:
    Forms(oracle::Database& database, const oracle::Case& entry, az::Statement statement, const Recorded& recorded)
        : database_(database),
          entry_(entry),
          statement_(std::move(statement)),
          recorded_(recorded),
          ordered_(!recorded.unordered.contains(entry.id)) {}

    // The errors, one in each line.
    std::vector<std::string> run() {
        const az::Compiled plain = database_.dialect().compile(statement_, entry_.options);
        const az::ParameterBuffer buffer = parameters_of(plain, entry_);
        wanted_ = answer([&] { return database_.execute(plain, buffer); }, "with parameters", plain.text->sql);
        if (!wanted_) return {};
        subquery(plain, buffer);
        literals();
        view();
        return std::move(wrong_);
    }

    int compared = 0;

private:
    template <class Run>
    std::optional<oracle::Outcome> answer(Run run, std::string_view form, const std::string& sql) {
        database_.control("BEGIN");
        std::optional<oracle::Outcome> outcome;
        try {
            outcome = run();
        } catch (const az::Error& error) {
            wrong_.push_back(std::string(form) + ": " + error.what() + "\n" + sql);
        }
        database_.control("ROLLBACK");
        return outcome;
    }

    void compare(const std::optional<oracle::Outcome>& seen, std::string_view form, const std::string& sql) {
        ++compared;
        if (!seen) return;
        std::vector<json::value> left = wanted_->rows;
        bool same = left.size() == seen->rows.size();
        for (std::size_t i = 0; same && i < seen->rows.size(); ++i) {
            const auto end = ordered_ ? left.begin() + 1 : left.end();
            const auto found = std::find_if(left.begin(), end,
                                            [&](const json::value& row) { return oracle::same(seen->rows[i], row); });
            same = found != end;
            if (same) left.erase(found);
        }
        if (same) return;
        wrong_.push_back(std::string(form) + " gives " +
                         json::serialize(json::array(seen->rows.begin(), seen->rows.end())) + "\nrather than " +
                         json::serialize(json::array(wanted_->rows.begin(), wanted_->rows.end())) + "\n" + sql);
    }

    bool has_distinct_names(const az::Compiled& compiled) const {
        std::set<std::string> names;
        for (const auto& column : wanted_->columns) {
            if (!names.insert(column).second || column == "?column?") return false;
        }
        return compiled.text->columns.size() == wanted_->columns.size();
    }

    void subquery(const az::Compiled& plain, const az::ParameterBuffer& buffer) {
        if (!has_distinct_names(plain)) return;
        // The placeholders keep their positions.
        az::Compiled wrapped = plain;
        auto text = std::make_shared<az::StatementText>(*plain.text);
        text->sql = "SELECT * FROM (" + plain.text->sql + ") AS outermost";
        text->seal();
        wrapped.text = text;
        const auto seen = answer([&] { return database_.execute(wrapped, buffer); }, "as a subquery", text->sql);
        compare(seen, "as a subquery", text->sql);
    }

    void literals() {
        if (!entry_.execute.empty()) return;
        az::CompileOptions options = entry_.options;
        options.literal_binds = true;
        az::Compiled compiled;
        try {
            compiled = database_.dialect().compile(statement_, options);
        } catch (const az::Error& error) {
            ++refused;
            return;
        }
        const az::ParameterBuffer none;
        const auto seen =
            answer([&] { return database_.execute(compiled, none); }, "with literals", compiled.text->sql);
        compare(seen, "with literals", compiled.text->sql);
    }

    // A view keeps the types, too.
    void view() {
        az::CompileOptions options = entry_.options;
        std::string create;
        // A new name each time: plans of earlier views are cached.
        static int number = 0;
        const std::string name = "form_" + std::to_string(++number);
        if (!entry_.execute.empty()) return;
        const az::Compiled plain = database_.dialect().compile(statement_, options);
        if (!has_distinct_names(plain)) return;
        try {
            az::MetaData metadata;
            const az::View view(name, metadata, statement_);
            create = database_.dialect().compile(az::CreateView(view), options).text->sql;
        } catch (const az::Error&) {
            ++refused;
            return;
        }
        // A permanent view may not refer to an attached database.
        create.replace(create.find("CREATE"), 6, "CREATE TEMPORARY");
        std::vector<std::string> types;
        const auto seen = answer(
            [&] {
                database_.query(create);
                if (database_.name() == "pg") {
                    const std::string catalog =
                        "SELECT CASE WHEN typelem > 0 AND typlen = -1 THEN substr(typname, 2) || '[]' "
                        "ELSE typname::text END FROM pg_attribute JOIN pg_type t ON t.oid = atttypid "
                        "WHERE attrelid = '" +
                        name + "'::regclass AND attnum > 0 ORDER BY attnum";
                    const auto rows = database_.query(catalog);
                    for (const auto& row : rows.rows) types.emplace_back(row.as_array().at(0).as_string());
                }
                return database_.query("SELECT * FROM " + name);
            },
            "as a view", create);
        compare(seen, "as a view", create);
        const auto types_then = recorded_.types.find(entry_.id);
        if (!seen || types_then == recorded_.types.end() || types == types_then->second || database_.name() != "pg")
            return;
        std::string line = "as a view has the types";
        for (const std::string& type : types) line += " " + type;
        line += " rather than";
        for (const std::string& type : types_then->second) line += " " + type;
        wrong_.push_back(line + "\n" + create);
    }

    oracle::Database& database_;
    const oracle::Case& entry_;
    az::Statement statement_;
    const Recorded& recorded_;
    bool ordered_;
    std::optional<oracle::Outcome> wanted_;
    std::vector<std::string> wrong_;

public:
    int refused = 0;
};

}  // namespace

TEST_CASE("a query returns the same rows with literals, as a view and as a subquery", "[oracle]") {
    const Recorded recorded = recorded_forms();
    int compared = 0;
    int different = 0;
    int refused = 0;
    for (const auto& database : {oracle::Database::postgresql(), oracle::Database::sqlite()}) {
        for (const oracle::Case& entry : oracle::cases().all()) {
            if (exceptions().contains(entry.id)) continue;
            std::vector<az::Statement> statements;
            try {
                statements = entry.build(database->dialect());
            } catch (const az::Error&) {
                continue;  // not for this database
            }
            for (const az::Statement& statement : statements) {
                if (!is_query(statement)) continue;
                std::vector<std::string> wrong;
                try {
                    static_cast<void>(database->dialect().compile(statement, entry.options));
                } catch (const az::Error&) {
                    continue;
                }
                Forms forms(*database, entry, statement, recorded);
                wrong = forms.run();
                compared += forms.compared;
                refused += forms.refused;
                different += static_cast<int>(wrong.size());
                for (const std::string& what : wrong) {
                    INFO(entry.id << " on " << database->name() << " " << what);
                    CHECK(what.empty());
                }
            }
        }
    }
    std::cout << "literals: " << compared << " answers, " << different << " different, " << refused
              << " without a literal form" << std::endl;
    CHECK(compared > 1000);
}

#include "catch.hpp"
#include "folded.hpp"
#include "oracle/case.hpp"
#include "oracle/database.hpp"
#include "oracle/values.hpp"
#include <azoth/error.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace az = azoth;
namespace json = boost::json;

std::vector<json::object> recorded_cases() {
    std::vector<json::object> cases;
    std::istringstream in(oracle::read_data("cases.jsonl"));
    for (std::string line; std::getline(in, line);) {
        if (!line.empty()) cases.push_back(json::parse(line).as_object());
    }
    return cases;
}

// The parts of "a;\nb", in order, or sorted where the order doesn't matter.
std::string statements(const std::string& text, bool sorted) {
    std::vector<std::string> parts;
    std::size_t begin = 0;
    for (std::size_t at = 0; (at = text.find(";\n", begin)) != std::string::npos; begin = at + 2) {
        parts.push_back(azoth_tests::folded(text.substr(begin, at - begin)));
    }
    parts.push_back(azoth_tests::folded(text.substr(begin)));
    if (sorted) std::sort(parts.begin(), parts.end());
    std::string joined;
    for (const std::string& part : parts) joined += part + ";\n";
    return joined;
}

class Check {
public:
    Check(const json::object& recorded, const oracle::Case& entry, oracle::Database& database)
        : recorded_(recorded),
          expected_(recorded.at(database.name()).as_object()),
          entry_(entry),
          database_(database) {}

    bool is_ddl() const { return flag("ddl"); }
    const std::string& text() const { return text_; }
    const std::string& trouble() const { return trouble_; }

    // Whether the text equals SQLAlchemy's, by the rules of the oracle's README.
    bool compile() {
        for (const az::Statement& statement : entry_.build(database_.dialect())) {
            compiled_.push_back(database_.dialect().compile(statement, entry_.options));
            if (!text_.empty()) text_ += ";\n";
            text_ += compiled_.back().text->sql;
        }
        collect_parameters();
        return equals("sql", "params") || equals("sql_in_order", "params_in_order") || equals("sql_fixed", "params");
    }

    // Whether the result is as recorded; leaves the database unchanged.
    bool execute() {
        const bool concurrently = text_.find("CONCURRENTLY") != std::string::npos;
        if (!concurrently) {
            if (database_.name() == "pg") database_.query(oracle::reset_sequences());
            database_.control("BEGIN");
        }
        bool right = false;
        try {
            right = run();
        } catch (const az::Error& error) {
            trouble_ = error.what();
        }
        if (concurrently) {
            drop_indexes();
        } else {
            database_.control("ROLLBACK");
        }
        return right;
    }

private:
    bool flag(std::string_view key) const {
        const auto* const value = recorded_.if_contains(key);
        return value != nullptr && value->is_bool() && value->as_bool();
    }

    void collect_parameters() {
        buffers_.resize(compiled_.size());
        for (std::size_t i = 0; i < compiled_.size(); ++i) {
            for (const auto& bind : compiled_[i].binds) {
                const auto given = bind->unique ? entry_.execute.end() : entry_.execute.find(bind->key);
                buffers_[i].add(given != entry_.execute.end() ? given->second : bind->value);
            }
            for (json::value& value : database_.sent(compiled_[i], buffers_[i])) {
                parameters_.push_back(std::move(value));
            }
        }
    }

    bool equals(std::string_view sql, std::string_view params) const {
        const auto* const text = expected_.if_contains(sql);
        if (text == nullptr) return false;
        const bool sorted = flag("unordered") && is_ddl();
        if (statements(text_, sorted) != statements(std::string(text->as_string()), sorted)) return false;
        const auto* const values = expected_.if_contains(params);
        return values == nullptr || same_parameters(values->as_array());
    }

    bool same_parameters(const json::array& expected) const {
        if (expected.size() != parameters_.size()) return false;
        for (std::size_t i = 0; i < expected.size(); ++i) {
            const json::value* value = &expected[i];
            if (value->is_object() && value->as_object().contains("hex")) value = &value->as_object().at("hex");
            const json::value printed = as_printed(*value);
            const bool equal = oracle::same(parameters_[i], printed) ||
                               oracle::same(as_json(parameters_[i]), as_json(printed)) ||
                               (parameters_[i].is_array() && array_literal(parameters_[i].as_array()) == printed);
            if (!equal) return false;
        }
        return true;
    }

    // JSON is sent as text, with white space as its writer chose.
    static json::value as_json(const json::value& value) {
        if (!value.is_string()) return value;
        const json::string& text = value.as_string();
        if (!text.starts_with('{') && !text.starts_with('[') && !text.starts_with('"')) return value;
        boost::system::error_code failed;
        json::value parsed = json::parse(text, failed);
        return failed ? value : parsed;
    }

    // An array that is recorded as text is compared as text.
    static json::value array_literal(const json::array& items) {
        std::string text = "{";
        for (const json::value& item : items) {
            if (text.size() > 1) text += ", ";
            text += item.is_string() ? std::string(item.as_string()) : json::serialize(item);
        }
        return json::value(text + '}');
    }

    // An interval is recorded as "1 days 00:00:00" and printed as "1 day".
    static json::value as_printed(const json::value& recorded) {
        static constexpr std::string_view midnight = " 00:00:00";
        if (!recorded.is_string()) return recorded;
        std::string text(recorded.as_string());
        if (!text.ends_with(" days 00:00:00")) return recorded;
        text.resize(text.size() - midnight.size());
        return json::value(text == "1 days" ? "1 day" : text);
    }

    bool run() {
        if (const auto* const setup = expected_.if_contains("setup")) {
            for (const auto& statement : setup->as_array()) database_.query(statement.as_string());
        }
        oracle::Outcome last;
        for (std::size_t i = 0; i < compiled_.size(); ++i) last = database_.execute(compiled_[i], buffers_[i]);
        if (is_ddl()) return true;
        if (!same_answer(last, expected_)) return false;
        if (const auto* const count = expected_.if_contains("rowcount")) {
            // -1: the driver with which it was recorded does not report it.
            if (count->as_int64() >= 0 && count->as_int64() != last.row_count)
                return fail("row count " + std::to_string(last.row_count));
        }
        if (const auto* const after = expected_.if_contains("after")) {
            const auto& query = after->as_object();
            return same_answer(database_.query(query.at("sql").as_string()), query);
        }
        return true;
    }

    bool same_answer(const oracle::Outcome& outcome, const json::object& expected) {
        json::array columns(outcome.columns.begin(), outcome.columns.end());
        if (columns != expected.at("columns").as_array()) return fail("columns " + json::serialize(columns));
        std::vector<json::value> rows(expected.at("rows").as_array().begin(), expected.at("rows").as_array().end());
        const auto seen = [&] {
            return fail("rows " + json::serialize(json::array(outcome.rows.begin(), outcome.rows.end())));
        };
        if (rows.size() != outcome.rows.size()) return seen();
        for (std::size_t i = 0; i < outcome.rows.size(); ++i) {
            // Found items are removed, so in order it is always the first.
            const auto end = flag("unordered") ? rows.end() : rows.begin() + 1;
            const auto found = std::find_if(rows.begin(), end,
                                            [&](const json::value& row) { return oracle::same(outcome.rows[i], row); });
            if (found == end) return seen();
            rows.erase(found);
        }
        return true;
    }

    void drop_indexes() {
        const auto names = database_.query(
            "SELECT indexrelid::regclass::text FROM pg_index WHERE indexrelid >= 16384 "
            "AND NOT indisprimary AND NOT indisunique");
        for (const auto& row : names.rows) {
            database_.control("DROP INDEX " + std::string(row.as_array().at(0).as_string()));
        }
    }

    bool fail(std::string why) {
        trouble_ = std::move(why);
        return false;
    }

    const json::object& recorded_;
    const json::object& expected_;
    const oracle::Case& entry_;
    oracle::Database& database_;
    std::vector<az::Compiled> compiled_;
    std::vector<az::ParameterBuffer> buffers_;
    json::array parameters_;
    std::string text_;
    std::string trouble_;
};

// SQLite 3.43 changed how round() rounds a double next to a half: 37.485 is 37.48 there, 37.49 before.
bool rounds_otherwise(std::string_view id, oracle::Database& database) {
    if (id != "num-018" || database.name() != "sqlite") return false;
    const auto rounded = database.query("SELECT round(37.485, 2)").rows.at(0).as_array().at(0).as_double();
    return rounded < 37.485;
}

}  // namespace

TEST_CASE("every case in azoth is one of the oracle's, and occurs once", "[oracle]") {
    std::set<std::string> recorded;
    for (const json::object& object : recorded_cases())
        CHECK(recorded.insert(std::string(object.at("id").as_string())).second);
    std::set<std::string> said;
    for (const oracle::Case& entry : oracle::cases().all()) {
        INFO(entry.id);
        CHECK(recorded.count(entry.id) == 1);
        CHECK(said.insert(entry.id).second);
    }
    std::cout << "oracle: " << recorded.size() - said.size() << " of " << recorded.size() << " cases are not said yet"
              << std::endl;
}

TEST_CASE("azoth renders the oracle's text and gets its rows on both databases", "[oracle]") {
    const std::vector<json::object> recorded = recorded_cases();
    const char* const only = std::getenv("AZOTH_ORACLE_CASE");
    int cases = 0;
    int renderings = 0;
    int equal_texts = 0;
    int equal_rows = 0;
    for (const auto& database : {oracle::Database::postgresql(), oracle::Database::sqlite()}) {
        for (const json::object& object : recorded) {
            const std::string id(object.at("id").as_string());
            if (only != nullptr && !id.starts_with(only)) continue;
            if (database->name() == "pg") ++cases;
            if (object.at(database->name()).is_null()) continue;
            ++renderings;
            const auto& all = oracle::cases().all();
            const auto entry = std::find_if(all.begin(), all.end(), [&](const auto& c) { return c.id == id; });
            if (entry == all.end()) continue;
            Check check(object, *entry, *database);
            bool text = false;
            bool rows = false;
            std::string trouble;
            try {
                text = check.compile();
                rows = check.execute();
                trouble = check.trouble();
            } catch (const std::exception& error) {
                trouble = error.what();
            }
            equal_texts += text ? 1 : 0;
            equal_rows += rows ? 1 : 0;
            const auto& known = oracle::deviations();
            const bool deviates = std::any_of(known.begin(), known.end(), [&](const oracle::Deviation& d) {
                return d.id == id && d.dialect == database->name();
            });
            INFO(id << " on " << database->name() << "\n" << check.text() << "\n" << trouble);
            INFO("recorded: " << object.at(database->name()).as_object().at("sql").as_string().c_str());
            CHECK(text == !deviates);
            CHECK((rows || rounds_otherwise(id, *database)));
        }
    }
    std::cout << "oracle: " << cases << " cases, " << equal_texts << " text equal, " << equal_rows << " rows equal"
              << " (of " << renderings << " renderings)" << std::endl;
    if (only == nullptr) CHECK(equal_texts * 100 >= renderings * 97);
}

#include "cli/command.hpp"
#include "cli/database_url.hpp"
#include "cli/options.hpp"
#include "cli/read_schemas.hpp"
#include "cli/terminal.hpp"
#include <azoth/driver/backend.hpp>
#include <azoth/reflection/diff.hpp>
#include <azoth/sql/dialect.hpp>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <string_view>

namespace azoth::cli {
namespace {

namespace po = boost::program_options;

constexpr int they_differ = 3;

void print_statements(const std::vector<std::string>& statements) {
    for (const std::string& statement : statements) std::cout << shown_sql(statement) << ";\n";
}

// Whether a name matches a pattern, in which * matches any text: "audit_*", "Shop.*".
bool matches(std::string_view name, std::string_view pattern) {
    if (pattern.empty()) return name.empty();
    if (pattern.front() == '*') {
        return matches(name, pattern.substr(1)) || (!name.empty() && matches(name.substr(1), pattern));
    }
    return !name.empty() && name.front() == pattern.front() && matches(name.substr(1), pattern.substr(1));
}

DiffOptions options_without(const std::vector<std::string>& excluded) {
    DiffOptions options;
    if (excluded.empty()) return options;
    options.include = [excluded](const std::string& full_name) {
        return std::ranges::none_of(excluded, [&](const std::string& pattern) { return matches(full_name, pattern); });
    };
    return options;
}

int run_diff(const std::vector<std::string>& arguments) {
    po::options_description options("options");
    options.add_options()("to", po::value<std::string>(),
                          "the URL of the database that is the target; -: standard "
                          "input; by default AZOTH_TO_URL")("to-file", po::value<std::string>(),
                                                            "the file whose first line is that URL")(
        "schema", po::value<std::vector<std::string>>()->composing(),
        "a schema to compare, may be given again; by default the search path's")(
        "exclude-table", po::value<std::vector<std::string>>()->composing(),
        "a table, view or sequence to leave out, * matches any text; may be given again")(
        "sql", "show the statements that make the change")("undo", "show the statements that undo it");
    add_timeout(options);
    const std::string usage = "diff URL --to URL";
    const auto parsed = parse(arguments, usage, options);
    if (!parsed) return 0;
    const po::variables_map& values = *parsed;
    const std::string from_url = database_url(values, usage);
    const std::string to_url = second_url(values, usage);
    std::vector<std::string> schemas;
    if (values.count("schema") != 0) schemas = values["schema"].as<std::vector<std::string>>();
    std::vector<std::string> excluded;
    if (values.count("exclude-table") != 0) excluded = values["exclude-table"].as<std::vector<std::string>>();
    const Url from = Url::parse(from_url);
    const Backend& backend = find_backend(from);
    if (backend.name() != find_backend(Url::parse(to_url)).name()) {
        throw UsageError("databases of different kinds can't be compared");
    }
    const std::chrono::milliseconds timeout = timeout_of(values);
    const SchemaDiff found = compare(read_schemas(from_url, schemas, timeout), read_schemas(to_url, schemas, timeout),
                                     backend.dialect(), options_without(excluded));
    if (values.count("sql") != 0) print_statements(found.up);
    if (values.count("undo") != 0) print_statements(found.down);
    if (values.count("sql") == 0 && values.count("undo") == 0) {
        for (const SchemaChange& change : found.changes) std::cout << shown(to_string(change)) << '\n';
    }
    return found.empty() ? 0 : they_differ;
}

}  // namespace

const Command diff{"diff", "show how one database's schema differs from another's (exit code 3)", run_diff};

}  // namespace azoth::cli

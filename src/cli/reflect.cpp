#include "cli/command.hpp"
#include "cli/database_url.hpp"
#include "cli/options.hpp"
#include "cli/read_schemas.hpp"
#include <azoth/reflection/header.hpp>

#include <chrono>
#include <fstream>
#include <iostream>
#include <sstream>

namespace azoth::cli {
namespace {

namespace po = boost::program_options;

// Writes a file only if its contents change, so that build systems do not compile its users again.
void write_file(const std::string& path, const std::string& text) {
    std::ifstream existing(path, std::ios::binary);
    if (existing) {
        std::ostringstream contents;
        contents << existing.rdbuf();
        if (contents.str() == text) return;
    }
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    if (!file) throw std::runtime_error("can't write " + path);
}

int run_reflect(const std::vector<std::string>& arguments) {
    po::options_description options("options");
    options.add_options()("header", po::value<std::string>()->default_value("-"), "the file to write; -: the output")(
        "schema", po::value<std::vector<std::string>>()->composing(),
        "a schema to declare, may be given again; by default the search path's")(
        "namespace", po::value<std::string>()->default_value("schema"), "the namespace of the declarations")(
        "metadata", po::value<std::string>()->default_value("metadata"), "the name of the MetaData")(
        "quiet,q", "print no summary");
    add_timeout(options);
    const std::string usage = "reflect URL [--header FILE]";
    const auto parsed = parse(arguments, usage, options);
    if (!parsed) return 0;
    const po::variables_map& values = *parsed;
    const std::string url = database_url(values, usage);
    std::vector<std::string> schemas;
    if (values.count("schema") != 0) schemas = values["schema"].as<std::vector<std::string>>();

    const auto begin = std::chrono::steady_clock::now();
    const ReflectedSchema schema = read_schemas(url, schemas, timeout_of(values));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;

    HeaderOptions header;
    header.name_space = values["namespace"].as<std::string>();
    header.metadata = values["metadata"].as<std::string>();
    const std::string text = schema_header(schema, header);
    const auto& path = values["header"].as<std::string>();
    if (path == "-") {
        std::cout << text << std::flush;
        return 0;
    }
    write_file(path, text);
    if (values.count("quiet") == 0) {
        std::cerr << "azoth: " << schema.tables.size() << " tables and views in " << took.count() << " s: " << path
                  << '\n';
    }
    return 0;
}

}  // namespace

const Command reflect{"reflect", "write a header that declares a database's tables", run_reflect};

}  // namespace azoth::cli

#include "reflection/header/cpp_text.hpp"
#include "reflection/header/table_writer.hpp"
#include <azoth/reflection/header.hpp>

#include <algorithm>
#include <set>

namespace azoth {
namespace detail {

namespace {

bool mentions(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::string lower_case(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

class HeaderWriter {
public:
    HeaderWriter(const ReflectedSchema& schema, const HeaderOptions& options) : schema_(schema), options_(options) {}

    std::string write() {
        // One schema is that of the MetaData.
        std::set<std::string> schemas;
        for (const ReflectedTable& table : schema_.tables) schemas.insert(table.schema);
        for (const ReflectedSequence& sequence : schema_.sequences) schemas.insert(sequence.schema);
        metadata_schema_ = schemas.size() == 1 ? *schemas.begin() : std::string();
        names_.take(options_.metadata);
        names_.take("types");
        const std::string types = type_declarations();
        std::string tables;
        for (const ReflectedTable& table : schema_.tables) {
            if (!table.is_temporary) tables += '\n' + declaration(table);
        }
        const std::string body = types + tables + rest();
        std::string text = "#pragma once\n\n";
        if (!options_.source.empty()) text += cpp_comment("Made by azoth from " + options_.source + '.') + '\n';
        text += includes(body);
        text += "\nnamespace " + options_.name_space + " {\n\nnamespace az = azoth;\n\ninline az::MetaData " +
                options_.metadata;
        text += metadata_schema_.empty() ? std::string(";\n") : '{' + cpp_literal(metadata_schema_) + "};\n";
        return text + body + "\n}  // namespace " + options_.name_space + '\n';
    }

private:
    std::string type_declarations() {
        if (schema_.types.empty()) return {};
        std::string text = "\nnamespace types {\n\n";
        for (const SqlType& type : schema_.types) text += types_.declare(type) + '\n';
        return text + "\n}  // namespace types\n";
    }

    std::string declaration(const ReflectedTable& table) {
        const std::string shape = names_.take(cpp_type_name(table.name));
        const std::string variable = names_.take(cpp_identifier(lower_case(table.name)));
        return TableWriter(table, schema_, types_, options_.metadata, metadata_schema_).write(shape, variable);
    }

    // Sequences that number no column, and types, whether or not a column has them.
    std::string rest() {
        std::string added;
        for (const SqlType& type : schema_.types) {
            added += "    " + options_.metadata + ".add(" + types_.expression(type) + ");\n";
        }
        for (const ReflectedSequence& sequence : schema_.sequences) {
            if (!sequence.owner_table.empty()) continue;
            added += "    " + options_.metadata + ".add(" + cpp_sequence(sequence, types_) + ");\n";
        }
        if (added.empty()) return {};
        const std::string name = names_.take(options_.metadata + "_is_complete");
        return "\ninline const bool " + name + " = [] {\n" + added + "    return true;\n}();\n";
    }

    static std::string includes(const std::string& body) {
        std::string text = "#include <azoth/azoth.hpp>\n";
        if (mentions(body, "boost::uuids::uuid")) text += "\n#include <boost/uuid/uuid.hpp>\n";
        text += '\n';
        for (const auto& [word, header] :
             {std::pair("std::chrono::", "chrono"), std::pair("std::byte", "cstddef"), std::pair("int64_t", "cstdint"),
              std::pair("int32_t", "cstdint"), std::pair("int16_t", "cstdint"), std::pair("INT64_MIN", "cstdint"),
              std::pair("std::optional", "optional"), std::pair("std::string", "string"),
              std::pair("std::vector", "vector")}) {
            std::string line = "#include <";
            line += header;
            line += ">\n";
            if (mentions(body, word) && !mentions(text, line)) text += line;
        }
        return text;
    }

    const ReflectedSchema& schema_;
    const HeaderOptions& options_;
    std::string metadata_schema_;
    CppTypes types_;
    CppNames names_;
};

}  // namespace
}  // namespace detail

std::string schema_header(const ReflectedSchema& schema, const HeaderOptions& options) {
    return detail::HeaderWriter(schema, options).write();
}

}  // namespace azoth

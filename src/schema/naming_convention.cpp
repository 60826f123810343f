#include <azoth/error.hpp>
#include <azoth/schema/naming_convention.hpp>
#include <azoth/schema/table_node.hpp>

#include <algorithm>
#include <charconv>

namespace azoth {
namespace {

// Dots in a schema's name would read as separators.
std::string flat(std::string text) {
    std::replace(text.begin(), text.end(), '.', '_');
    return text;
}

std::string label(std::string_view schema, std::string_view table, std::string_view column) {
    std::string text;
    if (!schema.empty()) text = flat(std::string(schema)) + '_';
    text += table;
    text += '_';
    text += column;
    return text;
}

class Template {
public:
    Template(const NamedInfo& named, const NamingConvention& convention, const NamedParts& parts)
        : named_(named), convention_(convention), parts_(parts) {}

    std::string fill(std::string_view text) const {
        std::string out;
        while (!text.empty()) {
            const std::size_t percent = text.find('%');
            out += text.substr(0, percent);
            if (percent == std::string_view::npos) break;
            text.remove_prefix(percent + 1);
            if (text.starts_with('%')) {
                out += '%';
                text.remove_prefix(1);
                continue;
            }
            const std::size_t end = text.find(")s");
            if (!text.starts_with('(') || end == std::string_view::npos) {
                throw ArgumentError(
                    "a naming convention has a % that begins no token; tokens look like %(table_name)s");
            }
            out += token(text.substr(1, end - 1));
            text.remove_prefix(end + 2);
        }
        return out;
    }

private:
    std::string token(std::string_view name) const {
        for (const auto& [known, make] : convention_.tokens) {
            if (known == name) return make(named_, *parts_.table);
        }
        if (name == "table_name") return parts_.table->table_name;
        if (name == "referred_table_name") return parts_.referred_table;
        if (name == "constraint_name") {
            if (named_.name.empty()) {
                throw ArgumentError("the naming convention needs a constraint's name, and a constraint of table \"" +
                                    parts_.table->full_name() + "\" has none");
            }
            return named_.name;
        }
        if (name.starts_with("referred_column_")) {
            return columns(name, name.substr(16), parts_.referred_columns, parts_.referred_schema,
                           parts_.referred_table);
        }
        if (name.starts_with("column_")) {
            return columns(name, name.substr(7), parts_.columns, parts_.table->schema, parts_.table->table_name);
        }
        unknown(name);
    }

    // "0_name", "0N_label", "0_N_name": which columns, how they are joined, and which of their properties.
    std::string columns(std::string_view token_name, std::string_view rest, const std::vector<std::string>& names,
                        std::string_view schema, std::string_view table) const {
        std::size_t index = 0;
        const auto [digits_end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), index);
        if (error != std::errc()) unknown(token_name);
        rest.remove_prefix(static_cast<std::size_t>(digits_end - rest.data()));
        const bool underscore = rest.starts_with("_N");
        const bool all = underscore || rest.starts_with('N');
        if (all) rest.remove_prefix(underscore ? 2 : 1);
        const bool labels = rest == "_label";
        if (!labels && rest != "_name" && rest != "_key") unknown(token_name);
        const auto one = [&](const std::string& name) { return labels ? label(schema, table, name) : name; };
        if (!all) return index < names.size() ? one(names[index]) : std::string();
        std::string text;
        for (std::size_t i = index; i < names.size(); ++i) {
            if (underscore && i > index) text += '_';
            text += one(names[i]);
        }
        return text;
    }

    [[noreturn]] static void unknown(std::string_view name) {
        throw ArgumentError("unknown token \"%(" + std::string(name) + ")s\" in a naming convention");
    }

    const NamedInfo& named_;
    const NamingConvention& convention_;
    const NamedParts& parts_;
};

}  // namespace

void apply_convention(NamedInfo& named, const NamingConvention& convention, std::string_view name_template,
                      const NamedParts& parts) {
    if (name_template.empty() || named.name_is_final || named.name_made_up) return;
    const bool builds_on_name = name_template.find("%(constraint_name)s") != std::string_view::npos;
    if (!named.name.empty() && !builds_on_name) return;
    named.name = Template(named, convention, parts).fill(name_template);
    named.name_made_up = true;
}

}  // namespace azoth

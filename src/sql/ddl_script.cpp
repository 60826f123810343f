#include <azoth/sql/ddl_script.hpp>
#include <azoth/sql/dialect.hpp>

namespace azoth {
namespace {

std::string script(const std::vector<std::string>& statements) {
    std::string text;
    for (const std::string& statement : statements) {
        text += statement;
        text += ";\n\n";
    }
    return text;
}

}  // namespace

std::string ddl_script(const MetaData& metadata, const Dialect& dialect) {
    return script(dialect.create_all(metadata, ExistingObjects()));
}

std::string drop_script(const MetaData& metadata, const Dialect& dialect) {
    return script(dialect.drop_all(metadata, ExistingObjects::everything()));
}

}  // namespace azoth

#include "postgresql/compiler.hpp"

#include "postgresql/ddl_compiler.hpp"
#include "postgresql/reserved_words.hpp"

#include <string>

namespace azoth::postgresql {

std::unique_ptr<DdlCompiler> PostgresqlCompiler::ddl_compiler() const {
    return std::make_unique<PostgresqlDdlCompiler>(options());
}

void PostgresqlCompiler::write_next_value(std::string_view qualified) {
    write("nextval(");
    write_string(qualified);
    write(")");
}

bool PostgresqlCompiler::is_reserved(std::string_view lower_case_word) const noexcept {
    return is_reserved_word(lower_case_word);
}

void PostgresqlCompiler::write_placeholder(std::size_t index, std::string_view) {
    write("$");
    write(std::to_string(index + 1));
}

std::string quoted_identifier(std::string_view name) {
    PostgresqlCompiler writer;
    writer.write_identifier(name);
    return std::string(writer.text());
}

std::string qualified(std::string_view schema, std::string_view name) {
    PostgresqlCompiler writer;
    writer.write_qualified(schema, name);
    return std::string(writer.text());
}

std::string literal(std::string_view text) {
    PostgresqlCompiler writer;
    writer.write_string(text);
    return std::string(writer.text());
}

}  // namespace azoth::postgresql

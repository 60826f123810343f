#include "postgresql/compiler.hpp"

#include "postgresql/reserved_words.hpp"

#include <string>

namespace azoth::postgresql {

void PostgresqlCompiler::write_qualified(std::string_view schema, std::string_view name) {
    write_identifier(schema);
    write(".");
    write_identifier(name);
}

bool PostgresqlCompiler::is_reserved(std::string_view lower_case_word) const noexcept {
    return is_reserved_word(lower_case_word);
}

void PostgresqlCompiler::write_placeholder(std::size_t index, std::string_view) {
    write("$");
    write(std::to_string(index + 1));
}

}  // namespace azoth::postgresql

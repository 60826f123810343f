#include "sqlite/compiler.hpp"

#include "sqlite/ddl_compiler.hpp"
#include "sqlite/reserved_words.hpp"

namespace azoth::sqlite {

std::unique_ptr<DdlCompiler> SqliteCompiler::ddl_compiler() const {
    return std::make_unique<SqliteDdlCompiler>(options());
}

bool SqliteCompiler::is_reserved(std::string_view lower_case_word) const noexcept {
    return is_reserved_word(lower_case_word);
}

void SqliteCompiler::write_placeholder(std::size_t, std::string_view) { write("?"); }

void SqliteCompiler::write_boolean(bool value) { write(value ? "1" : "0"); }

std::string quoted_identifier(std::string_view name) {
    SqliteCompiler writer;
    writer.write_identifier(name);
    return std::string(writer.text());
}

std::string qualified(std::string_view schema, std::string_view name) {
    SqliteCompiler writer;
    writer.write_qualified(schema, name);
    return std::string(writer.text());
}

std::string literal(std::string_view text) {
    SqliteCompiler writer;
    writer.write_string(text);
    return std::string(writer.text());
}

}  // namespace azoth::sqlite

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

}  // namespace azoth::sqlite

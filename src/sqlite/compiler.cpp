#include "sqlite/compiler.hpp"

#include "sqlite/reserved_words.hpp"
#include <azoth/expression/operand.hpp>
#include <azoth/sql/statement_node.hpp>

namespace azoth::sqlite {

bool SqliteCompiler::is_reserved(std::string_view lower_case_word) const noexcept {
    return is_reserved_word(lower_case_word);
}

void SqliteCompiler::write_placeholder(std::size_t, std::string_view) { write("?"); }

void SqliteCompiler::write_boolean(bool value) { write(value ? "1" : "0"); }

// SQLite has no OFFSET without LIMIT, so each brings the other.
void SqliteCompiler::write_limit(const ast::SelectNode& node) {
    if (!node.limit && !node.offset) return;
    write("\n LIMIT ");
    if (node.limit) {
        write(*node.limit);
    } else {
        write("-1");
    }
    write(" OFFSET ");
    if (node.offset) {
        write(*node.offset);
    } else {
        write(*detail::make_bind(Value(std::int32_t{0}), "param"));
    }
}

}  // namespace azoth::sqlite

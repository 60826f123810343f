#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace azoth {

/// In whose words a script is written.
enum class ScriptSyntax : unsigned char {
    postgresql,  ///< as psql reads it: nested comments, dollar quotes, E'' strings, parentheses, BEGIN ATOMIC
    sqlite       ///< as sqlite3 reads it: [names], `names`, comments that do not nest, bodies of triggers
};

/// The statements of a script, which semicolons separate: not those in strings, quoted identifiers and comments, nor,
/// on PostgreSQL, those in parentheses (CREATE RULE) and in the body of a function with BEGIN ATOMIC, nor, on SQLite,
/// those in the body of a trigger. Without the semicolon, the blanks around and a byte order mark at the start of the
/// script; a part that consists of comments alone is no statement.
std::vector<std::string> split_script(std::string_view sql, ScriptSyntax syntax);

/// The first word of a statement in upper case, after blanks and comments; empty if something else stands there.
std::string first_word(std::string_view statement, ScriptSyntax syntax);

}  // namespace azoth

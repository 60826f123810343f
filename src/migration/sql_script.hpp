#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace azoth {

/// The syntax of a script.
enum class ScriptSyntax : unsigned char {
    postgresql,  ///< as psql reads it: nested comments, dollar quotes, E'' strings, parentheses, BEGIN ATOMIC
    sqlite       ///< as sqlite3 reads it: [names], `names`, comments that do not nest, bodies of triggers
};

/// Splits a script at its semicolons, except those in strings, quoted identifiers and comments; on PostgreSQL, those in
/// parentheses (CREATE RULE) and in the body of a function with BEGIN ATOMIC; on SQLite, those in the body of a
/// trigger. Statements are without the semicolon, surrounding blanks and a byte order mark at the start of the script;
/// a part that consists only of comments is dropped.
std::vector<std::string> split_script(std::string_view sql, ScriptSyntax syntax);

/// The first word of a statement in upper case, after blanks and comments; empty if the first token is not a word.
std::string first_word(std::string_view statement, ScriptSyntax syntax);

}  // namespace azoth

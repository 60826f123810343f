// A variant is never guessed: its column could be of any of its types.
// expect: azoth: this type can't be stored: it has no Codec

#include <azoth/schema/table.hpp>

#include <string>
#include <variant>

azoth::Column<std::variant<int, std::string>> column{"column"};

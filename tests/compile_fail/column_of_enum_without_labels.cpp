// An enumeration without labels.
// expect: azoth: this type can't be stored: it has no Codec

#include <azoth/schema/table.hpp>
#include <azoth/types/enum_codec.hpp>

enum class Mood { sad, happy };

azoth::Column<Mood> column{"column"};

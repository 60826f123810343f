// A class without a Codec.
// expect: azoth: this type can't be stored: it has no Codec

#include <azoth/schema/table.hpp>

struct Meters {
    double value;
};

azoth::Column<Meters> column{"column"};

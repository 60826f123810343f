// A parameter of raw SQL that is a class without a Codec.
// expect: azoth: this type can't be bound: it has no Codec

#include <azoth/sql/text.hpp>

struct Meters {
    double value;
};

auto statement() { return azoth::text("SELECT :height").bind("height", Meters{1.0}); }

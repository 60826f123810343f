// A value whose type is known only at run time, read as a class without a Codec.
// expect: azoth: this type can't be read: it has no Codec

#include <azoth/types/value.hpp>

struct Meters {
    double value;
};

double meters(const azoth::Value& value) { return value.as<Meters>().value; }

// A column of raw SQL as a class without a Codec.
// expect: azoth: this type can't be read: it has no Codec

#include <azoth/sql/text.hpp>

struct Meters {
    double value;
};

auto statement() { return azoth::text("SELECT height FROM people").columns<Meters>(); }

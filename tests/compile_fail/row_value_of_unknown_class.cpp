// A row's value read as a class without a Codec.
// expect: azoth: this type can't be read: it has no Codec

#include <azoth/engine/result.hpp>

struct Meters {
    double value;
};

double meters(const azoth::Row<double>& row) { return row.get<Meters>("height").value; }

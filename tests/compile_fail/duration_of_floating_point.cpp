// A duration that counts in fractions can't be stored exactly.
// expect: azoth: only durations that count in integers are stored exactly

#include <azoth/types/interval.hpp>
#include <azoth/types/value.hpp>

#include <chrono>

azoth::Value value() { return azoth::Value(std::chrono::duration<double>(0.5)); }

#include <azoth/engine/yield_per.hpp>
#include <azoth/error.hpp>

namespace azoth {

yield_per::yield_per(std::size_t rows) : rows_(rows) {
    if (rows == 0) throw ArgumentError("yield_per takes at least 1 row");
}

}  // namespace azoth

#include "oracle/case.hpp"

namespace oracle {

const std::vector<Deviation>& deviations() {
    static const std::vector<Deviation> all{};
    return all;
}

}  // namespace oracle

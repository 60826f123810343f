#include "oracle/case.hpp"

namespace oracle {

const std::vector<Deviation>& deviations() {
    static const std::vector<Deviation> all{
        {"ddl-005", "sqlite", "SQLite numbers a key only if its type is called INTEGER, which holds 64 bits anyway"},
    };
    return all;
}

}  // namespace oracle

#include "oracle/case.hpp"

namespace oracle {

const std::vector<Deviation>& deviations() {
    static constexpr std::string_view rounded =
        "SQLAlchemy casts a computed divisor to the digits of the column that it is computed from, which rounds it";
    static constexpr std::string_view escaped =
        "a literal with a backslash is written as E'' with the backslash doubled, which means the same whatever "
        "standard_conforming_strings says";
    static const std::vector<Deviation> all{
        {"num-004", "pg", rounded},
        {"win-003", "pg", rounded},
        {"rep-002", "pg", rounded},
        {"txt-013", "pg", escaped},
        {"lit-004", "pg", escaped},
        {"lit-008", "pg", escaped},
        {"ddl-005", "sqlite", "SQLite numbers a key only if its type is called INTEGER, which holds 64 bits anyway"},
    };
    return all;
}

}  // namespace oracle

#include "oracle/case.hpp"

namespace oracle {

const std::vector<Deviation>& deviations() {
    static constexpr std::string_view rounded =
        "SQLAlchemy casts a computed divisor to the digits of the column that it is computed from, which rounds it";
    static constexpr std::string_view escaped =
        "a literal with a backslash is written as E'' with the backslash doubled, which means the same whatever "
        "standard_conforming_strings says";
    static constexpr std::string_view typed = "what JSON holds is another type than the one that was asked for";
    static constexpr std::string_view deferred = "tables that refer to each other are dropped with the rows in them";
    static constexpr std::string_view digits = "times are stored with six digits after the seconds";
    static const std::vector<Deviation> all{
        {"jsn-001", "sqlite", typed},
        {"jsn-002", "sqlite", typed},
        {"jsn-003", "sqlite", typed},
        {"jsn-005", "sqlite", typed},
        {"jsn-006", "sqlite", typed},
        {"jsn-008", "sqlite", typed},
        {"ddl-028", "sqlite", deferred},
        {"cmp-018", "sqlite", digits},
        {"dat-002", "sqlite", digits},
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

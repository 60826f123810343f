#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace azoth {

/// A statement written by the user, and the dialects it is for. In the statement of a table, %(table)s, %(schema)s and
/// %(fullname)s are replaced by the table's names in the dialect, and %% by %.
struct DdlText {
    /// The SQL text.
    std::string text;
    std::vector<std::string> dialects;  ///< empty: all

    friend bool operator==(const DdlText&, const DdlText&) = default;
};

/// A point of create_all() and drop_all().
enum class DdlEvent : std::uint8_t {
    before_create,  ///< before the first statement that creates
    after_create,   ///< after the last statement that creates
    before_drop,    ///< before the first statement that drops
    after_drop      ///< after the last statement that drops
};

/// A statement with the event at which it is executed.
struct DdlHook {
    /// The event.
    DdlEvent when;
    /// The statement.
    DdlText ddl;

    friend bool operator==(const DdlHook&, const DdlHook&) = default;
};

}  // namespace azoth

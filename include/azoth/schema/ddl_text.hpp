#pragma once

#include <azoth/export.hpp>

#include <cstdint>
#include <string>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// A statement of one's own beside the schema's: its text, and for which dialects it is meant. In the text of a table's
/// statement, %(table)s, %(schema)s and %(fullname)s stand for the table, spelt by the dialect, and %% for %.
struct DdlText {
    std::string text;
    std::vector<std::string> dialects;  ///< none: all

    friend bool operator==(const DdlText&, const DdlText&) = default;
};

enum class DdlEvent : std::uint8_t { before_create, after_create, before_drop, after_drop };

/// When such a statement is executed.
struct DdlHook {
    DdlEvent when;
    DdlText ddl;

    friend bool operator==(const DdlHook&, const DdlHook&) = default;
};

}  // namespace azoth

AZOTH_EXPORT_END

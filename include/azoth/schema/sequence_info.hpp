#pragma once

#include <azoth/export.hpp>
#include <azoth/types/sql_type.hpp>

#include <cstdint>
#include <optional>
#include <string>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// How a sequence or an identity column counts; what is not given is the database's default.
struct SequenceOptions {
    std::optional<std::int64_t> start;
    std::optional<std::int64_t> increment;
    std::optional<std::int64_t> minvalue;
    std::optional<std::int64_t> maxvalue;
    std::optional<std::int64_t> cache;
    bool no_minvalue = false;
    bool no_maxvalue = false;
    std::optional<bool> cycle;

    friend bool operator==(const SequenceOptions&, const SequenceOptions&) = default;
};

struct SequenceInfo {
    std::string name;
    std::string schema;
    SequenceOptions options;
    SqlType data_type;  ///< the null type: the database's default
    std::string comment;

    /// "schema.name", or the name alone.
    std::string full_name() const { return schema.empty() ? name : schema + '.' + name; }

    friend bool operator==(const SequenceInfo&, const SequenceInfo&) = default;
};

}  // namespace azoth

AZOTH_EXPORT_END

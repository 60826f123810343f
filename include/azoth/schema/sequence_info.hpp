#pragma once

#include <azoth/types/sql_type.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace azoth {

/// How a sequence or an identity column counts. Options that are not set are the database's defaults.
struct SequenceOptions {
    /// The first number.
    std::optional<std::int64_t> start;
    /// The step.
    std::optional<std::int64_t> increment;
    /// The least number.
    std::optional<std::int64_t> minvalue;
    /// The greatest number.
    std::optional<std::int64_t> maxvalue;
    /// How many numbers a session takes at once.
    std::optional<std::int64_t> cache;
    /// NO MINVALUE.
    bool no_minvalue = false;
    /// NO MAXVALUE.
    bool no_maxvalue = false;
    /// Whether it starts again after the last number.
    std::optional<bool> cycle;

    friend bool operator==(const SequenceOptions&, const SequenceOptions&) = default;
};

/// A sequence as data.
struct SequenceInfo {
    /// The sequence's name.
    std::string name;
    /// The sequence's schema; empty: the default.
    std::string schema;
    /// How it counts.
    SequenceOptions options;
    SqlType data_type;  ///< the null type: the database's default
    /// The comment; empty: none.
    std::string comment;

    /// Returns "schema.name", or the name alone.
    std::string full_name() const { return schema.empty() ? name : schema + '.' + name; }

    friend bool operator==(const SequenceInfo&, const SequenceInfo&) = default;
};

}  // namespace azoth

#pragma once

#include <azoth/export.hpp>
#include <azoth/schema/metadata.hpp>

#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// What a database has already, by full name: "schema.name", or the name alone for what is found without a schema.
/// Filled from the rows that Dialect::existing_objects() asks for.
class ExistingObjects {
public:
    /// Nothing.
    ExistingObjects() = default;
    /// All that is asked for: what a drop without a look takes for granted.
    static ExistingObjects everything() {
        ExistingObjects objects;
        objects.all_ = true;
        return objects;
    }

    /// A row: kind "t" is a type, any other a relation (table, view, index, sequence; a schema has them under one
    /// name each).
    void add(std::string_view kind, std::string_view full_name) {
        (kind == "t" ? types_ : relations_).emplace(full_name);
    }
    bool has_relation(const std::string& full_name) const { return all_ || relations_.contains(full_name); }
    bool has_type(const std::string& full_name) const { return all_ || types_.contains(full_name); }

private:
    std::unordered_set<std::string> relations_;
    std::unordered_set<std::string> types_;
    bool all_ = false;
};

}  // namespace azoth

AZOTH_EXPORT_END

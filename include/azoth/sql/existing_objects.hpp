#pragma once

#include <azoth/schema/metadata.hpp>

#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace azoth {

/// The objects of a database, by full name: "schema.name", or the name alone for what is found without a schema. Filled
/// from the rows of Dialect::existing_objects().
class ExistingObjects {
public:
    /// No objects.
    ExistingObjects() = default;
    /// Every object exists: for dropping without a check.
    static ExistingObjects everything() {
        ExistingObjects objects;
        objects.all_ = true;
        return objects;
    }

    /// Adds a row: kind "t" is a type, any other a relation (table, view, index, sequence, which share one name space
    /// in a schema).
    void add(std::string_view kind, std::string_view full_name) {
        (kind == "t" ? types_ : relations_).emplace(full_name);
    }
    /// Whether there is a table, view, index or sequence of this full name.
    bool has_relation(const std::string& full_name) const { return all_ || relations_.contains(full_name); }
    /// Whether there is a type of this full name.
    bool has_type(const std::string& full_name) const { return all_ || types_.contains(full_name); }

private:
    std::unordered_set<std::string> relations_;
    std::unordered_set<std::string> types_;
    bool all_ = false;
};

}  // namespace azoth

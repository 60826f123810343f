#pragma once

#include <azoth/schema/metadata.hpp>
#include <azoth/sql/ddl.hpp>
#include <azoth/sql/dialect.hpp>
#include <azoth/sql/existing_objects.hpp>

#include <string>
#include <vector>

namespace oracle {

/// Statements that are given as text.
inline std::vector<azoth::Statement> statements(const std::vector<std::string>& texts) {
    std::vector<azoth::Statement> list;
    list.reserve(texts.size());
    for (const std::string& text : texts) list.push_back(azoth::DDL(text));
    return list;
}

/// The statements that create everything in an empty database.
inline std::vector<azoth::Statement> create_all(const azoth::Dialect& dialect, const azoth::MetaData& metadata) {
    return statements(dialect.create_all(metadata, azoth::ExistingObjects()));
}

/// The same, and the statements that drop everything.
inline std::vector<azoth::Statement> create_and_drop_all(const azoth::Dialect& dialect,
                                                         const azoth::MetaData& metadata) {
    std::vector<azoth::Statement> list = create_all(dialect, metadata);
    const auto drops = statements(dialect.drop_all(metadata, azoth::ExistingObjects::everything()));
    list.insert(list.end(), drops.begin(), drops.end());
    return list;
}

}  // namespace oracle

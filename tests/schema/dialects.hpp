#pragma once

#include "folded.hpp"
#include <azoth/postgresql/dialect.hpp>
#include <azoth/schema/table.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/ddl.hpp>
#include <azoth/sql/dialect.hpp>
#include <azoth/sqlite/dialect.hpp>

#include <string>
#include <string_view>
#include <vector>

using azoth_tests::folded;

inline std::string postgresql_text(const azoth::Statement& statement) {
    return folded(azoth::postgresql::dialect().compile(statement).text->sql);
}

inline std::string sqlite_text(const azoth::Statement& statement) {
    return folded(azoth::sqlite::dialect().compile(statement).text->sql);
}

/// Several statements, joined by "; ".
inline std::string joined(const std::vector<std::string>& statements) {
    std::string text;
    for (const std::string& statement : statements) text += (text.empty() ? "" : "; ") + folded(statement);
    return text;
}

inline std::string create_all(const azoth::MetaData& metadata, const azoth::Dialect& dialect) {
    return joined(dialect.create_all(metadata, azoth::ExistingObjects()));
}

inline std::string drop_all(const azoth::MetaData& metadata, const azoth::Dialect& dialect) {
    return joined(dialect.drop_all(metadata, azoth::ExistingObjects::everything()));
}

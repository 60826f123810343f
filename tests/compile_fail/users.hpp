#pragma once

// The table of the mistakes with statements, conditions and connections.

#include <azoth/engine/advisory_lock.hpp>
#include <azoth/engine/async_engine.hpp>
#include <azoth/expression/func.hpp>
#include <azoth/schema/constraints.hpp>
#include <azoth/schema/index.hpp>
#include <azoth/schema/metadata.hpp>
#include <azoth/schema/table.hpp>
#include <azoth/sql/ddl.hpp>
#include <azoth/sql/delete.hpp>
#include <azoth/sql/insert.hpp>
#include <azoth/sql/query.hpp>
#include <azoth/sql/select.hpp>
#include <azoth/sql/text.hpp>
#include <azoth/sql/update.hpp>
#include <azoth/sql/upsert.hpp>

#include <cstdint>
#include <string>

inline azoth::MetaData metadata;

struct Users {
    azoth::Column<std::int64_t> id{"id"};
    azoth::Column<std::string> name{"name"};
};
inline const azoth::Table<Users> users{"users", metadata};

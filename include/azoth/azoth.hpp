#pragma once

/// All of azoth that a program usually needs. Backends register themselves: it is enough to link them
/// (azoth::postgresql, azoth::sqlite).

#include <azoth/driver/url.hpp>
#include <azoth/engine/async_engine.hpp>
#include <azoth/error.hpp>
#include <azoth/schema/metadata.hpp>
#include <azoth/schema/table.hpp>
#include <azoth/sql/insert.hpp>
#include <azoth/sql/select.hpp>
#include <azoth/task.hpp>
#include <azoth/types/chrono_codecs.hpp>
#include <azoth/types/number_codecs.hpp>
#include <azoth/types/text_codecs.hpp>
#include <azoth/types/value.hpp>

#if defined(AZOTH_HAS_POSTGRESQL)
#include <azoth/postgresql/postgresql.hpp>
#endif
#if defined(AZOTH_HAS_SQLITE)
#include <azoth/sqlite/sqlite.hpp>
#endif

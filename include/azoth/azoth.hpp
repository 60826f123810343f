#pragma once

/// All of azoth that a program usually needs. Backends register themselves: it is enough to link them
/// (azoth::postgresql, azoth::sqlite).

#include <azoth/driver/url.hpp>
#include <azoth/engine/advisory_lock.hpp>
#include <azoth/engine/async_engine.hpp>
#include <azoth/engine/transaction.hpp>
#include <azoth/error.hpp>
#include <azoth/expression/case.hpp>
#include <azoth/expression/forms.hpp>
#include <azoth/expression/func.hpp>
#include <azoth/expression/tuple.hpp>
#include <azoth/expression/window.hpp>
#include <azoth/schema/actions.hpp>
#include <azoth/schema/column_default.hpp>
#include <azoth/schema/constraints.hpp>
#include <azoth/schema/index.hpp>
#include <azoth/schema/metadata.hpp>
#include <azoth/schema/sequence.hpp>
#include <azoth/schema/table.hpp>
#include <azoth/schema/table_options.hpp>
#include <azoth/sql/compound.hpp>
#include <azoth/sql/cte.hpp>
#include <azoth/sql/ddl.hpp>
#include <azoth/sql/ddl_script.hpp>
#include <azoth/sql/delete.hpp>
#include <azoth/sql/exists.hpp>
#include <azoth/sql/insert.hpp>
#include <azoth/sql/join.hpp>
#include <azoth/sql/query.hpp>
#include <azoth/sql/select.hpp>
#include <azoth/sql/subquery.hpp>
#include <azoth/sql/table_function.hpp>
#include <azoth/sql/text.hpp>
#include <azoth/sql/update.hpp>
#include <azoth/sql/upsert.hpp>
#include <azoth/sql/values.hpp>
#include <azoth/sql/view.hpp>
#include <azoth/task.hpp>
#include <azoth/types/all.hpp>
#include <azoth/version.hpp>

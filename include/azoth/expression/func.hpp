#pragma once

// Includes all functions of func::. func::call() calls any other.

#include <azoth/expression/functions/aggregates.hpp>
#include <azoth/expression/functions/call.hpp>
#include <azoth/expression/functions/collections.hpp>
#include <azoth/expression/functions/dates.hpp>
#include <azoth/expression/functions/json.hpp>
#include <azoth/expression/functions/math.hpp>
#include <azoth/expression/functions/sets.hpp>
#include <azoth/expression/functions/sql_json.hpp>
#include <azoth/expression/functions/strings.hpp>
#include <azoth/expression/functions/text_search.hpp>
#include <azoth/expression/functions/uuids.hpp>

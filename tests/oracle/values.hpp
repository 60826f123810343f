#pragma once

#include <azoth/types/cell.hpp>

#include <boost/json/value.hpp>

namespace oracle {

/// A value in the form that the oracle's README defines for rows and parameters.
boost::json::value to_json(const azoth::Cell& cell);

/// Equal, doubles within a relative 1e-9; a number equals a string that spells the same number.
bool same(const boost::json::value& a, const boost::json::value& b);

}  // namespace oracle

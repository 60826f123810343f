#pragma once

#include "request.hpp"
#include <azoth/types/type_table.hpp>

namespace azoth::postgresql::pipeline {

/// Called if a request failed because a column's type has no binary form. Columns of types that azoth does not know are
/// requested in text format from now on: when this statement is executed again, by the pipeline if that has no side
/// effects, or by the user.
void ask_for_text(Request& request, const TypeTable& types);

}  // namespace azoth::postgresql::pipeline

#pragma once

#include "request.hpp"
#include <azoth/types/type_table.hpp>

namespace azoth::postgresql::pipeline {

/// A request failed because a column's type has no binary form. The columns whose types azoth doesn't know are asked
/// for as text from now on: when this statement is executed again, by the pipeline where nothing is lost by that, or by
/// the user.
void ask_for_text(Request& request, const TypeTable& types);

}  // namespace azoth::postgresql::pipeline

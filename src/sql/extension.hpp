#pragma once

#include <azoth/sql/dml_node.hpp>

#include <initializer_list>
#include <string_view>

namespace azoth::detail {

/// Throws ArgumentError, which names the statement, if the extension's point is none of `points`.
void add_extension(ast::Extensions& extensions, const Extension& extension, std::string_view statement,
                   std::initializer_list<ExtensionPoint> points);

}  // namespace azoth::detail

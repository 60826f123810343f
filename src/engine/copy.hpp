#pragma once

#include <string>

namespace azoth {

class Dialect;
class ParameterBuffer;
class PreparedMany;

namespace detail {

/// The COPY for what an INSERT with rows would write; empty: the database has none. Throws InvalidRequestError if it
/// would write anything else.
std::string copy_text(const PreparedMany& insert, const Dialect& dialect);
/// Throws InvalidRequestError if there are any: COPY knows no parameters.
void check_copied_out(const ParameterBuffer& parameters);

}  // namespace detail
}  // namespace azoth

#pragma once

#include <string>

namespace azoth {

class Dialect;
class PreparedMany;

namespace detail {

/// The COPY for what an INSERT with rows would write; empty: the database has none. Throws InvalidRequestError if it
/// would write anything else.
std::string copy_text(const PreparedMany& insert, const Dialect& dialect);

}  // namespace detail
}  // namespace azoth

#include <azoth/driver/dialect.hpp>
#include <azoth/sql/compiler.hpp>

namespace azoth {

Compiled Dialect::compile(const Statement& statement) const { return compile(statement, CompileOptions{}); }

}  // namespace azoth

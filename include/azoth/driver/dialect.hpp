#pragma once

#include <azoth/sql/statement_text.hpp>
#include <azoth/types/sql_type.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace azoth {

class Compiler;
class Statement;
struct CompileOptions;
struct Compiled;

/// How a database spells SQL. A dialect is stateless, lives as long as the program and is used from any thread.
class Dialect {
public:
    virtual ~Dialect() = default;

    virtual std::string_view name() const noexcept = 0;
    /// Bytes of the longest identifier.
    virtual std::size_t max_identifier_length() const noexcept = 0;
};

}  // namespace azoth

#pragma once

#include <azoth/expression/value_function.hpp>
#include <azoth/schema/column_default.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/statement.hpp>
#include <azoth/types/parameter_buffer.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace azoth {

class Dialect;

/// The value of a named parameter: `named("pattern", "^a")`.
class NamedValue {
public:
    /// Gives a parameter a value.
    NamedValue(std::string_view name, std::shared_ptr<const ValueFunction> value)
        : name_(name), value_(std::move(value)) {}
    /// Name of the parameter.
    const std::string& name() const noexcept { return name_; }
    /// Returns the value as a SQL type; if that is the null type, as its own type.
    Value as(const SqlType& type) const;

private:
    std::string name_;
    std::shared_ptr<const ValueFunction> value_;
};

/// Gives a parameter a value, for a call of execute().
template <detail::Literal T>
NamedValue named(std::string_view name, const T& value) {
    return NamedValue(name, detail::column_default<std::decay_t<const T&>>(value).function);
}

/// A statement with its values, ready to be sent.
struct Prepared {
    /// The text and the types.
    std::shared_ptr<const Compiled> compiled;
    /// The values, encoded.
    ParameterBuffer parameters;
};

/// Prepares a statement for execution: compiles it, or takes what a query() was compiled to before, and encodes its
/// values, including values made by functions. `values` are those of named parameters. Throws CompileError;
/// InvalidRequestError if a parameter has no value; DataError if a value does not fit. Threads: thread-safe.
Prepared prepare(const Statement& statement, const Dialect& dialect, const CompileOptions& options = {},
                 std::span<const NamedValue> values = {});

/// A statement to be executed once for each of many rows with the same number of fields. For an INSERT without values
/// the fields are its columns; for any other statement they are its parameters: those of a query() in the order of the
/// lambda, else bindparam()s in the order of their first occurrence.
class PreparedMany {
public:
    /// Compiles the statement. Throws ArgumentError if the number or the types of the fields do not fit; otherwise as
    /// prepare() does.
    PreparedMany(const Statement& statement, std::span<const SqlType> own_types, const Dialect& dialect,
                 CompileOptions options = {});

    /// The text and the types.
    const std::shared_ptr<const Compiled>& compiled() const noexcept { return compiled_; }
    /// The types that the fields are encoded as.
    const std::vector<SqlType>& field_types() const noexcept { return field_types_; }
    /// Names of the fields, for messages.
    const std::vector<std::string>& field_names() const noexcept { return field_names_; }
    /// Whether the fields in their order are the parameters, so that encode() is not needed.
    bool fields_are_parameters() const noexcept { return fields_are_parameters_; }
    /// Writes the parameters of one row from its encoded fields. Threads: thread-safe.
    void encode(const ParameterBuffer& fields, ParameterBuffer& into) const;

private:
    std::shared_ptr<const Compiled> compiled_;
    std::vector<int> field_of_;  // parameter -> field, -1: it has a value of its own
    std::vector<SqlType> field_types_;
    std::vector<std::string> field_names_;
    bool fields_are_parameters_ = false;
};

namespace detail {

/// Appends the parameters of one execution. `fields` are encoded values; `field_of` maps parameters to fields.
void encode_parameters(const Compiled& compiled, const ParameterBuffer* fields, std::span<const SqlType> field_types,
                       std::span<const int> field_of, ParameterBuffer& into);

}  // namespace detail
}  // namespace azoth

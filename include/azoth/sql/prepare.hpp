#pragma once

#include <azoth/export.hpp>
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

AZOTH_EXPORT_BEGIN

namespace azoth {

class Dialect;

/// The value of a parameter that a statement names: `named("pattern", "^a")`.
class [[nodiscard]] NamedValue {
public:
    NamedValue(std::string_view name, std::shared_ptr<const ValueFunction> value)
        : name_(name), value_(std::move(value)) {}
    const std::string& name() const noexcept { return name_; }
    /// The value as a SQL type, or as its own where that is the null type.
    Value as(const SqlType& type) const;

private:
    std::string name_;
    std::shared_ptr<const ValueFunction> value_;
};

template <detail::Literal T>
NamedValue named(std::string_view name, const T& value) {
    return NamedValue(name, detail::column_default<std::decay_t<const T&>>(value).function);
}

/// A statement with its values, ready to be sent.
struct Prepared {
    std::shared_ptr<const Compiled> compiled;
    ParameterBuffer parameters;
};

/// What an execution sends: the one way to a statement's text and values, whether it is compiled now or a query() that
/// was compiled before. Values made by functions are made here. `values` are those of named parameters. Throws
/// CompileError, InvalidRequestError if a parameter has no value, DataError if one doesn't fit. Thread-safe.
Prepared prepare(const Statement& statement, const Dialect& dialect, const CompileOptions& options = {},
                 std::span<const NamedValue> values = {});

/// A statement that is executed once for each of many rows, each of so many fields. An INSERT without values takes them
/// as its columns'; any other statement takes them as its parameters: those of a query() in the order of the lambda,
/// else bindparam()s in the order in which they first appear.
class PreparedMany {
public:
    /// Throws ArgumentError if the fields don't fit.
    PreparedMany(const Statement& statement, std::span<const SqlType> own_types, const Dialect& dialect,
                 CompileOptions options = {});

    const std::shared_ptr<const Compiled>& compiled() const noexcept { return compiled_; }
    /// The types to encode the fields as, and their names for messages.
    const std::vector<SqlType>& field_types() const noexcept { return field_types_; }
    const std::vector<std::string>& field_names() const noexcept { return field_names_; }
    /// The fields in their order are the parameters: encode() is not needed.
    bool fields_are_parameters() const noexcept { return fields_are_parameters_; }
    /// The parameters of one row from its encoded fields. Thread-safe.
    void encode(const ParameterBuffer& fields, ParameterBuffer& into) const;

private:
    std::shared_ptr<const Compiled> compiled_;
    std::vector<int> field_of_;  // parameter -> field, -1: it has a value of its own
    std::vector<SqlType> field_types_;
    std::vector<std::string> field_names_;
    bool fields_are_parameters_ = false;
};

namespace detail {

/// Appends the parameters of one execution. `fields` are the encoded values of the parameters that `field_of` sends to
/// them.
void encode_parameters(const Compiled& compiled, const ParameterBuffer* fields, std::span<const SqlType> field_types,
                       std::span<const int> field_of, ParameterBuffer& into);

}  // namespace detail
}  // namespace azoth

AZOTH_EXPORT_END

#pragma once

#include <azoth/expression/expr.hpp>
#include <azoth/expression/value_function.hpp>
#include <azoth/schema/column_info.hpp>

#include <concepts>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace azoth {

namespace detail {

template <class T>
class ConstantDefault final : public ValueFunction {
public:
    explicit ConstantDefault(T value) : value_(std::move(value)) {}
    Value make(const RowValues&, const SqlType& as) const override {
        return as.is_null() ? Value(value_) : Value(value_, as);
    }

private:
    T value_;
};

template <class F>
class CallableDefault final : public ValueFunction {
public:
    explicit CallableDefault(F function) : function_(std::move(function)) {}
    Value make(const RowValues& row, const SqlType& as) const override {
        if constexpr (std::invocable<const F&, const RowValues&>) {
            return encoded(function_(row), as);
        } else {
            return encoded(function_(), as);
        }
    }

private:
    template <class T>
    static Value encoded(const T& value, const SqlType& as) {
        if constexpr (std::same_as<T, Value>) {
            return value;
        } else if constexpr (std::same_as<T, const char*>) {
            return encoded(std::string_view(value), as);
        } else {
            return as.is_null() ? Value(value) : Value(value, as);
        }
    }

    F function_;
};

template <class F>
concept DefaultFunction = std::invocable<const F&> || std::invocable<const F&, const RowValues&>;

template <class T>
ColumnDefault column_default(const T& given) {
    ColumnDefault result;
    if constexpr (Expression<T>) {
        result.expression = given.node();
    } else if constexpr (DefaultFunction<T>) {
        result.function = std::make_shared<const CallableDefault<T>>(given);
    } else if constexpr (std::convertible_to<const T&, std::string_view>) {
        result.function = std::make_shared<const ConstantDefault<std::string>>(std::string(std::string_view(given)));
        result.constant = true;
    } else {
        static_assert(Storable<value_of<T>>,
                      "azoth: a default is a value, an expression, or a function of no argument or of RowValues");
        result.function = std::make_shared<const ConstantDefault<T>>(given);
        result.constant = true;
    }
    return result;
}

}  // namespace detail

/// The value that INSERT writes into the column if the statement does not set it: a value; a SQL expression, which
/// becomes part of the statement; or a function, which is called for each row of values (and once for an INSERT from a
/// SELECT): `default_([] { return new_token(); })` or `default_([](const RowValues& row) { return
/// slug(row.get<std::string>("title")); })`. Threads: the function may be called from several threads at once. The
/// database does not know this default; see server_default.
class default_ {
public:
    /// Sets a value, a SQL expression or a function.
    template <class T>
    explicit default_(const T& value) : default_value_(detail::column_default<std::decay_t<const T&>>(value)) {}
    /// Sets the default of a column.
    void apply(ColumnInfo& info) const { info.default_value = default_value_; }

private:
    ColumnDefault default_value_;
};

/// The value that UPDATE writes into the column if the statement does not set it; given as in default_.
class onupdate {
public:
    /// Sets a value, a SQL expression or a function.
    template <class T>
    explicit onupdate(const T& value) : value_(detail::column_default<std::decay_t<const T&>>(value)) {}
    /// Sets the value of a column.
    void apply(ColumnInfo& info) const { info.on_update = value_; }

private:
    ColumnDefault value_;
};

}  // namespace azoth

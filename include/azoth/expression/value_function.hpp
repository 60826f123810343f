#pragma once

#include <azoth/types/value.hpp>

#include <string_view>

namespace azoth {

/// The row that is about to be written, for a default or onupdate function of a column: the values given for other
/// columns, and the defaults of columns before it in the table.
class RowValues {
public:
    /// Returns the value of a column by name. Null if the column is not given, or is given as an expression.
    virtual const Value* find(std::string_view column) const = 0;

    /// Returns the value of a column. Throws ArgumentError if it has none here, DataError if it is not a T.
    template <class T>
    T get(std::string_view column) const {
        return at(column).as<T>();
    }

protected:
    ~RowValues() = default;

private:
    const Value& at(std::string_view column) const;
};

/// Makes a new value of a parameter at each execution. Threads: called on the thread that executes, from several
/// threads at once.
class ValueFunction {
public:
    virtual ~ValueFunction() = default;
    /// Makes the value, encoded as the column's type.
    virtual Value make(const RowValues& row, const SqlType& as) const = 0;
};

}  // namespace azoth

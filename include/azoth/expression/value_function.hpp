#pragma once

#include <azoth/export.hpp>
#include <azoth/types/value.hpp>

#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// The row that is about to be written, as a column's default or onupdate function sees it: the values given for other
/// columns, and those of defaults that stand before it in the table.
class RowValues {
public:
    /// The value of a column by name. A column that is not given, or is given as an expression, has no value here:
    /// null is returned.
    virtual const Value* find(std::string_view column) const = 0;

    /// The value of a column. Throws ArgumentError if it has none here, DataError if it can't be read as T.
    template <class T>
    T get(std::string_view column) const {
        return at(column).as<T>();
    }

protected:
    ~RowValues() = default;

private:
    const Value& at(std::string_view column) const;
};

/// Makes a parameter's value anew at each execution. Called on the thread that executes; several may call at once.
class ValueFunction {
public:
    virtual ~ValueFunction() = default;
    /// The value, encoded as the type of the column it is for.
    virtual Value make(const RowValues& row, const SqlType& as) const = 0;
};

}  // namespace azoth

AZOTH_EXPORT_END

#pragma once

#include <azoth/types/codec.hpp>
#include <azoth/types/text_codecs.hpp>

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>

namespace azoth {

/// A value whose type is known only at run time: a SQL type with the value's wire form, or NULL. It can hold any value
/// for which there is a Codec. Conversions are explicit: as<T>() throws DataError if T's codec cannot read the value.
class Value {
public:
    /// Makes a NULL of no particular type.
    Value() = default;
    /// Makes a NULL of no particular type.
    Value(std::nullptr_t) {}
    /// Makes a text.
    Value(const char* text) : Value(std::string_view(text)) {}
    /// Makes a value of T's own SQL type.
    template <class T>
    requires Storable<value_of<T>> Value(const T& value) : Value(value, Codec<value_of<T>>::sql_type()) {}
    /// Makes a value encoded as a SQL type. Throws DataError if it does not fit.
    template <class T>
    requires Storable<value_of<T>> Value(const T& value, const SqlType& as) : type_(as) {
        if constexpr (is_nullable<T>) {
            if (value) encode(*value);
        } else {
            encode(value);
        }
    }
    /// Copies a cell.
    Value(const Cell& cell, const SqlType& type);
    /// Returns a NULL of a type.
    static Value null(const SqlType& type) {
        Value value;
        value.type_ = type;
        return value;
    }

    const SqlType& type() const noexcept { return type_; }
    /// Whether it is NULL.
    bool is_null() const noexcept { return null_; }
    /// The wire form. Lifetime: valid as long as this object.
    Cell cell() const noexcept;

    /// Returns the value as a T. Throws DataError if it cannot be read as one, or is NULL and T is not std::optional.
    template <class T>
    T as() const {
        static_assert(Storable<value_of<T>>, "azoth: this type can't be read: it has no Codec");
        if constexpr (is_nullable<T>) {
            if (null_) return std::nullopt;
        } else {
            if (null_) throw_null();
        }
        return Codec<value_of<T>>::decode(cell());
    }

    /// Compares types and bytes; NULL equals NULL.
    friend bool operator==(const Value& a, const Value& b) noexcept;
    friend std::ostream& operator<<(std::ostream& out, const Value& value);

private:
    template <class T>
    void encode(const T& value) {
        Codec<T>::encode(bytes_, value, type_);
        null_ = false;
    }
    [[noreturn]] static void throw_null();

    SqlType type_;
    ByteBuffer bytes_;
    Oid format_ = oid::unspecified;  // where the cell's format is not the type's own
    bool null_ = true;
};

}  // namespace azoth

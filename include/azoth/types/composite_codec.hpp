#pragma once

#include <azoth/types/array_codec.hpp>
#include <azoth/types/codec.hpp>
#include <azoth/types/wire_reader.hpp>

#include <boost/pfr/core.hpp>
#include <boost/pfr/tuple_size.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace azoth {

/// Makes an aggregate the C++ type of a composite type; its members, in order, are the fields:
///
///     struct Address { std::string street; std::optional<std::int32_t> number; };
///     template <>
///     struct azoth::CompositeName<Address> {
///         static constexpr std::string_view value = "address";
///     };
template <class T>
struct CompositeName;

namespace detail {

template <class T>
concept NamedComposite = std::is_aggregate_v<T> && requires {
    { CompositeName<T>::value } -> std::convertible_to<std::string_view>;
};

/// Reads a row's wire form, in which every field has its type, or its text.
class CompositeReader {
public:
    /// Throws DataError if the number of fields differs.
    CompositeReader(const Cell& cell, std::size_t fields);
    bool is_text() const noexcept { return text_; }
    Cell next() {
        if (text_) return next_text();
        const auto type = reader_.get<Oid>();
        return reader_.cell(type);
    }
    void finish() const {
        if (!text_) reader_.expect_end();
    }
    [[noreturn]] void fail(std::string_view why) const { reader_.fail(why); }

private:
    Cell next_text();

    WireReader reader_;
    bool text_;
    std::size_t read_ = 0;
    std::vector<std::optional<std::string>> literal_;
};

/// Writes a row's text: a composite type's OID differs from database to database.
class CompositeWriter {
public:
    CompositeWriter(ByteBuffer& out, const SqlType& as, std::size_t fields);
    template <class T>
    void add(const T& value) {
        if constexpr (is_nullable<T>) {
            if (!value) return add_null();
            add(*value);
        } else {
            const SqlType type = field_type(Codec<T>::sql_type());
            ByteBuffer wire;
            Codec<T>::encode(wire, value, type);
            add_text(wire, type);
        }
    }
    void finish();

private:
    SqlType field_type(const SqlType& natural) const;
    void add_null();
    void add_text(const ByteBuffer& wire, const SqlType& type);

    ByteBuffer& out_;
    const SqlType& as_;
    std::size_t written_ = 0;
    std::string text_;
};

[[noreturn]] void throw_null_field(const Cell& cell, std::string_view type);

}  // namespace detail

/// An aggregate with a CompositeName, stored as its composite type.
template <detail::NamedComposite T>
struct Codec<T> {
    static constexpr std::size_t size = boost::pfr::tuple_size_v<T>;

    static SqlType sql_type() {
        static const SqlType type = [] {
            std::vector<SqlType> fields;
            [&]<std::size_t... i>(std::index_sequence<i...>) {
                (fields.push_back(Codec<value_of<boost::pfr::tuple_element_t<i, T>>>::sql_type()), ...);
            }
            (std::make_index_sequence<size>());
            return Composite(CompositeName<T>::value, std::move(fields));
        }();
        return type;
    }
    static void encode(ByteBuffer& out, const T& value, const SqlType& as) {
        detail::CompositeWriter writer(out, as, size);
        [&]<std::size_t... i>(std::index_sequence<i...>) { (writer.add(boost::pfr::get<i>(value)), ...); }
        (std::make_index_sequence<size>());
        writer.finish();
    }
    static T decode(const Cell& cell) {
        detail::CompositeReader reader(cell, size);
        // A braced list is evaluated from left to right.
        T value = [&]<std::size_t... i>(std::index_sequence<i...>) {
            return T{read_field<boost::pfr::tuple_element_t<i, T>>(reader)...};
        }
        (std::make_index_sequence<size>());
        reader.finish();
        return value;
    }

private:
    template <class F>
    static F read_field(detail::CompositeReader& reader) {
        const Cell cell = reader.next();
        if constexpr (is_nullable<F>) {
            if (cell.is_null()) return std::nullopt;
        } else {
            if (cell.is_null()) detail::throw_null_field(cell, CompositeName<T>::value);
        }
        return reader.is_text() ? detail::decode_text_form<value_of<F>>(cell) : Codec<value_of<F>>::decode(cell);
    }
};

}  // namespace azoth

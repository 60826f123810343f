#pragma once

#include <azoth/error.hpp>
#include <azoth/expression/operand.hpp>
#include <azoth/expression/param.hpp>
#include <azoth/types/parameter_buffer.hpp>

#include <boost/pfr/core.hpp>
#include <boost/pfr/tuple_size.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace azoth::detail {

/// Rows that are bound to a statement one after the other.
class RowParameters : public ParameterSource {
public:
    /// The types of the fields; TypeKind::none where they are not known.
    explicit RowParameters(std::vector<SqlType> own_types) noexcept : own_types_(std::move(own_types)) {}

    std::size_t fields() const noexcept { return own_types_.size(); }
    const std::vector<SqlType>& own_types() const noexcept { return own_types_; }
    void bind_to(std::vector<SqlType> types, std::vector<std::string> names) noexcept {
        types_ = std::move(types);
        names_ = std::move(names);
    }

protected:
    const SqlType& type(std::size_t field) const noexcept { return types_[field]; }
    void set_own_type(std::size_t field, const SqlType& type) { own_types_[field] = type; }
    /// Rethrows the error with the name of the column and the number of the row before its message.
    [[noreturn]] void fail(const DataError& error, std::size_t row, std::size_t field) const;

private:
    std::vector<SqlType> own_types_;
    std::vector<SqlType> types_;
    std::vector<std::string> names_;
};

template <class T>
concept TupleLike = requires {
    std::tuple_size<T>::value;
};

/// Number of parameters of a row of type T: the fields of a tuple or an aggregate; 1 if T is a value itself.
template <class T>
constexpr std::size_t field_count() {
    if constexpr (Literal<T>) {
        return 1;
    } else if constexpr (TupleLike<T>) {
        return std::tuple_size_v<T>;
    } else {
        static_assert(std::is_aggregate_v<T>,
                      "azoth: a row is a tuple, an aggregate, or a value of a type that has a Codec");
        return boost::pfr::tuple_size_v<T>;
    }
}

/// Appends a value, converted through its text if its own type has another form. Throws DataError if it is not a value
/// of the type, or if there is no type.
void add_value(ParameterBuffer& into, const Value& value, const SqlType& type);

template <class T>
void add_field(ParameterBuffer& into, const T& value, const SqlType& type) {
    if constexpr (std::same_as<T, Value>) {
        add_value(into, value, type);
    } else if constexpr (std::same_as<T, std::nullptr_t> || std::same_as<T, std::nullopt_t>) {
        into.add_null();
    } else {
        static_assert(Literal<T>, "azoth: a field of this row has a type without a Codec");
        into.add(stored(value), type);
    }
}

template <class T>
SqlType own_type() {
    if constexpr (std::same_as<T, Value> || !Literal<T>) {
        return SqlType();
    } else {
        return bound_type<T>();
    }
}

/// The types of the fields of a row of type T.
template <class T, std::size_t... I>
std::vector<SqlType> types_of_fields(std::index_sequence<I...>) {
    if constexpr (Literal<T>) {
        return {own_type<T>()};
    } else if constexpr (TupleLike<T>) {
        return {own_type<std::remove_cvref_t<std::tuple_element_t<I, T>>>()...};
    } else {
        return {own_type<std::remove_cvref_t<boost::pfr::tuple_element_t<I, T>>>()...};
    }
}

template <std::size_t I, class T>
const auto& field_of_row(const T& row) {
    if constexpr (Literal<T>) {
        return row;
    } else if constexpr (TupleLike<T>) {
        using std::get;
        return get<I>(row);
    } else {
        return boost::pfr::get<I>(row);
    }
}

/// Whether the field's type is known only at run time.
template <class T, std::size_t I>
inline constexpr bool is_value_field =
    std::same_as<std::remove_cvref_t<decltype(field_of_row<I>(std::declval<const T&>()))>, Value>;

/// The rows of a range: moved in if it is a temporary, else referred to.
template <std::ranges::input_range View>
class RangeSource final : public RowParameters {
    using Element = std::remove_cvref_t<std::ranges::range_reference_t<View>>;

public:
    explicit RangeSource(View rows)
        : RowParameters(types_of_fields<Element>(std::make_index_sequence<field_count<Element>()>())),
          rows_(std::move(rows)) {
        if constexpr (std::ranges::forward_range<View>) {
            find_types(std::make_index_sequence<field_count<Element>()>());
        }
    }

    bool next(ParameterBuffer& into) override {
        if (!started_) {
            at_ = std::ranges::begin(rows_);
            started_ = true;
        }
        if (at_ == std::ranges::end(rows_)) return false;
        try {
            add(into, *at_, std::make_index_sequence<field_count<Element>()>());
        } catch (const DataError& error) {
            fail(error, row_, into.count());
        }
        ++at_;
        ++row_;
        return true;
    }

private:
    template <std::size_t... I>
    void add(ParameterBuffer& into, const Element& row, std::index_sequence<I...>) const {
        (add_field(into, field_of_row<I>(row), type(I)), ...);
    }

    /// A field of type Value is sent with the type of its first value that is not NULL.
    template <std::size_t... I>
    void find_types(std::index_sequence<I...>) {
        if constexpr ((is_value_field<Element, I> || ...)) {
            constexpr std::size_t wanted = (std::size_t{is_value_field<Element, I>} + ...);
            std::size_t found = 0;
            for (auto row = std::ranges::begin(rows_); found < wanted && row != std::ranges::end(rows_); ++row) {
                const auto look = [&]<std::size_t Field>(const auto& element) {
                    if constexpr (is_value_field<Element, Field>) {
                        const Value& value = field_of_row<Field>(element);
                        if (value.is_null() || !own_types()[Field].is_null()) return;
                        set_own_type(Field, value.type());
                        ++found;
                    }
                };
                const Element& element = *row;
                (look.template operator()<I>(element), ...);
            }
        }
    }

    View rows_;
    std::ranges::iterator_t<View> at_{};
    bool started_ = false;
    std::size_t row_ = 0;
};

template <class Range>
std::unique_ptr<RowParameters> make_row_parameters(Range&& rows) {
    return std::make_unique<RangeSource<std::views::all_t<Range>>>(std::views::all(std::forward<Range>(rows)));
}

/// A range of rows: any range but text.
template <class Range>
concept Rows = std::ranges::input_range<Range> && !std::convertible_to<const Range&, std::string_view>;

}  // namespace azoth::detail

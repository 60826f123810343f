#pragma once

#include <azoth/types/codec.hpp>
#include <azoth/types/text_value.hpp>

#include <string>
#include <string_view>

namespace azoth {

/// PostgreSQL's POINT. PostgreSQL has no = and no < for points; `~=` compares them, within an error of 1e-6.
struct Point : TextValue {
    double x = 0;
    double y = 0;

    constexpr Point() noexcept = default;
    constexpr Point(double x_, double y_) noexcept : x(x_), y(y_) {}
    /// "(1.5,-2)", also without the parentheses. Throws DataError for other text.
    explicit Point(std::string_view text);
    /// As PostgreSQL prints it, "(1.5,-2)".
    std::string to_string() const;
    friend constexpr bool operator==(const Point&, const Point&) noexcept = default;
};

template <>
struct Codec<Point> {
    static SqlType sql_type() { return SqlType(TypeKind::point); }
    static void encode(ByteBuffer& out, const Point& value, const SqlType& as);
    static Point decode(const Cell& cell);
};

}  // namespace azoth

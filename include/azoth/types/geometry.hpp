#pragma once

#include <azoth/export.hpp>
#include <azoth/types/codec.hpp>
#include <azoth/types/text_value.hpp>

#include <string>
#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// PostgreSQL's POINT. PostgreSQL has no = and no < for points; `~=` compares them, within an error of 1e-6.
struct Point : TextValue {
    double x = 0;  ///< horizontal coordinate
    double y = 0;  ///< vertical coordinate

    constexpr Point() noexcept = default;
    /// Makes a point of its coordinates.
    constexpr Point(double x_, double y_) noexcept : x(x_), y(y_) {}
    /// "(1.5,-2)", also without the parentheses. Throws DataError for other text.
    explicit Point(std::string_view text);
    /// As PostgreSQL prints it, "(1.5,-2)".
    std::string to_string() const;
    friend constexpr bool operator==(const Point&, const Point&) noexcept = default;
};

/// PostgreSQL's BOX: a rectangle whose sides are parallel to the axes.
struct Box : TextValue {
    Point high;  ///< the upper right corner
    Point low;   ///< the lower left corner

    constexpr Box() noexcept = default;
    /// From two opposite corners, in any order.
    Box(const Point& corner, const Point& opposite) noexcept;
    /// "(3,4),(1,2)", also within parentheses. Throws DataError for other text.
    explicit Box(std::string_view text);
    /// As PostgreSQL prints it: "(3,4),(1,2)", the upper right corner first.
    std::string to_string() const;
    /// Whether it is the same rectangle. PostgreSQL's = compares areas.
    friend constexpr bool operator==(const Box&, const Box&) noexcept = default;
};

/// PostgreSQL's LINE: the points for which a*x + b*y + c = 0, without an end.
struct Line : TextValue {
    double a = 0;  ///< factor of x
    double b = 1;  ///< factor of y
    double c = 0;  ///< the constant

    /// The x axis.
    constexpr Line() noexcept = default;
    /// Throws ArgumentError if a and b are zero: that is no line.
    Line(double a_, double b_, double c_);
    /// "{1,-1,0}". Throws DataError for other text.
    explicit Line(std::string_view text);
    /// As PostgreSQL prints it, "{1,-1,0}".
    std::string to_string() const;
    friend constexpr bool operator==(const Line&, const Line&) noexcept = default;
};

/// Box as BOX.
template <>
struct Codec<Box> {
    static SqlType sql_type() { return SqlType(TypeKind::box); }
    static void encode(ByteBuffer& out, const Box& value, const SqlType& as);
    static Box decode(const Cell& cell);
};

/// Line as LINE.
template <>
struct Codec<Line> {
    static SqlType sql_type() { return SqlType(TypeKind::line); }
    static void encode(ByteBuffer& out, const Line& value, const SqlType& as);
    static Line decode(const Cell& cell);
};

/// Point as POINT.
template <>
struct Codec<Point> {
    static SqlType sql_type() { return SqlType(TypeKind::point); }
    static void encode(ByteBuffer& out, const Point& value, const SqlType& as);
    static Point decode(const Cell& cell);
};

}  // namespace azoth

AZOTH_EXPORT_END

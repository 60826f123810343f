#include "types/text_cursor.hpp"
#include "types/text_families.hpp"
#include <azoth/error.hpp>
#include <azoth/types/geometry.hpp>
#include <azoth/types/wire_reader.hpp>

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <system_error>
#include <utility>

namespace azoth {
namespace {

void put_coordinate(ByteBuffer& out, double value) { out.put(std::bit_cast<std::uint64_t>(value)); }

double get_coordinate(WireReader& reader) { return std::bit_cast<double>(reader.get<std::uint64_t>()); }

// Reads as PostgreSQL does: blanks are allowed around each number and each sign.
class GeometryText final : public detail::TextCursor {
public:
    GeometryText(std::string_view text, std::string_view what) noexcept : TextCursor(text, what) {}

    void expect(char sign) {
        skip_space();
        if (!accept(sign)) fail();
    }
    void expect_end() {
        skip_space();
        if (!at_end()) fail();
    }
    double coordinate() {
        skip_space();
        double value = 0;
        if (at_ + 1 < text_.size() && text_[at_] == '+' && text_[at_ + 1] != '-') ++at_;
        const char* const begin = text_.data() + at_;
        const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), value);
        if (error != std::errc()) fail();
        at_ += static_cast<std::size_t>(end - begin);
        return value;
    }
    // Whether two opening parentheses follow; if so, skips the first.
    bool accept_pair() {
        skip_space();
        const std::size_t first = at_;
        if (accept('(')) {
            skip_space();
            if (!at_end() && text_[at_] == '(') return true;
        }
        at_ = first;
        return false;
    }
    Point point() {
        skip_space();
        const bool enclosed = accept('(');
        Point value;
        value.x = coordinate();
        expect(',');
        value.y = coordinate();
        if (enclosed) expect(')');
        return value;
    }
};

void append_coordinate(std::string& out, double value) {
    ByteBuffer wire;
    put_coordinate(wire, value);
    detail::append_float8(out, Cell{wire.data(), sizeof value, oid::float8});
}

// PostgreSQL's order, in which NaN is greater than every number.
bool is_greater(double a, double b) noexcept { return std::isnan(a) ? !std::isnan(b) : a > b; }

}  // namespace

Point::Point(std::string_view text) {
    GeometryText reader(text, "point");
    *this = reader.point();
    reader.expect_end();
}

std::string Point::to_string() const {
    std::string text = "(";
    append_coordinate(text, x);
    text += ',';
    append_coordinate(text, y);
    return text += ')';
}

Box::Box(const Point& corner, const Point& opposite) noexcept : high(corner), low(opposite) {
    if (is_greater(low.x, high.x)) std::swap(low.x, high.x);
    if (is_greater(low.y, high.y)) std::swap(low.y, high.y);
}

Box::Box(std::string_view text) {
    GeometryText reader(text, "box");
    const bool enclosed = reader.accept_pair();
    const Point corner = reader.point();
    reader.expect(',');
    const Point opposite = reader.point();
    if (enclosed) reader.expect(')');
    reader.expect_end();
    *this = Box(corner, opposite);
}

std::string Box::to_string() const { return high.to_string() + ',' + low.to_string(); }

Line::Line(double a_, double b_, double c_) : a(a_), b(b_), c(c_) {
    if (a == 0 && b == 0) throw ArgumentError("a line a*x + b*y + c = 0 needs an a or a b that is not zero");
}

Line::Line(std::string_view text) {
    GeometryText reader(text, "line");
    reader.expect('{');
    a = reader.coordinate();
    reader.expect(',');
    b = reader.coordinate();
    reader.expect(',');
    c = reader.coordinate();
    reader.expect('}');
    reader.expect_end();
    if (a == 0 && b == 0) reader.fail();
}

std::string Line::to_string() const {
    std::string text;
    char opening = '{';
    for (const double coefficient : {a, b, c}) {
        text += std::exchange(opening, ',');
        append_coordinate(text, coefficient);
    }
    return text += '}';
}

void Codec<Point>::encode(ByteBuffer& out, const Point& value, const SqlType& as) {
    if (base_type(as).kind() != TypeKind::point) throw_encode_error("Point", as, {});
    put_coordinate(out, value.x);
    put_coordinate(out, value.y);
}

Point Codec<Point>::decode(const Cell& cell) {
    if (cell.type != oid::point) throw_decode_error("Point", cell);
    WireReader reader(cell, "Point");
    Point value;
    value.x = get_coordinate(reader);
    value.y = get_coordinate(reader);
    reader.expect_end();
    return value;
}

void Codec<Box>::encode(ByteBuffer& out, const Box& value, const SqlType& as) {
    if (base_type(as).kind() != TypeKind::box) throw_encode_error("Box", as, {});
    for (const double coordinate : {value.high.x, value.high.y, value.low.x, value.low.y}) {
        put_coordinate(out, coordinate);
    }
}

Box Codec<Box>::decode(const Cell& cell) {
    if (cell.type != oid::box) throw_decode_error("Box", cell);
    WireReader reader(cell, "Box");
    Point corner;
    Point opposite;
    for (double* const coordinate : {&corner.x, &corner.y, &opposite.x, &opposite.y}) {
        *coordinate = get_coordinate(reader);
    }
    reader.expect_end();
    return Box(corner, opposite);
}

void Codec<Line>::encode(ByteBuffer& out, const Line& value, const SqlType& as) {
    if (base_type(as).kind() != TypeKind::line) throw_encode_error("Line", as, {});
    if (value.a == 0 && value.b == 0) throw_encode_error("Line", as, "a and b are zero");
    for (const double coefficient : {value.a, value.b, value.c}) put_coordinate(out, coefficient);
}

Line Codec<Line>::decode(const Cell& cell) {
    if (cell.type != oid::line) throw_decode_error("Line", cell);
    WireReader reader(cell, "Line");
    Line value;
    for (double* const coefficient : {&value.a, &value.b, &value.c}) *coefficient = get_coordinate(reader);
    reader.expect_end();
    if (value.a == 0 && value.b == 0) reader.fail("a and b are zero");
    return value;
}

}  // namespace azoth

#include "types/text_cursor.hpp"
#include "types/text_families.hpp"
#include <azoth/types/geometry.hpp>
#include <azoth/types/wire_reader.hpp>

#include <bit>
#include <charconv>
#include <cstdint>
#include <system_error>

namespace azoth {
namespace {

void put_coordinate(ByteBuffer& out, double value) { out.put(std::bit_cast<std::uint64_t>(value)); }

double get_coordinate(WireReader& reader) { return std::bit_cast<double>(reader.get<std::uint64_t>()); }

// As PostgreSQL reads them: blanks may stand around each number and each sign.
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

}  // namespace azoth

#pragma once

#include <azoth/types/codec.hpp>
#include <azoth/types/json_reader.hpp>
#include <azoth/types/text_codecs.hpp>
#include <azoth/types/type_error.hpp>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <string>
#include <string_view>

// For programs that link Boost.JSON (Boost::json).

namespace azoth {

/// A JSON document, stored as JSONB unless the column is JSON. JSON's null is a value; SQL's NULL is an empty
/// std::optional<boost::json::value>. Numbers are 64-bit integers and doubles; to keep all digits read a std::string.
/// Throws DataError for a number that is NaN, infinite or too large for a double, and for a document with more than
/// 1,000 levels, which std::string can hold.
template <>
struct Codec<boost::json::value> {
    static SqlType sql_type() { return Jsonb(); }
    static void encode(ByteBuffer& out, const boost::json::value& value, const SqlType& as) {
        const TypeKind kind = base_type(as).kind();
        if (kind != TypeKind::json && kind != TypeKind::jsonb) throw_encode_error("boost::json::value", as, {});
        if (const char* const why = detail::json_obstacle(value)) throw_encode_error("boost::json::value", as, why);
        detail::encode_text(out, boost::json::serialize(value), as);
    }
    static boost::json::value decode(const Cell& cell) {
        if (cell.type != oid::json && cell.type != oid::jsonb) throw_decode_error("boost::json::value", cell);
        const std::string_view text = detail::decode_text(cell, "boost::json::value");
        boost::system::error_code error;
        boost::json::value value = detail::parse_json(boost::json::string_view(text.data(), text.size()), error);
        if (error == boost::json::error::too_deep) {
            throw_decode_error("boost::json::value", cell,
                               error.message() + ": it is nested more than 1000 levels deep; read it as std::string");
        }
        if (error) throw_decode_error("boost::json::value", cell, error.message());
        return value;
    }
};

}  // namespace azoth

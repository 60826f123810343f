#pragma once

#include <azoth/types/codec.hpp>

#include <boost/uuid/uuid.hpp>

namespace azoth {

/// Stored as UUID.
template <>
struct Codec<boost::uuids::uuid> {
    static SqlType sql_type() { return Uuid(); }
    static void encode(ByteBuffer& out, const boost::uuids::uuid& value, const SqlType& as);
    static boost::uuids::uuid decode(const Cell& cell);
};

}  // namespace azoth

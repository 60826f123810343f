#pragma once

#include <azoth/types/codec.hpp>

#include <map>
#include <optional>
#include <string>

namespace azoth {

/// HSTORE: keys with values that can be NULL.
using HStoreMap = std::map<std::string, std::optional<std::string>>;

namespace detail {

/// Appends the text that PostgreSQL prints.
void append_hstore(std::string& out, const HStoreMap& value);

}  // namespace detail

/// Stored as HSTORE.
template <>
struct Codec<HStoreMap> {
    static SqlType sql_type() { return SqlType(TypeKind::hstore); }
    static void encode(ByteBuffer& out, const HStoreMap& value, const SqlType& as);
    static HStoreMap decode(const Cell& cell);
};

}  // namespace azoth

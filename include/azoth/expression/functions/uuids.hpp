#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/functions/call.hpp>
#include <azoth/types/chrono_codecs.hpp>
#include <azoth/types/uuid_codec.hpp>

#include <cstdint>
#include <optional>

AZOTH_EXPORT_BEGIN

namespace azoth::func {

/// Returns a random UUID of version 4 (PostgreSQL).
inline FunctionExpr<boost::uuids::uuid> gen_random_uuid() {
    return detail::fixed_call<boost::uuids::uuid>("gen_random_uuid");
}
/// Returns a UUID of version 7, whose values are ordered by the time at which they are made (PostgreSQL 18). An
/// interval as an argument is added to that time.
template <detail::Operand... Shift>
requires(sizeof...(Shift) <= 1) FunctionExpr<boost::uuids::uuid> uuidv7(const Shift&... shift) {
    return detail::fixed_call<boost::uuids::uuid>("uuidv7", shift...);
}
/// Returns the version of a UUID; NULL if it is not one of RFC 9562 (PostgreSQL 17).
template <detail::Operand A>
FunctionExpr<std::optional<std::int16_t>> uuid_extract_version(const A& uuid) {
    return detail::fixed_call<std::optional<std::int16_t>>("uuid_extract_version", uuid);
}

}  // namespace azoth::func

AZOTH_EXPORT_END

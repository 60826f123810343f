#pragma once

#include <azoth/export.hpp>

#include <cstdint>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// How the columns of a SELECT are named.
enum class LabelStyle : std::uint8_t {
    disambiguate_only,   ///< a name that stands twice gets a number: id, id_1
    tablename_plus_col,  ///< users_id
    none                 ///< as they are called, twice if need be
};

}  // namespace azoth

AZOTH_EXPORT_END

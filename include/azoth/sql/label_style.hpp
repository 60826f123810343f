#pragma once

#include <cstdint>

namespace azoth {

/// How the columns of a SELECT are named.
enum class LabelStyle : std::uint8_t {
    disambiguate_only,   ///< repeated names get a number: id, id_1
    tablename_plus_col,  ///< users_id
    none                 ///< unchanged, even if repeated
};

}  // namespace azoth

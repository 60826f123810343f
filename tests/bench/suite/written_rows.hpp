#pragma once

#include <azoth/azoth.hpp>

#include <cstdint>
#include <string>

namespace bench {

struct WrittenColumns {
    azoth::Column<std::int32_t> a{"a"};
    azoth::Column<std::int32_t> b{"b"};
    azoth::Column<std::int32_t> c{"c"};
    azoth::Column<std::string> d{"d"};
    azoth::Column<double> e{"e"};
    azoth::Column<std::int32_t> f{"f"};
    azoth::Column<std::string> g{"g"};
};

inline azoth::MetaData written_metadata;
/// The table of Written, on either database.
inline const azoth::Table<WrittenColumns> written_rows{"bench_rows", written_metadata};

}  // namespace bench

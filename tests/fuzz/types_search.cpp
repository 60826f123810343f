// Text search and JSON, whose decoders write text, and text itself.

#include "types.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace azoth;
    using namespace azoth::fuzz;
    if (size < 2) return 0;
    constexpr Oid types[] = {oid::tsvector, oid::tsquery, oid::jsonb, oid::json, oid::jsonpath, oid::text, oid::name};
    const Cell cell = cell_of(data + 2, size - 2, types[data[0] % std::size(types)]);
    call_one(
        data[1], [&] { print(cell); }, [&] { decode<TsVector>(cell); }, [&] { decode<TsQuery>(cell); },
        [&] { decode<std::string>(cell, Jsonb()); }, [&] { decode<std::string>(cell, Text()); });
    return 0;
}

// Numbers, truth values and decimals.

#include "types.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace azoth;
    using namespace azoth::fuzz;
    if (size < 2) return 0;
    constexpr Oid types[] = {oid::numeric, oid::int2, oid::int4,     oid::int8,  oid::float4, oid::float8,
                             oid::boolean, oid::oid,  oid::regclass, oid::money, oid::text};
    const Cell cell = cell_of(data + 2, size - 2, types[data[0] % std::size(types)]);
    call_one(
        data[1], [&] { print(cell); }, [&] { decode<Decimal>(cell); }, [&] { decode<std::int16_t>(cell); },
        [&] { decode<std::int64_t>(cell); }, [&] { decode<std::uint64_t>(cell, Numeric()); },
        [&] { decode<double>(cell); }, [&] { decode<float>(cell); }, [&] { decode<bool>(cell); },
        [&] { decode<Money>(cell); });
    return 0;
}

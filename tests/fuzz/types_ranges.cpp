// Ranges and multiranges.

#include "types.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace azoth;
    using namespace azoth::fuzz;
    if (size < 2) return 0;
    constexpr Oid types[] = {oid::int4range,         oid::int8range,      oid::numrange,       oid::daterange,
                             oid::tsrange,           oid::tstzrange,      oid::int4multirange, oid::int8multirange,
                             oid::nummultirange,     oid::datemultirange, oid::tsmultirange,   oid::tstzmultirange,
                             oid::first_user_defined};
    const Cell cell = cell_of(data + 2, size - 2, types[data[0] % std::size(types)]);
    call_one(
        data[1], [&] { print(cell); }, [&] { decode<Range<std::int32_t>>(cell); },
        [&] { decode<Range<std::int64_t>>(cell); }, [&] { decode<Range<Decimal>>(cell); },
        [&] { decode<Range<std::chrono::local_days>>(cell); },
        [&] { decode<Range<std::chrono::year_month_day>>(cell); }, [&] { decode<Range<Timestamp>>(cell); },
        [&] { decode<Range<Timestamptz>>(cell); }, [&] { decode<MultiRange<std::int32_t>>(cell); },
        [&] { decode<MultiRange<Decimal>>(cell); }, [&] { decode<MultiRange<std::chrono::local_days>>(cell); },
        [&] { decode<MultiRange<Timestamptz>>(cell); });
    return 0;
}

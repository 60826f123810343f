// Dates, times and intervals.

#include "types.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace azoth;
    using namespace azoth::fuzz;
    if (size < 2) return 0;
    constexpr Oid types[] = {oid::date, oid::time, oid::timetz, oid::timestamp, oid::timestamptz, oid::interval};
    const Cell cell = cell_of(data + 2, size - 2, types[data[0] % std::size(types)]);
    call_one(
        data[1], [&] { print(cell); }, [&] { decode<std::chrono::local_days>(cell); },
        [&] { decode<std::chrono::year_month_day>(cell); }, [&] { decode<Timestamp>(cell); },
        [&] { decode<Timestamptz>(cell); }, [&] { decode<std::chrono::sys_seconds>(cell); },
        [&] { decode<TimeOfDay>(cell); }, [&] { decode<ZonedTimeOfDay>(cell); }, [&] { decode<Interval>(cell); },
        [&] { decode<std::chrono::milliseconds>(cell); });
    return 0;
}

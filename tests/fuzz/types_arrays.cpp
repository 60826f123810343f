// Arrays, in binary form and as text, and what is printed of any array.

#include "types.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace azoth;
    using namespace azoth::fuzz;
    if (size < 2) return 0;
    constexpr Oid elements[] = {oid::int4, oid::text, oid::numeric,   oid::boolean, oid::timestamptz,
                                oid::uuid, oid::inet, oid::int4range, oid::record,  oid::tsquery};
    const std::size_t choice = data[0] % (std::size(elements) + 2);
    const Oid type = choice < std::size(elements)    ? array_oid(elements[choice])
                     : choice == std::size(elements) ? oid::text
                                                     : oid::first_user_defined;
    const Cell cell = cell_of(data + 2, size - 2, type);
    call_one(
        data[1], [&] { print(cell); }, [&] { decode<std::vector<std::int32_t>>(cell); },
        [&] { decode<std::vector<std::vector<std::int32_t>>>(cell); },
        [&] { decode<std::vector<std::optional<std::string>>>(cell, Array(Text())); },
        [&] { decode<NdArray<std::optional<std::string>>>(cell, Array(Text())); },
        [&] { decode<NdArray<std::optional<Decimal>>>(cell); }, [&] { decode<std::vector<bool>>(cell); },
        [&] { decode<std::vector<Range<std::int32_t>>>(cell); },
        [&] { decode<std::vector<boost::uuids::uuid>>(cell); });
    return 0;
}
